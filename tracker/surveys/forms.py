"""Questionnaires as data. A questionnaire is asked by the form of its own paper, so screen and paper never differ.

Answers are plain data by the keys of that form. What the program knows by itself, client and our company, is no answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from docgen.forms import FieldSpec, read_fields
from docgen.intake.cleaning import clean
from docgen.intake.problems import input_error
from docgen.intake.source import Source
from docgen.library import Kind, find_kind
from docgen.papers.reading import paper_from
from tracker.errors import RefusedError
from tracker.journal import canonical

VIP: Final = "vip_questionnaire"
FORMS: Final = (
    VIP,
    "client_questionnaire",
    "needs_questionnaire",
    "audit_questionnaire",
    "site_passport",
    "outlet_passport",
)
"""Names of the forms, which are kinds of papers; the first is the one of the VIP programme."""

KNOWN: Final = frozenset({"client", "seller"})
"""Keys of the forms that the program fills in itself."""

_LONGEST = 200_000
_HELD = {"group": "fields", "table": "columns"}
_PERSON: Mapping[str, Mapping[str, Any]] = {
    "name": {"is": "text", "title": "Фамилия, имя, отчество", "longest": 300},
    "position": {"is": "text", "title": "Должность", "longest": 300, "optional": True},
    "phone": {"is": "text", "title": "Телефон", "longest": 100, "optional": True},
    "email": {"is": "email", "title": "Электронная почта", "optional": True},
}
_REFERENCE: Mapping[str, Mapping[str, Any]] = {
    "title": {"is": "text", "title": "Название документа", "longest": 300},
    "number": {"is": "number", "title": "Номер документа", "optional": True},
    "date": {"is": "date", "title": "Дата документа"},
}
_BUILT_IN = {"person": _PERSON, "reference": _REFERENCE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A field of a questionnaire. label, hint: Russian; ``hint`` is "" for none.

    kind: text, number, email, date, count, quantity, choice, flag, texts (a list of texts), group or table.
    options: of a choice, its keys with their Russian words. longest: characters of a text, None for the form's usual.
    least, most: of a count. questions: those of a group, or the columns of a table.
    """

    key: str
    label: str
    kind: str
    hint: str
    is_required: bool
    options: tuple[tuple[str, str], ...] = ()
    longest: int | None = None
    least: int | None = None
    most: int | None = None
    questions: tuple[Question, ...] = ()


def form_of(name: str) -> Kind:
    """The paper whose form a questionnaire is. Raises RefusedError for what is none."""
    if name not in FORMS:
        raise RefusedError(f"Анкеты «{name}» нет. Есть: {', '.join(FORMS)}.")
    return find_kind(name)


@cache
def questions(name: str) -> tuple[Question, ...]:
    """What a questionnaire asks, in its order, without what the program fills in. Raises RefusedError."""
    return tuple(_question(spec) for spec in form_of(name).fields if spec.key not in KNOWN)


def _question(spec: FieldSpec) -> Question:
    parameters = spec.parameters
    held = _BUILT_IN.get(spec.block) or parameters.get(_HELD.get(spec.block, ""))
    return Question(
        key=spec.key,
        label=spec.title,
        kind="group" if spec.block in _BUILT_IN else spec.block,
        hint=spec.about,
        is_required=not spec.is_optional,
        options=tuple(parameters.get("options", {}).items()),
        longest=parameters.get("longest"),
        least=parameters.get("least"),
        most=parameters.get("most"),
        questions=tuple(_question(one) for one in read_fields(dict(held), spec.key)) if held else (),
    )


def tidied(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers without what is empty: blank texts, rows and groups that a form on screen sends although nobody wrote.

    Raises InputError for texts that no paper can hold, at their place in the answers given.
    """
    cleaned, problems = clean({key: value for key, value in answers.items() if key not in KNOWN})
    if problems:
        raise input_error(problems, cleaned)
    return _without_nothing(cleaned) or {}


def _without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_nothing(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one is not None} or None
    if isinstance(value, list):
        return [one for one in map(_without_nothing, value) if one is not None] or None
    return value


def kept(name: str, answers: Mapping[str, Any]) -> str:
    """Tidy answers as the database keeps them. Raises RefusedError for keys that the form has not, and for too much."""
    unknown = sorted(answers.keys() - {question.key for question in questions(name)})
    if unknown:
        raise RefusedError(f"В анкете «{form_of(name).title}» нет полей: {', '.join(unknown)}.")
    try:
        text = canonical(answers)
    except ValueError as error:
        raise RefusedError("В анкете есть число, которое нельзя записать: впишите его словами.") from error
    if len(text) > _LONGEST:
        raise RefusedError(f"Анкета длиннее {_LONGEST} знаков: сократите ответы.")
    return text


def source_of(answers: Mapping[str, Any], parties: Mapping[str, Any]) -> Source:
    """The input of the questionnaire's paper: answers with client and, if known, seller."""
    return Source({**answers, **parties}, ())


def check(name: str, answers: Mapping[str, Any], parties: Mapping[str, Any]) -> tuple[str, ...]:
    """Checks tidy answers by the form; answers its warnings, Russian. Raises InputError with every fault, by field."""
    return paper_from(source_of(answers, parties), form_of(name)).warnings
