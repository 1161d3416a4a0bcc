"""A reconciliation of accounts as the plain data that a template sees."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, TypedDict

from docgen.money import Money
from docgen.phrases import with_sign
from docgen.reconciliation.differences import Line, compare
from docgen.reconciliation.sides import Entry, Side, columns, conclusion


class EntryView(TypedDict):
    """Запись в учёте стороны."""

    date: Annotated[dt.date, "дата документа"]
    title: Annotated[str, "название документа"]
    sign: Annotated[str, "номер документа со знаком №"]
    document: Annotated[str, "название, номер и дата документа"]
    debit: Annotated[Decimal | None, "дебет"]
    credit: Annotated[Decimal | None, "кредит"]


class BalanceView(TypedDict):
    """Сальдо по столбцам таблицы."""

    debit: Annotated[Decimal | None, "должны этой стороне"]
    credit: Annotated[Decimal | None, "должна эта сторона"]


class SideView(TypedDict):
    """Данные одной стороны."""

    opening: BalanceView
    entries: list[EntryView]
    debit: Annotated[Decimal, "оборот по дебету"]
    credit: Annotated[Decimal, "оборот по кредиту"]
    closing: BalanceView
    favour: Annotated[str, "в чью пользу сальдо: ours — этой стороны, theirs — другой, nobody"]
    conclusion: Annotated[str, "«На … задолженность в пользу … составляет …»"]


class PairView(TypedDict):
    """Строка общей таблицы: запись одной стороны и та же запись другой."""

    number: Annotated[int, "номер по порядку"]
    ours: EntryView | None
    theirs: EntryView | None
    is_agreed: Annotated[bool, "запись есть у обеих сторон с одной суммой"]
    gap: Annotated[Decimal, "на сколько она разводит сальдо сторон"]


class StatementView(TypedDict):
    """Сверка расчётов за период."""

    us: Annotated[str, "наименование того, кто готовит акт, в родительном падеже"]
    them: Annotated[str, "наименование другой стороны в родительном падеже"]
    ours: SideView
    theirs: SideView | None
    pairs: Annotated[list[PairView], "строки обеих сторон рядом; без данных другой стороны её половина пуста"]
    disputed: Annotated[list[PairView], "расхождения; пусто без данных другой стороны"]
    agrees: Annotated[bool | None, "расхождений нет; пусто без данных другой стороны"]
    opening_gap: Annotated[Decimal | None, "расхождение начального сальдо; пусто без данных другой стороны"]
    closing_gap: Annotated[Decimal | None, "расхождение конечного сальдо; пусто без данных другой стороны"]


def show_statement(ours: Side, theirs: Side | None, on: dt.date, us: str, them: str) -> StatementView:
    """A reconciliation through the day ``on``; ``us`` and ``them`` are names in the genitive.

    Without data of the other side its half of every pair is empty, for that side to fill in.
    """
    compared = compare(ours, theirs) if theirs else None
    alone = (Line(date=entry.date, ours=entry, theirs=None) for entry in ours.entries)
    pairs = [_pair(number, line) for number, line in enumerate(compared.lines if compared else alone, start=1)]
    return {
        "us": us,
        "them": them,
        "ours": _side(ours, conclusion(ours.closing, on, us, them)),
        "theirs": _side(theirs, conclusion(theirs.closing, on, them, us)) if theirs else None,
        "pairs": pairs,
        "disputed": [pair for pair in pairs if not pair["is_agreed"]] if compared else [],
        "agrees": compared.agrees if compared else None,
        "opening_gap": compared.opening.roubles if compared else None,
        "closing_gap": compared.closing.roubles if compared else None,
    }


def _side(side: Side, conclusion: str) -> SideView:
    return {
        "opening": _balance(side.opening),
        "entries": [_entry(entry) for entry in side.entries],
        "debit": side.debit.roubles,
        "credit": side.credit.roubles,
        "closing": _balance(side.closing),
        "favour": side.favour.value,
        "conclusion": conclusion,
    }


def _balance(balance: Money) -> BalanceView:
    debit, credit = columns(balance)
    return {"debit": _or_empty(debit), "credit": _or_empty(credit)}


def _entry(entry: Entry) -> EntryView:
    return {
        "date": entry.date,
        "title": entry.title,
        "sign": with_sign(entry.number),
        "document": entry.document,
        "debit": _or_empty(entry.debit),
        "credit": _or_empty(entry.credit),
    }


def _or_empty(money: Money) -> Decimal | None:
    return money.roubles if money else None


def _pair(number: int, line: Line) -> PairView:
    return {
        "number": number,
        "ours": _entry(line.ours) if line.ours else None,
        "theirs": _entry(line.theirs) if line.theirs else None,
        "is_agreed": line.is_agreed,
        "gap": line.gap.roubles,
    }
