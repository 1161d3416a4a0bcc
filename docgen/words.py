"""Numbers, sums and dates in Russian words, as contracts, invoices and waybills spell them out."""

from __future__ import annotations

from datetime import date

from docgen.declension import Gender
from docgen.errors import DocgenError
from docgen.money import Money

NBSP = "\u00a0"

_HUNDREDS = ("", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот")
_TENS = (
    "", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто",
)  # fmt: skip
_BELOW_TWENTY = (
    "", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять",
    "десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать",
    "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать",
)  # fmt: skip
_ONE_AND_TWO = {
    Gender.MASCULINE: ("один", "два"),
    Gender.FEMININE: ("одна", "две"),
    Gender.NEUTER: ("одно", "два"),
}
# Groups of three digits above the units, smallest first.
_SCALES = (
    (Gender.FEMININE, "тысяча", "тысячи", "тысяч"),
    (Gender.MASCULINE, "миллион", "миллиона", "миллионов"),
    (Gender.MASCULINE, "миллиард", "миллиарда", "миллиардов"),
    (Gender.MASCULINE, "триллион", "триллиона", "триллионов"),
    (Gender.MASCULINE, "квадриллион", "квадриллиона", "квадриллионов"),
)
_END = 1000 ** (len(_SCALES) + 1)
_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip


class WordsError(DocgenError):
    """A number that cannot be written in words here: negative, or a thousand quadrillions and more."""


def plural(number: int, one: str, few: str, many: str) -> str:
    """The form of a noun after a whole number: 21 «рубль», 2 «рубля», 11 «рублей»."""
    last_two = abs(number) % 100
    last = last_two % 10
    if last_two in range(11, 15) or last not in range(1, 5):
        return many
    return one if last == 1 else few


def number_in_words(number: int, gender: Gender = Gender.MASCULINE) -> str:
    """A whole number in the nominative, lower case: 1002 → «одна тысяча два»; one and two agree with ``gender``."""
    if not 0 <= number < _END:
        raise WordsError(f"Число {number} не записать прописью: нужно целое от нуля и меньше {_END}.")
    words = _group_in_words(number % 1000, gender)
    number //= 1000
    for scale_gender, *forms in _SCALES:
        number, group = divmod(number, 1000)
        if group:
            words = [*_group_in_words(group, scale_gender), plural(group, *forms), *words]
    return " ".join(words) or "ноль"


def _group_in_words(group: int, gender: Gender) -> list[str]:
    """Three digits as words; zero is no words at all."""
    hundreds, rest = divmod(group, 100)
    tens, units = divmod(rest, 10) if rest >= 20 else (0, rest)
    unit = _ONE_AND_TWO[gender][units - 1] if units in (1, 2) else _BELOW_TWENTY[units]
    return [word for word in (_HUNDREDS[hundreds], _TENS[tens], unit) if word]


def count_in_words(count: int) -> str:
    """A count of «наименования», hence neuter: «двадцать одно»."""
    return number_in_words(count, Gender.NEUTER)


def sum_in_words(money: Money) -> str:
    """«Одна тысяча двести рублей 05 копеек»: roubles in words, kopecks always two digits; not for negative sums."""
    roubles, kopecks = divmod(money.kopecks, 100)
    if roubles < 0:
        raise WordsError(f"Отрицательную сумму {money} прописью не пишут; проверьте, откуда взялся минус.")
    words = number_in_words(roubles)
    rouble = plural(roubles, "рубль", "рубля", "рублей")
    kopeck = plural(kopecks, "копейка", "копейки", "копеек")
    return f"{words[0].upper()}{words[1:]} {rouble} {kopecks:02}{NBSP}{kopeck}"


def date_long(day: date) -> str:
    """«22 ноября 2026 г.», kept on one line by no-break spaces."""
    return NBSP.join((str(day.day), _MONTHS[day.month - 1], str(day.year), "г."))


def date_quoted(day: date) -> str:
    """««22» ноября 2026 г.», the day always two digits, kept on one line by no-break spaces."""
    return NBSP.join((f"«{day.day:02}»", _MONTHS[day.month - 1], str(day.year), "г."))


def date_short(day: date) -> str:
    """«22.11.2026»."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"
