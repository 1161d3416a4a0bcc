"""Every filter that a template or a clause may use: numbers, sums and dates as Russian papers print them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from docgen import measures, units, words, working_days
from docgen import payment_qr as codes
from docgen.declension import Gender, address_by_name, gender_of, organisation_genitive, position_dative
from docgen.declension import name_dative as declined_name
from docgen.money import Money
from docgen.vat import change_between

NBSP = "\u00a0"
_ROWS_IN_CHUNK = 40  # WeasyPrint lays out short row groups several times faster than one long one
_ROWS_BESIDE_TOTALS = 2  # so that totals never stand alone at the top of a page
_SETTLEMENT = re.compile(
    r"(г|пос|п|с|д|р\.\s?п|рп|пгт)\.|(г|п|с|д|рп|пгт)\s"
    r"|(город|пос[её]лок|рабочий пос|село|деревня|ст-ца|станица|аул|хутор)\b",
    re.IGNORECASE,
)
_DEAR = {Gender.MASCULINE: "Уважаемый", Gender.FEMININE: "Уважаемая"}


def money(value: Decimal | str) -> str:
    """«1 450,00»: thousands apart by no-break spaces, two decimals. Settings of contracts are texts: «"3000.00"»."""
    return f"{Decimal(value):,.2f}".replace(",", NBSP).replace(".", ",")


def qty(value: Decimal) -> str:
    """«1 200,5»: no needless zeros."""
    text = f"{value:,f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    return whole.replace(",", NBSP) + (f",{fraction}" if fraction else "")


def price(value: Decimal) -> str:
    """«1 450,00», «819,6721»: two decimals, and further ones only where they say something."""
    fraction = f"{value:f}".partition(".")[2].rstrip("0")
    return f"{value:,.{max(len(fraction), 2)}f}".replace(",", NBSP).replace(".", ",")


def percent(value: Decimal) -> str:
    """«0,1» or «50»: a percentage without its sign."""
    return qty(value)


def sum_words(value: Decimal) -> str:
    """«Одна тысяча двести рублей 50 копеек»."""
    return words.sum_in_words(Money.of(value))


def sum_with_words(value: Decimal) -> str:
    """«1 200,50 руб. (Одна тысяча двести рублей 50 копеек)»."""
    return f"{money(value)}{NBSP}руб. ({sum_words(value)})"


def plural(value: int, one: str, few: str, many: str) -> str:
    """The form of a noun that agrees with a number: 1 лист, 2 листа, 5 листов."""
    return words.plural(value, one, few, many)


def days(value: int, kind: str = "calendar") -> str:
    """«5 календарных дней», with kind="working" «5 рабочих дней».

    It is the genitive, since every clause says «в течение …»: one day is «1 календарного дня».
    """
    adjective = {"calendar": ("календарного", "календарных"), "working": ("рабочего", "рабочих")}[kind]
    is_one = value % 10 == 1 and value % 100 != 11
    return f"{value}{NBSP}{adjective[0] if is_one else adjective[1]} {'дня' if is_one else 'дней'}"


def head(lines: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Row groups of a long table, without the last rows, which stay with the totals (``tail``)."""
    end = max(len(lines) - _ROWS_BESIDE_TOTALS, 0)
    for start in range(0, end, _ROWS_IN_CHUNK):
        yield lines[start : min(start + _ROWS_IN_CHUNK, end)]


def tail(lines: Sequence[Any]) -> Sequence[Any]:
    """The last rows of a table, kept on one page with its totals."""
    return lines[max(len(lines) - _ROWS_BESIDE_TOTALS, 0) :]


def css_string(value: str) -> str:
    """Text inside a quoted CSS string: nothing in it can end the string or begin a tag."""
    return "".join(char if char.isalnum() or char in " .,-№/" else f"\\{ord(char):x} " for char in value)


def date_long(value: date) -> str:
    """«22 ноября 2026 г.»."""
    return words.date_long(value)


def date_quoted(value: date) -> str:
    """««22» ноября 2026 г.»."""
    return words.date_quoted(value)


def date_short(value: date) -> str:
    """«22.11.2026»."""
    return words.date_short(value)


def days_after(value: date, number: int) -> date:
    """The last day of a term of ``number`` days that begins on the day after ``value`` (ст. 191 ГК РФ)."""
    return value + timedelta(days=number)


def working_day(value: date) -> date:
    """The day itself, or the next working one: where a term ends (ст. 193 ГК РФ, п. 7 ст. 6.1 НК РФ)."""
    return working_days.next_working_day(value)


def vat_change(start: date, end: date, known_on: date) -> dict[str, Any] | None:
    """The change of the standard VAT rate after ``start`` and through ``end``: «since», «old» and «new»; or None.

    Only one that had been announced by ``known_on``, the day of the paper that speaks of it.
    """
    change = change_between(known_on, start, end)
    if change is None:
        return None
    return {"since": change.on, "old": change.old.label, "new": change.new.label}


def place(city: str | None) -> str:
    """«г. Москва»: a city is called a city once; other settlements stay as given, no city is nothing."""
    if not city:
        return ""
    return city if _SETTLEMENT.match(city) else f"г.{NBSP}{city}"


def dear(name: str, gender: str) -> str:
    """«Уважаемая Анна Сергеевна!»; nothing for a name without a patronymic: how to address it is not known."""
    called = address_by_name(name)
    return f"{_DEAR[Gender(gender)]} {called}!" if called else ""


def dative(text: str) -> str:
    """A position or the title of a paper in the dative: «Договору поставки»."""
    return position_dative(text)


def name_dative(name: str) -> str:
    """«Соловью Игорю Львовичу»; a name that does not tell whether it is a man's or a woman's stays as given."""
    gender = gender_of(name)
    return declined_name(name, gender) if gender else name


def lowered(text: str) -> str:
    """The text with a small first letter, as a phrase inside a sentence begins; an abbreviation («ТЗ») stays."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def ended(text: str) -> str:
    """The text with a full stop, unless it has one already («… 2026 г.»)."""
    return text if text.endswith(".") else f"{text}."


def count_words(value: int, gender: str = "m") -> str:
    """«Двадцать один», with gender="n" «Двадцать одно»: a count whose noun the form has printed already."""
    return measures.capitalised(measures.count_in_words(value, gender))


def sheets_words(value: int) -> str:
    """«двух» of «на двух листах»."""
    return measures.sheets_in_words(value)


def mass_words(value: Decimal) -> str:
    """Kilograms as «Двести сорок килограммов пятьсот граммов»."""
    return measures.capitalised(measures.mass_in_words(value))


def quantity_words(value: Decimal, unit: str) -> str:
    """«Сто двадцать одна» of pieces, «Четыреста двенадцать целых пять десятых» of metres; the unit stands apart."""
    return measures.capitalised(measures.quantity_in_words(value, units.unit_gender(unit)))


def roubles_words(value: Decimal) -> str:
    """Whole roubles of a sum without the noun, «Одна тысяча двести»: the form prints «руб.» itself."""
    return measures.capitalised(measures.count_in_words(int(value)))


def kopecks(value: Decimal) -> str:
    """Kopecks of a sum, always two digits: «05»."""
    return f"{Money.of(value).kopecks % 100:02}"


def payment_qr(payload: str) -> Markup:
    """A payment code as inline SVG; the drawing is our own, so it needs no escaping."""
    return Markup(codes.svg(payload))  # noqa: S704


FILTERS: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        money, price, qty, percent, sum_words, sum_with_words, plural, days, head, tail,
        css_string, date_long, date_quoted, date_short, days_after, working_day, vat_change,
        place, dear, ended, payment_qr, dative, name_dative, organisation_genitive, lowered, quantity_words,
        count_words, sheets_words, mass_words, roubles_words, kopecks,
    )
}  # fmt: skip
