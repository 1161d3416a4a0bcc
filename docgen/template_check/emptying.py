"""A sample with nothing in some of its places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def without(sample: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """The sample with None at each of the paths («contract», «lines[].note»); paths that are not in it do nothing."""
    emptied = dict(sample)
    for path in paths:
        emptied = _emptied(emptied, path.replace("[]", ".[]").split("."))
    return emptied


def _emptied(value: Any, steps: Sequence[str]) -> Any:
    if not steps:
        return None
    if steps[0] == "[]":
        is_list = isinstance(value, Sequence) and not isinstance(value, str)
        return [_emptied(each, steps[1:]) for each in value] if is_list else value
    if isinstance(value, Mapping) and steps[0] in value:
        return {**value, steps[0]: _emptied(value[steps[0]], steps[1:])}
    return value
