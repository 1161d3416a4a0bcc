"""Reads what a foreign structure may lack or have broken: one bad field must not hide the others."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

_LONGEST = 300
FAULTS: Final = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, NotImplementedError)
"""What asn1crypto raises for a value that is not as its standard says."""


def follow(value: Any, *steps: str | int) -> Any:
    """Goes into a structure: «.name» is an attribute, anything else a key; None where the way is broken or ends."""
    try:
        for step in steps:
            value = getattr(value, step[1:]) if isinstance(step, str) and step.startswith(".") else value[step]
    except FAULTS:
        return None
    return value


def items(value: Any) -> list[Any]:
    """Members of a set or sequence; none where it is broken."""
    try:
        return list(value)
    except FAULTS:
        return []


def encoded(value: Any) -> bytes | None:
    """The bytes of a structure; None where it is broken."""
    try:
        return bytes(value.dump())
    except FAULTS:
        return None


def text(value: Any) -> str | None:
    """Foreign text as a database and a screen take it: one line, printable, at most 300 characters; None if empty."""
    if not isinstance(value, str):
        return None
    line = " ".join("".join(char if char.isprintable() else " " for char in value[: _LONGEST * 4]).split())
    return line[:_LONGEST].strip() or None


def instant(value: Any) -> datetime | None:
    """A time of ASN.1 in UTC; None for anything else, such as the year 0."""
    if not isinstance(value, datetime):
        return None
    try:
        return value.astimezone(UTC)
    except FAULTS:
        return None
