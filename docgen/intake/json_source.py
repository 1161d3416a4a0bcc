"""JSON to plain data: strict about repeated keys and depth; fractions stay text."""

from __future__ import annotations

import json

from docgen.intake.problems import whole_file
from docgen.intake.raw import BareNumber, Plain, RepeatedKeys, whole_number

_MAX_COMMAS = 1_500_000  # a cheap bound on how many values there can be, before any is made
_MEANINGS = (
    ("Expecting value", "нет значения или оно записано не по правилам (текст — в двойных кавычках)"),
    ("Expecting property name", "ключ должен быть в двойных кавычках, после последней пары запятая не ставится"),
    ("':' delimiter", "после ключа нет двоеточия"),
    ("',' delimiter", "пропущена запятая или не закрыта скобка"),
    ("Unterminated string", "не закрыта кавычка"),
    ("escape", "неверное сочетание с обратной косой чертой"),
    ("Extra data", "лишний текст после конца данных"),
    ("trailing comma", "после последнего значения запятая не ставится"),
)


def load_json(text: str) -> Plain:
    """Data of a JSON text; a section with repeated keys comes as RepeatedKeys.

    Raises InputError for broken syntax and for nesting beyond all measure.
    """
    if text.count(",") > _MAX_COMMAS:
        raise whole_file("в файле слишком много данных; разделите его на несколько")
    try:
        return _decode(text)
    except json.JSONDecodeError as error:
        raise whole_file(f"строка {error.lineno}, столбец {error.colno}: {_meaning(error.msg)}") from error
    except RecursionError as error:
        raise whole_file("слишком глубокая вложенность; проверьте скобки") from error


def _decode(text: str) -> Plain:
    data: Plain = json.loads(
        text,
        strict=False,  # a control character is then told with its path
        object_pairs_hook=_section,
        parse_float=BareNumber,
        parse_int=whole_number,
        parse_constant=BareNumber,
    )
    return data


def _section(pairs: list[tuple[str, Plain]]) -> dict[str, Plain]:
    section = dict(pairs)
    if len(section) == len(pairs):
        return section
    kept = RepeatedKeys()
    repeated = []
    for key, value in pairs:
        if key in kept:
            repeated.append(key)
        else:
            kept[key] = value
    kept.repeated = tuple(dict.fromkeys(repeated))
    return kept


def _meaning(problem: str) -> str:
    return next((meaning for part, meaning in _MEANINGS if part in problem), "запись не разобрана")
