"""Pydantic's errors as problems in Russian that say what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from docgen.intake.fields import NOT_GIVEN, RUSSIAN
from docgen.intake.nearest import nearest
from docgen.intake.problems import Loc, Problem

_GUESSES = 1000  # what a key was meant to be takes a while to find; a person needs it for the first keys only


@dataclass(frozen=True, slots=True)
class _Key:
    """What a section knows of a key: its Russian title, and the section inside (one, or a list of them)."""

    title: str
    section: type[BaseModel] | None


Known = dict[str, _Key]


@dataclass(frozen=True, slots=True)
class _Case:
    """One error of Pydantic and what it was looking at."""

    loc: Loc
    value: object
    context: dict[str, Any]
    root: type[BaseModel]
    may_guess: bool

    @property
    def siblings(self) -> Known:
        return _keys_at(self.loc[:-1], self.root)


def problems_of(error: ValidationError, root: type[BaseModel]) -> Iterator[Problem]:
    """Every error as a problem; ``root`` is the model that was validated."""
    for index, details in enumerate(error.errors(include_url=False)):
        context = details.get("ctx", {})
        case = _Case(tuple(details["loc"]), details["input"], context, root, may_guess=index < _GUESSES)
        say = _SAYINGS.get(details["type"], _other)
        text = say(case)
        if text:
            yield Problem(case.loc, text)


def _own_words(case: _Case) -> str:
    return str(case.context["text"])


def _missing(case: _Case) -> str:
    key = str(case.loc[-1])
    title = case.siblings[key].title
    return f"нет обязательного ключа: добавьте «{key}» ({title})"


def _unknown_key(case: _Case) -> str:
    guess = nearest(str(case.loc[-1]), case.siblings) if case.may_guess else None
    if guess:
        return f"неизвестный ключ; может быть, «{guess}»?"
    return f"неизвестный ключ: уберите его; здесь бывают {', '.join(case.siblings)}"


def _not_a_section(case: _Case) -> str:
    return NOT_GIVEN if case.value is None else f"нужен раздел с ключами: {', '.join(_keys_at(case.loc, case.root))}"


def _not_a_list(case: _Case) -> str:
    return NOT_GIVEN if case.value is None else "нужен список, даже если в нём одно значение"


def _too_few(case: _Case) -> str | None:
    """Pydantic does not count elements that have problems of their own, and calls such a list short too."""
    least = case.context["min_length"]
    given = len(case.value) if isinstance(case.value, list) else 0
    if given >= least:
        return None
    if not given:
        return "список пуст: нужно хотя бы одно значение"
    return f"в списке {given}, а нужно хотя бы {least}: добавьте"


def _too_many(case: _Case) -> str:
    return f"в списке не больше {case.context['max_length']} значений: сократите или разделите файл"


def _other(case: _Case) -> str:
    del case
    return "значение не подходит: сверьте его с образцом deal.yaml"


_SAYINGS: dict[str, Callable[[_Case], str | None]] = {
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
            key = _known(model).get(part)
            model = key.section if key else None
    return _known(model) if model else {}


@cache
def _known(model: type[BaseModel]) -> Known:
    return {
        field.alias or name: _Key(field.title or name, _section_in(field.annotation))
        for name, field in model.model_fields.items()
    }


def _section_in(annotation: object) -> type[BaseModel] | None:
    """The model inside an annotation: itself, optional, or an element of a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_section_in, get_args(annotation))), None)
