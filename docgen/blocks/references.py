"""Blocks that speak of other papers and of time: a paper by its title, number and date; a period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from docgen.blocks.base import Block
from docgen.filters import NBSP, date_long
from docgen.intake.building import WITHOUT_NUMBER
from docgen.intake.deal_checks import check_period
from docgen.intake.fields import Text
from docgen.intake.problems import Problem
from docgen.intake.raw import Place
from docgen.intake.schema import Date, Number, PeriodSection, Section
from docgen.phrases import with_sign
from docgen.shapes import Shape, shape_of
from docgen.views import PeriodView, ReferenceView


class ReferenceSection(Section):
    """Название, номер и дата."""

    model_config = ConfigDict(title="Документ")

    title: Annotated[str, Text(300)] = Field(title="Название документа", description="Например, Договор поставки")
    number: Number | None = Field(None, title="Номер документа", description="В кавычках; без него — «б/н»")
    date: Date = Field(title="Дата документа", description="ГГГГ-ММ-ДД")


def show_reference(section: ReferenceSection) -> ReferenceView:
    """«Договор поставки № 25/11 от 22 ноября 2026 г.», whole and in parts."""
    number = section.number or WITHOUT_NUMBER
    sign = with_sign(number)
    return {
        "title": section.title,
        "number": number,
        "sign": sign,
        "date": section.date,
        "phrase": f"{section.title} {sign} от{NBSP}{date_long(section.date)}",
    }


class ReferenceBlock(Block):
    """A paper that this one stands on or answers."""

    def annotation(self) -> Any:
        return ReferenceSection

    def view(self, value: Any, values: Mapping[str, Any]) -> Any:
        del values
        return None if value is None else show_reference(value)

    def shape(self) -> Shape:
        return shape_of(ReferenceView, self.spec.title)


class PeriodBlock(Block):
    """First and last day, both included."""

    def annotation(self) -> Any:
        return PeriodSection

    def check(self, place: Place, root: Place) -> Iterable[Problem]:
        del root
        return check_period(place)

    def view(self, value: Any, values: Mapping[str, Any]) -> Any:
        del values
        return None if value is None else _period(value)

    def shape(self) -> Shape:
        return shape_of(PeriodView, self.spec.title)


def _period(section: PeriodSection) -> PeriodView:
    """«с 1 октября 2026 г. по 31 октября 2026 г.»; one day is named once."""
    phrase = f"с{NBSP}{date_long(section.start)} по{NBSP}{date_long(section.end)}"
    if section.start == section.end:
        phrase = date_long(section.start)
    return {"start": section.start, "end": section.end, "phrase": phrase}
