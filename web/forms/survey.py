"""A questionnaire on screen: generated from what its form asks, read back into plain answers, nothing typed lost.

A field is named by its way through the form: «problems.0.problem» is the first row's column of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from docgen.errors import Fault
from tracker.errors import RefusedError
from web.forms.base import read_day

if TYPE_CHECKING:
    from tracker.surveys.forms import Question

MOST_ROWS: Final = 200
SCALE: Final = "scale"
_INDEX: Final = re.compile(r"\[(\d+)\]")
_COUNT: Final = re.compile(r"\d{1,9}", re.ASCII)
_GAPS: Final = re.compile(r"[\s\u00a0\u202f]")
_LONG: Final = 400  # signs from which on a text gets several lines


@dataclass(frozen=True, slots=True)
class Section:
    """A card of the form. ``title``: "" for fields that stand in no group. A table is the only question of its card."""

    title: str
    hint: str
    name: str
    questions: tuple[Question, ...]
    is_table: bool = False


def sections(asked: Sequence[Question]) -> list[Section]:
    """Cards in the order of the form: fields in a row share one, a group and a table have each their own."""
    cards: list[Section] = []
    for question in asked:
        if question.kind in {"group", "table"}:
            parts = question.questions if question.kind == "group" else (question,)
            cards.append(Section(question.label, question.hint, question.key, parts, question.kind == "table"))
        elif cards and not cards[-1].title:
            last = cards.pop()
            cards.append(Section("", "", "", (*last.questions, question)))
        else:
            cards.append(Section("", "", "", (question,)))
    return cards


def is_long(question: Question) -> bool:
    """Whether a text gets several lines."""
    return question.kind == "texts" or (question.kind == "text" and (question.longest or _LONG) >= _LONG)


def answers_of(form: Mapping[str, str], asked: Sequence[Question], prefix: str = "") -> dict[str, Any]:
    """Answers as they were typed, blank ones too. Raises RefusedError for more rows than a form may have."""
    found: dict[str, Any] = {}
    for question in asked:
        value = _value(form, question, prefix + question.key)
        if value is not None:
            found[question.key] = value
    return found


def _value(form: Mapping[str, str], question: Question, name: str) -> Any:
    if question.kind == "group":
        return answers_of(form, question.questions, f"{name}.")
    if question.kind == "table":
        return [answers_of(form, question.questions, f"{name}.{row}.") for row in _rows(form, name)]
    if question.kind == "flag":
        return True if form.get(name) else None
    typed = form.get(name, "")
    if question.kind == "texts":
        return [line for line in typed.splitlines() if line.strip()]
    return _READ.get(question.kind, str)(typed)


def _rows(form: Mapping[str, str], name: str) -> list[int]:
    found = {int(match[1]) for key in form if (match := re.match(re.escape(name) + r"\.(\d{1,6})\.", key, re.ASCII))}
    if len(found) > MOST_ROWS:
        raise RefusedError(f"В одном разделе не больше {MOST_ROWS} строк: объедините их.")
    return sorted(found)


def _day(typed: str) -> str:
    """A day as the paper reads it; what is no day stays as it is and is told beside its field."""
    try:
        return read_day(typed.strip()).isoformat()
    except ValueError:
        return typed


def _count(typed: str) -> int | str:
    return int(typed.strip()) if _COUNT.fullmatch(typed.strip()) else typed


def _quantity(typed: str) -> str:
    return _GAPS.sub("", typed).replace(",", ".")


_READ: Final[Mapping[str, Any]] = {"date": _day, "count": _count, "quantity": _quantity}


def by_fields(faults: Iterable[Fault], asked: Sequence[Question]) -> tuple[dict[str, str], list[str]]:
    """Faults by names of fields, and those that stand in none."""
    beside: dict[str, str] = {}
    above: list[str] = []
    keys = {question.key for question in asked}
    for fault in faults:
        name = _INDEX.sub(r".\1", fault.path)
        if name.partition(".")[0] in keys:
            beside.setdefault(name, fault.message)
        else:
            above.append(str(fault))
    return beside, above


def label_of(asked: Sequence[Question], name: str) -> str:
    """«3. Качество, строка 2: Проблема» of «problems.1.problem»."""
    told = ""
    for part in name.split("."):
        if part.isdigit():
            told += f", строка {int(part) + 1}"
            continue
        question = next((one for one in asked if one.key == part), None)
        if question is None:
            break
        told += f": {question.label}" if told else question.label
        asked = question.questions
    return told
