"""Words that a text has, whatever their case: SQLite knows the case of Latin letters alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

_MOST_WORDS = 6


def has_words(column: Any, text: str) -> ColumnElement[bool]:
    """The condition that the column has every word of the text, small, capital or as a name."""
    words = text.split()[:_MOST_WORDS]
    return and_(*(or_(*(column.contains(form, autoescape=True) for form in _forms(word))) for word in words))


def _forms(word: str) -> set[str]:
    return {word, word.lower(), word.upper(), word.capitalize()}
