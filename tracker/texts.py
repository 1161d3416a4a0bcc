"""Texts that people type, tidy and short enough to keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.errors import RefusedError


def line(text: str, what: str, longest: int) -> str:
    """One line that is not empty. ``what``: its name in Russian. Raises RefusedError."""
    plain = " ".join(text.split())
    if not plain or len(plain) > longest or not plain.isprintable():
        raise RefusedError(f"{what}: нужна одна строка от 1 до {longest} знаков.")
    return plain


def maybe_line(text: str | None, what: str, longest: int) -> str | None:
    """One line, or nothing where nothing was written. Raises RefusedError."""
    return line(text, what, longest) if text is not None and text.strip() else None


def words(text: str, what: str, longest: int) -> str:
    """A text of some lines that is not empty. Raises RefusedError."""
    lines = [line.strip() for line in text.splitlines()]
    plain = "\n".join(lines).strip()
    if not plain or len(plain) > longest or not all(line.isprintable() for line in lines):
        raise RefusedError(f"{what}: нужен текст от 1 до {longest} знаков.")
    return plain


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in of a form: an empty field says nothing."""
    return {key: value for key, value in values.items() if value}
