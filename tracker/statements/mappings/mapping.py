"""A mapping: which column of a table is what. Titles and descriptions are Russian: people read them."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import yaml
from pydantic import ConfigDict, Field, ValidationError

from docgen.intake.fields import Choice, Count, Word
from docgen.intake.messages import problems_of
from docgen.intake.problems import Problem, input_error
from docgen.intake.schema import Label, Requisite, Section
from docgen.intake.source import read_source
from tracker.facts import Direction

MOST_TITLE_ROWS: Final = 200
_ENCODINGS = ("auto", "utf-8", "cp1251", "cp866")
_ONE_SIDE = ("name", "inn", "other_account")
_BOTH_SIDES = ("payer_name", "payer_inn", "payer_account", "payee_name", "payee_inn", "payee_account")


class Delimiter(StrEnum):
    """What stands between the cells of a CSV."""

    AUTO = "auto"
    SEMICOLON = ";"
    COMMA = ","
    TAB = "tab"
    PIPE = "|"


Column = Annotated[Label | None, Field(None, description="Заголовок столбца или его буква")]


class ColumnsSection(Section):
    """Какой столбец что значит: его заголовок или буква (A, B, … AA)."""

    model_config = ConfigDict(title="Столбцы")

    date: Label = Field(title="Дата операции", description="Заголовок столбца или его буква")
    amount: Column = Field(None, title="Сумма")
    credit: Column = Field(None, title="Поступление")
    debit: Column = Field(None, title="Списание")
    direction: Column = Field(None, title="Приход или расход словом")
    account: Column = Field(None, title="Наш счёт")
    number: Column = Field(None, title="Номер документа")
    kind: Column = Field(None, title="Вид документа")
    purpose: Column = Field(None, title="Назначение платежа")
    name: Column = Field(None, title="Контрагент")
    inn: Column = Field(None, title="ИНН контрагента")
    other_account: Column = Field(None, title="Счёт контрагента")
    payer_name: Column = Field(None, title="Плательщик")
    payer_inn: Column = Field(None, title="ИНН плательщика")
    payer_account: Column = Field(None, title="Счёт плательщика")
    payee_name: Column = Field(None, title="Получатель")
    payee_inn: Column = Field(None, title="ИНН получателя")
    payee_account: Column = Field(None, title="Счёт получателя")


class Mapping(Section):
    """Как читать выписку банка из CSV или XLSX."""

    model_config = ConfigDict(title="Настройка столбцов")

    columns: ColumnsSection = Field(title="Столбцы")
    account: Requisite | None = Field(None, title="Наш счёт", description="Если столбца с ним нет; 20 цифр в кавычках")
    incoming: tuple[Label, ...] = Field((), title="Слова прихода", description="В столбце direction", max_length=20)
    outgoing: tuple[Label, ...] = Field((), title="Слова расхода", description="В столбце direction", max_length=20)
    negative: Annotated[Direction, Choice(Direction)] = Field(
        Direction.OUT, title="Сумма с минусом", description="out — расход (обычно), in — приход"
    )
    sheet: Label | None = Field(None, title="Лист", description="Название листа; иначе первый непустой")
    header_row: Annotated[int, Count(1, MOST_TITLE_ROWS)] | None = Field(
        None, title="Строка заголовков", description="Номер строки; иначе ищется по заголовкам"
    )
    encoding: Annotated[str, Word(_ENCODINGS)] = Field("auto", title="Кодировка CSV", description="Обычно auto")
    delimiter: Annotated[Delimiter, Choice(Delimiter)] = Field(
        Delimiter.AUTO, title="Разделитель CSV", description="auto ; , tab или |"
    )

    def chosen(self) -> dict[str, str]:
        """The columns that are named, by what they mean."""
        return {key: value for key, value in self.columns.model_dump().items() if value}


def read_mapping(path: Path) -> Mapping:
    """A mapping from a YAML or JSON file. Raises InputError with all its faults."""
    source = read_source(path)
    return mapping_from(source.data, source.problems)


def mapping_from(data: dict[str, Any], problems: tuple[Problem, ...] = ()) -> Mapping:
    """A checked mapping from plain data. Raises InputError with all its faults."""
    try:
        mapping = Mapping.model_validate(data)
    except ValidationError as error:
        raise input_error([*problems, *problems_of(error, Mapping)], data) from error
    found = [*problems, *_problems(mapping)]
    if found:
        raise input_error(found, data)
    return mapping


def sample() -> str:
    """A mapping to begin with, each key explained; ``read_mapping`` takes it."""
    return Path(__file__).with_name("sample.yaml").read_text(encoding="utf-8")


def text_of(mapping: Mapping) -> str:
    """The mapping as YAML that ``read_mapping`` takes; what is usual is left out."""
    kept = mapping.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=120)


def _problems(mapping: Mapping) -> Iterator[Problem]:
    chosen = mapping.chosen()
    if "amount" in chosen and {"credit", "debit"} & chosen.keys():
        yield Problem(("columns", "amount"), "сумма уже есть в credit и debit: оставьте либо amount, либо их")
    elif "amount" not in chosen and not {"credit", "debit"} <= chosen.keys():
        yield Problem(("columns",), "нет столбца суммы: нужен amount либо пара credit (поступление) и debit (списание)")
    if "account" not in chosen and not mapping.account:
        yield Problem(("account",), "не сказано, чей это счёт: добавьте account или столбец columns.account")
    if "direction" in chosen and not (mapping.incoming and mapping.outgoing):
        yield Problem(("incoming",), "у столбца direction нужны слова прихода (incoming) и расхода (outgoing)")
    if "direction" in chosen and "amount" not in chosen:
        yield Problem(("columns", "direction"), "столбец direction нужен только вместе с amount")
    if set(_ONE_SIDE) & chosen.keys() and set(_BOTH_SIDES) & chosen.keys():
        yield Problem(("columns",), "укажите либо контрагента (name, inn, other_account), либо payer_… и payee_…")
    if {word.casefold() for word in mapping.incoming} & {word.casefold() for word in mapping.outgoing}:
        yield Problem(("outgoing",), "одно слово не может значить и приход, и расход")
