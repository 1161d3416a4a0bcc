"""Shapes of what the API takes and answers: sums as texts in roubles, days ISO, lists as keyset pages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from docgen.intake.fields import Amount, Count, Day, Flag, Text
from docgen.intake.schema import MOST_ROUBLES
from docgen.money import Money
from tracker.lists.paging import MOST, PAGE
from tracker.rules import Severity

R = TypeVar("R")
MOST_TEXT = 20_000


SUM_SCHEMA: dict[str, Any] = {
    "type": "string", "pattern": r"^-?\d+\.\d{2}$", "examples": ["1234.50"], "description": "Рубли, с точкой",
}  # fmt: skip


def roubles(kopecks: int) -> str:
    """Kopecks as the API spells a sum: «1234.50»."""
    return str(Money(kopecks)) if kopecks >= 0 else f"-{Money(-kopecks)}"


def kopecks(given: Decimal) -> int:
    """Kopecks of a sum that was read in roubles."""
    return Money.of(given).kopecks


Sum = Annotated[
    int,
    PlainSerializer(roubles, return_type=str),
    WithJsonSchema(SUM_SCHEMA, mode="serialization"),
]
Percent = Annotated[
    Decimal,
    PlainSerializer(lambda value: f"{value.normalize():f}", return_type=str),
    WithJsonSchema({"type": "string", "examples": ["12.5"]}, mode="serialization"),
]
Gravity = Annotated[
    Severity,
    PlainSerializer(lambda value: value.name.lower(), return_type=str),
    WithJsonSchema({"type": "string", "enum": [one.name.lower() for one in Severity]}, mode="serialization"),
]

Date = Annotated[dt.date, Day()]
Roubles = Annotated[Decimal, Amount(places=2, most=MOST_ROUBLES)]
Name = Annotated[str, Text(300)]
Code = Annotated[str, Text(100)]
Long = Annotated[str, Text(MOST_TEXT)]
Yes = Annotated[bool, Flag()]
Key = Annotated[int, Count(1, 2**31 - 1)]
Size = Annotated[int, Count(1, MOST)]
Age = Annotated[int, Count(0, 36_500)]


class Out(BaseModel):
    """Base of what is answered: read from the tracker's own records by the names of their fields."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class TotalOut(Out):
    """Итог по всем строкам, которые пропустил отбор."""

    model_config = ConfigDict(title="Итог")

    count: int
    amount: Sum
    exposure: Sum


class PageOut(Out, Generic[R]):
    """Страница списка: строки, место, с которого продолжать (null — дальше ничего нет), итог."""

    model_config = ConfigDict(
        json_schema_extra={"description": "Страница списка: строки, место, с которого продолжать, итог."}
    )

    items: tuple[R, ...] = Field(validation_alias=AliasChoices("rows", "items"))
    next: str | None
    total: TotalOut


class FaultOut(Out):
    """Что не так и где: путь в ваших данных, например lines[1].price."""

    model_config = ConfigDict(title="Ошибка в данных")

    path: str
    message: str


class ProblemOut(Out):
    """Почему запрос не выполнен."""

    model_config = ConfigDict(title="Причина отказа")

    code: int
    title: str
    message: str
    faults: tuple[FaultOut, ...]


class RefusalOut(Out):
    """Ответ на запрос, который не выполнен. Ничего не изменилось."""

    model_config = ConfigDict(title="Отказ")

    error: ProblemOut


class ChangedOut(Out):
    """Изменилось ли что-нибудь: повтор того, что уже записано, ничего не меняет."""

    model_config = ConfigDict(title="Записано")

    is_changed: bool


class Asked(BaseModel):
    """Base of what is sent: knows no other keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageAsked(Asked):
    """Which page of a list."""

    after: Annotated[str, Text(1000)] | None = Field(
        None, title="Откуда продолжать", description="Поле next прошлой страницы"
    )
    size: Size = Field(PAGE, title="Строк на странице", description=f"От 1 до {MOST}")
