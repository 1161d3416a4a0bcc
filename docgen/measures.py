"""Counts, quantities, masses and sums as a form with «прописью» under its lines wants them."""

from __future__ import annotations

from decimal import Decimal

from docgen.declension import Gender
from docgen.words import WordsError, number_in_words, plural

_GRAMS = 1000
_THOUSAND = 1000
_FRACTIONS = {"десят": 100, "сот": 10, "тысячн": 1}
_UNITS = (
    "", "одном", "двух", "трёх", "четырёх", "пяти", "шести", "семи", "восьми", "девяти",
    "десяти", "одиннадцати", "двенадцати", "тринадцати", "четырнадцати", "пятнадцати",
    "шестнадцати", "семнадцати", "восемнадцати", "девятнадцати",
)  # fmt: skip
_TENS = (
    "", "", "двадцати", "тридцати", "сорока", "пятидесяти", "шестидесяти", "семидесяти", "восьмидесяти", "девяноста",
)  # fmt: skip
_HUNDREDS = (
    "", "ста", "двухстах", "трёхстах", "четырёхстах", "пятистах", "шестистах", "семистах", "восьмистах", "девятистах",
)  # fmt: skip


def capitalised(text: str) -> str:
    """The text with a capital first letter, as what is filled into a form begins."""
    return text[:1].upper() + text[1:]


def mass_in_words(kilograms: Decimal) -> str:
    """240.5 → «двести сорок килограммов пятьсот граммов»; a mass to the gram, not negative."""
    grams = kilograms * _GRAMS
    if grams % 1:
        raise WordsError(f"Массу {kilograms} кг прописью не записать: нужна точность до грамма.")
    whole, rest = divmod(int(grams), _GRAMS)
    parts = [f"{number_in_words(whole)} {plural(whole, 'килограмм', 'килограмма', 'килограммов')}"] if whole else []
    if rest or not whole:
        parts.append(f"{number_in_words(rest)} {plural(rest, 'грамм', 'грамма', 'граммов')}")
    return " ".join(parts)


def sheets_in_words(count: int) -> str:
    """A count below 1000 in the prepositional masculine, as it stands in «на … листах»: «двадцати одном»."""
    if not 0 <= count < 1000:
        raise WordsError(f"Число листов {count} прописью не записать: нужно от 0 до 999.")
    hundreds, rest = divmod(count, 100)
    tens, units = divmod(rest, 10) if rest >= 20 else (0, rest)
    return " ".join(word for word in (_HUNDREDS[hundreds], _TENS[tens], _UNITS[units]) if word) or "нуле"


def count_in_words(count: int, gender: str = "m") -> str:
    """A count in the nominative; gender (m, f, n) is that of the noun printed behind it."""
    return number_in_words(count, Gender(gender))


def quantity_in_words(quantity: Decimal, gender: str = "m") -> str:
    """412.5 → «четыреста двенадцать целых пять десятых»; to the thousandth, gender is that of the unit behind it."""
    thousandths = quantity * _THOUSAND
    if thousandths != thousandths.to_integral_value():
        raise WordsError(f"Количество {quantity} прописью не записать: нужна точность до тысячной.")
    whole, rest = divmod(int(thousandths), _THOUSAND)
    if not rest:
        return number_in_words(whole, Gender(gender))
    name, size = next((name, size) for name, size in _FRACTIONS.items() if rest % size == 0)
    parts = rest // size
    wholes = f"{number_in_words(whole, Gender.FEMININE)} {plural(whole, 'целая', 'целых', 'целых')}"
    return f"{wholes} {number_in_words(parts, Gender.FEMININE)} {plural(parts, f'{name}ая', f'{name}ых', f'{name}ых')}"
