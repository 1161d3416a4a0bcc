"""Kinds of fields of an input file: how each is read, what is said when it cannot be, and its JSON Schema.

Each is an annotation for Pydantic, ``Annotated[str, Text(100)]``. A value comes clean (see ``cleaning``): a text is
stripped and not empty, None means «not given», a fraction without quotes is a BareNumber.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from docgen.intake.nearest import nearest
from docgen.intake.problems import quoted
from docgen.intake.raw import BareNumber

RUSSIAN = "russian"
"""Type of a Pydantic error whose text is ours and Russian already."""

NOT_GIVEN = "не заполнено: впишите значение"

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DECIMAL = re.compile(r"(-?)([0-9]{1,30})(?:\.([0-9]{1,30}))?")
_COMMA_OR_GROUPS = re.compile(r"-?[0-9\s\u00a0\u202f]+([.,][0-9]+)?")
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;.]+(\.[^\s@<>,;.]+)+")
_FIRST_DAY, _LAST_DAY = date(1991, 1, 1), date(2100, 12, 31)

JsonSchema = dict[str, Any]


class FieldError(ValueError):
    """A value does not fit its field; the text is Russian and says what to do."""


class Reading:
    """Base of the kinds: a subclass says how to ``read`` a value, Pydantic learns the rest from here."""

    def read(self, value: object) -> Any:
        """The value as the program keeps it; raises FieldError."""
        return self._read(value)

    def schema(self) -> JsonSchema:
        """JSON Schema of what can be read."""
        return self._schema()

    def _read(self, value: object) -> Any:
        raise NotImplementedError

    def _schema(self) -> JsonSchema:
        raise NotImplementedError

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._read_for_pydantic)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        return self.schema()

    def _read_for_pydantic(self, value: object) -> Any:
        try:
            return self.read(value)
        except FieldError as error:
            raise PydanticCustomError(RUSSIAN, "{text}", {"text": str(error)}) from error


@dataclass(frozen=True)
class Text(Reading):
    """A text of at most ``longest`` characters."""

    longest: int

    def _read(self, value: object) -> str:
        if not isinstance(value, str):
            raise FieldError(_not_a_text(value))
        if len(value) > self.longest:
            raise FieldError(f"не длиннее {self.longest} знаков, сейчас {len(value)}: сократите")
        return value

    def _schema(self) -> JsonSchema:
        return {"type": "string", "maxLength": self.longest}


class Email(Text):
    """An address of one mailbox; the domain may be Cyrillic."""

    def _read(self, value: object) -> str:
        text = super()._read(value)
        if not _EMAIL.fullmatch(text):
            raise FieldError(f"{quoted(text)} — не адрес почты: нужен один адрес вида name@example.ru")
        return text


@dataclass(frozen=True)
class Amount(Reading):
    """A number as text or whole number: at most ``places`` decimals, not above ``most``; zero only if ``or_zero``."""

    places: int
    most: int
    or_zero: bool = False

    def _read(self, value: object) -> Decimal:
        sign, whole, fraction = _decimal_parts(value)
        number = Decimal(f"{sign}{whole}.{fraction or '0'}" if fraction else f"{sign}{whole}")
        if number < 0 or (number == 0 and not self.or_zero):
            least = "не меньше 0" if self.or_zero else "больше 0"
            raise FieldError(f"должно быть {least}, сейчас {quoted(value)}: исправьте")
        if len(fraction) > self.places:
            raise FieldError(f"после точки не больше {self.places} знаков, сейчас {quoted(value)}: округлите сами")
        if number > self.most:
            raise FieldError(f"должно быть не больше {_grouped(self.most)}, сейчас {quoted(value)}: исправьте")
        return number

    def _schema(self) -> JsonSchema:
        pattern = rf"^[0-9]{{1,30}}(\.[0-9]{{1,{self.places}}})?$"
        least = {"minimum": 0} if self.or_zero else {"exclusiveMinimum": 0}
        number = {"type": "integer", "maximum": self.most, **least}
        return {"anyOf": [{"type": "string", "pattern": pattern}, number]}


@dataclass(frozen=True)
class Count(Reading):
    """A whole number from ``least`` to ``most``, without quotes."""

    least: int
    most: int

    def _read(self, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise FieldError(NOT_GIVEN if value is None else f"нужно целое число без кавычек, например {self.least}")
        if not self.least <= value <= self.most:
            raise FieldError(f"должно быть от {self.least} до {self.most}, сейчас {quoted(value)}: исправьте")
        return int(value)

    def _schema(self) -> JsonSchema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Flag(Reading):
    """True or false."""

    def _schema(self) -> JsonSchema:
        return {"type": "boolean"}

    def _read(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise FieldError(NOT_GIVEN if value is None else "нужно true (да) или false (нет), без кавычек")
        return value


class Day(Reading):
    """A date, ISO 8601: year, month, day."""

    def _schema(self) -> JsonSchema:
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

    def _read(self, value: object) -> date:
        if value is None:
            raise FieldError(NOT_GIVEN)
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            shown = "" if isinstance(value, (dict, list)) else f", сейчас {quoted(value)}"
            raise FieldError(f"нужна дата вида 2026-11-22 (год-месяц-день){shown}")
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise FieldError(f"даты {quoted(value)} не существует: проверьте день и месяц") from error
        if not _FIRST_DAY <= day <= _LAST_DAY:
            raise FieldError(f"год не похож на правду в дате {quoted(value)}: проверьте год")
        return day


@dataclass(frozen=True)
class Choice(Reading):
    """One of the words of an enumeration."""

    options: type[StrEnum]

    def _read(self, value: object) -> StrEnum:
        if isinstance(value, str) and value in self._words():
            return self.options(value)
        raise FieldError(not_an_option(value, self._words()))

    def _schema(self) -> JsonSchema:
        return {"type": "string", "enum": list(self._words())}

    def _words(self) -> tuple[str, ...]:
        return tuple(option.value for option in self.options)


@dataclass(frozen=True)
class Word(Reading):
    """One of a few words; ``numbers`` allows those that are numbers to stand without quotes."""

    words: tuple[str, ...]
    numbers: tuple[int, ...] = ()

    def _read(self, value: object) -> str:
        is_number = isinstance(value, int) and not isinstance(value, bool) and value in self.numbers
        word = str(int(value)) if is_number and isinstance(value, int) else value
        if isinstance(word, str) and word in self.words:
            return word
        raise FieldError(not_an_option(value, self.words))

    def _schema(self) -> JsonSchema:
        return {"enum": [*self.words, *self.numbers]}


@dataclass(frozen=True)
class Moment(Reading):
    """When a payment is due: a word, or the date itself instead of the word."""

    options: type[StrEnum]

    def _read(self, value: object) -> StrEnum | date:
        is_day = isinstance(value, str) and value[:1].isdigit()
        moment: StrEnum | date = (Day() if is_day else Choice(self.options)).read(value)
        return moment

    def _schema(self) -> JsonSchema:
        return {"anyOf": [Choice(self.options).schema(), Day().schema()]}


def not_an_option(value: object, words: tuple[str, ...]) -> str:
    """What to say when a value is none of the words."""
    if value is None:
        return NOT_GIVEN
    allowed = ", ".join(words)
    if isinstance(value, (dict, list)):
        return f"нужно одно слово из списка: {allowed}"
    guess = nearest(str(value), words)
    hint = f"; может быть, «{guess}»?" if guess else ""
    return f"значения {quoted(value)} нет, бывает: {allowed}{hint}"


def read_or_none(reading: Reading, value: object) -> Any:
    """The value if it fits the field, else None: for checks that leave a broken field to whoever reads it."""
    try:
        return reading.read(value)
    except FieldError:
        return None


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")


def _not_a_text(value: object) -> str:
    if value is None:
        return NOT_GIVEN
    if isinstance(value, (bool, int, BareNumber)):
        shown = str(value).lower() if isinstance(value, bool) else quoted(value).strip('"')
        return f'нужен текст, а без кавычек это не текст: запишите в кавычках: "{shown}"'
    return "нужен текст, а не раздел с ключами" if isinstance(value, Mapping) else "нужен текст, а не список"


def _decimal_parts(value: object) -> tuple[str, str, str]:
    """Sign, whole digits and digits after the point."""
    if value is None:
        raise FieldError(NOT_GIVEN)
    if isinstance(value, BareNumber):
        raise FieldError(f"дробное число возьмите в кавычки, чтобы ничего не потерялось: {quoted(value)}")
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise FieldError('нужно число, например "1450.00"')
    found = _DECIMAL.fullmatch(str(int(value)) if isinstance(value, int) else value)
    if not found:
        raise FieldError(_not_a_number(value))
    return found[1], found[2], found[3] or ""


def _not_a_number(value: object) -> str:
    if isinstance(value, (int, str)) and len(str(value)) > 30:
        return f"{quoted(value)} — слишком длинное для числа: исправьте"
    if isinstance(value, str) and _COMMA_OR_GROUPS.fullmatch(value):
        return f'{quoted(value)}: пишите число без пробелов и с точкой, например "1450.00"'
    return f'{quoted(value)} — не число: пишите цифрами, например "1450.00"'
