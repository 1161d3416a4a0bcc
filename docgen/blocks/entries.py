"""Entries of a reconciliation (акт сверки): what one side, or both, have in their books for a period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, ValidationError

from docgen.blocks.base import Block
from docgen.declension import organisation_genitive
from docgen.intake.building import WITHOUT_NUMBER
from docgen.intake.fields import Amount, Day, read_or_none
from docgen.intake.problems import Problem
from docgen.intake.raw import Place
from docgen.intake.schema import MOST_ROUBLES, Date, Label, Number, Section
from docgen.money import Money
from docgen.reconciliation.sides import Entry, EntryError, Side, check_day, side
from docgen.reconciliation.views import StatementView, show_statement
from docgen.shapes import Shape, shape_of

_MOST_ENTRIES = 10_000
_Sum = Annotated[Decimal, Amount(places=2, most=MOST_ROUBLES)]


class OpeningSection(Section):
    """Одно из двух; без раздела — ноль."""

    model_config = ConfigDict(title="Начальное сальдо")

    debit: _Sum | None = Field(None, title="Дебет", description="Рубли: должны той стороне, чьи это данные")
    credit: _Sum | None = Field(None, title="Кредит", description="Рубли: должна та сторона, чьи это данные")


class EntrySection(Section):
    """Документ или платёж; сумма — или в дебете, или в кредите."""

    model_config = ConfigDict(title="Запись")

    date: Date = Field(title="Дата документа", description="ГГГГ-ММ-ДД, внутри периода сверки")
    title: Label = Field(title="Название документа", description="Товарная накладная, акт, платёжное поручение")
    number: Number | None = Field(None, title="Номер документа", description="В кавычках; без него — «б/н»")
    debit: _Sum | None = Field(None, title="Дебет", description="Рубли: отгрузили, заплатили")
    credit: _Sum | None = Field(None, title="Кредит", description="Рубли: получили оплату или товар")


class SideSection(Section):
    """Сальдо на начало и записи за период."""

    model_config = ConfigDict(title="Данные стороны")

    opening: OpeningSection | None = Field(None, title="Начальное сальдо", description="На первый день периода")
    entries: Annotated[tuple[EntrySection, ...], Field(max_length=_MOST_ENTRIES)] = Field(
        title="Записи", description="В любом порядке: по датам расставит программа"
    )


class BooksSection(Section):
    """Данные одной стороны или обеих."""

    model_config = ConfigDict(title="Записи сторон")

    ours: SideSection = Field(title="Наши данные", description="По учёту того, кто готовит акт")
    theirs: SideSection | None = Field(None, title="Данные клиента", description="По его учёту, если он их прислал")


class EntriesBlock(Block):
    """Books of one side or of both for a period; see docgen.reconciliation.sides for what debit and credit mean.

    period, seller, client: keys of the fields that hold the period and the sides.
    """

    parameters: ClassVar[Mapping[str, type]] = {"period": str, "seller": str, "client": str}
    stands_alone = True

    def faults(self, form: Mapping[str, Block]) -> Iterable[str]:
        for name, block in (("period", "period"), ("seller", "party"), ("client", "party")):
            key = self.parameter(name, name)
            if key not in form or form[key].spec.block != block or form[key].spec.is_optional:
                yield f"{name}: нужно обязательное поле «{key}» с блоком {block}"

    def annotation(self) -> Any:
        return BooksSection

    def check(self, place: Place, root: Place) -> Iterable[Problem]:
        period = root[self.parameter("period", "period")]
        start = read_or_none(Day(), period["from"].value)
        end = read_or_none(Day(), period["to"].value)
        for books in (place["ours"], place["theirs"]):
            yield from _check_opening(books["opening"])
            for entry in books["entries"]:
                yield from _check_entry(entry, start, end)

    def view(self, value: Any, values: Mapping[str, Any]) -> Any:
        if value is None:
            return None
        period = values[self.parameter("period", "period")]
        ours = _side(value.ours, period.start, period.end)
        theirs = _side(value.theirs, period.start, period.end) if value.theirs else None
        us, them = (_genitive(values[self.parameter(key, key)]) for key in ("seller", "client"))
        return show_statement(ours, theirs, period.end, us, them)

    def shape(self) -> Shape:
        return shape_of(StatementView, self.spec.title)


def _genitive(party: Any) -> str:
    return organisation_genitive(party.short_name or party.full_name)


def _check_opening(opening: Place) -> Iterator[Problem]:
    if opening.is_section and not (opening["debit"].is_given or opening["credit"].is_given):
        yield Problem(opening.loc, "сальдо не сказано: добавьте debit или credit, а нулевое уберите совсем")
    if opening["debit"].is_given and opening["credit"].is_given:
        yield Problem(opening["credit"].loc, "сальдо бывает или в дебете, или в кредите: оставьте одно")


def _check_entry(place: Place, start: date | None, end: date | None) -> Iterator[Problem]:
    try:
        section = EntrySection.model_validate(place.value)
    except ValidationError:
        return  # told by whoever reads the whole file
    try:
        entry = _entry(section)
    except EntryError as error:
        yield Problem(place["credit" if section.credit else "debit"].loc, error.text)
        return
    if start is None or end is None or end < start:
        return
    try:
        check_day(entry, start, end)
    except EntryError as error:
        yield Problem(place["date"].loc, error.text)


def _side(section: SideSection, start: date, end: date) -> Side:
    opening = section.opening
    balance = _sum(opening.debit) - _sum(opening.credit) if opening else Money(0)
    return side(balance, map(_entry, section.entries), start, end)


def _entry(section: EntrySection) -> Entry:
    return Entry(
        date=section.date,
        title=section.title,
        number=section.number or WITHOUT_NUMBER,
        debit=_sum(section.debit),
        credit=_sum(section.credit),
    )


def _sum(roubles: Decimal | None) -> Money:
    return Money.of(roubles or Decimal(0))
