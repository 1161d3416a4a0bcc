"""Pydantic's errors as problems in Russian that say what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from docgen.intake.fields import NOT_GIVEN, RUSSIAN
from docgen.intake.nearest import nearest
from docgen.intake.problems import Loc, Problem

_GENERAL = "значение не подходит: сверьте его с образцом deal.yaml"

Known = dict[str, tuple[str, type[BaseModel] | None]]
"""Keys of a section: the Russian title, and the section inside, if the value is one or a list of them."""


def problems_of(error: ValidationError, root: type[BaseModel]) -> Iterator[Problem]:
    """Every error as a problem; ``root`` is the model that was validated."""
    for details in error.errors(include_url=False):
        loc: Loc = tuple(details["loc"])
        say = _SAYINGS.get(details["type"])
        yield Problem(loc, say(details, loc, root) if say else _GENERAL)


def _own_words(details: ErrorDetails, loc: Loc, root: type[BaseModel]) -> str:
    return str(details["msg"])


def _missing(details: ErrorDetails, loc: Loc, root: type[BaseModel]) -> str:
    key = str(loc[-1])
    title = _keys_at(loc[:-1], root).get(key, ("", None))[0]
    return f"нет обязательного ключа: добавьте «{key}» ({title})" if title else f"нет обязательного ключа: добавьте «{key}»"


def _unknown_key(details: ErrorDetails, loc: Loc, root: type[BaseModel]) -> str:
    known = _keys_at(loc[:-1], root)
    guess = nearest(str(loc[-1]), known)
    if guess:
        return f"неизвестный ключ; может быть, «{guess}»?"
    return f"неизвестный ключ: уберите его; здесь бывают {', '.join(known)}"


def _not_a_section(details: ErrorDetails, loc: Loc, root: type[BaseModel]) -> str:
    if details["input"] is None:
        return NOT_GIVEN
    known = _keys_at(loc, root)
    return f"нужен раздел с ключами: {', '.join(known)}" if known else "нужен раздел с ключами"


def _not_a_list(details: ErrorDetails, loc: Loc, root: type[BaseModel]) -> str:
    return NOT_GIVEN if details["input"] is None else "нужен список, даже если в нём одно значение"


def _too_few(details: ErrorDetails, loc: Loc, root: type[BaseModel]) -> str:
    return "список пуст: нужно хотя бы одно значение"


def _too_many(details: ErrorDetails, loc: Loc, root: type[BaseModel]) -> str:
    return f"в списке не больше {_limit(details)} значений: сократите или разделите файл"


def _limit(details: ErrorDetails) -> int:
    context: dict[str, Any] = details.get("ctx", {})
    return int(context["max_length"])


_SAYINGS: dict[str, Callable[[ErrorDetails, Loc, type[BaseModel]], str]] = {
    RUSSIAN: _own_words,
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "model_type": _not_a_section,
    "tuple_type": _not_a_list,
    "too_short": _too_few,
    "too_long": _too_many,
}


def _keys_at(loc: Loc, root: type[BaseModel]) -> Known:
    """Keys of the section at this place; none if there is no section there."""
    model: type[BaseModel] | None = root
    for part in loc:
        if isinstance(part, str) and model is not None:
            model = _known(model).get(part, ("", None))[1]
    return _known(model) if model else {}


@cache
def _known(model: type[BaseModel]) -> Known:
    return {
        field.alias or name: (field.title or "", _section_in(field.annotation))
        for name, field in model.model_fields.items()
    }


def _section_in(annotation: object) -> type[BaseModel] | None:
    """The model inside an annotation: itself, optional, or an element of a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_section_in, get_args(annotation))), None)
