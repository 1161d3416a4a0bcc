"""Who may see a paper. Every way to a client — a kit, an archive, a share, a letter — passes these checks.

An internal paper is stopped twice: by its kind before it is rendered or packed, and by what its file says of itself
when somebody attaches the file by hand: its keywords, and, since saving anew loses these, the banner on its pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from docgen.errors import DocgenError
from docgen.library import INTERNAL, MADE_BY, Kind

BANNER = "Внутренний документ. Клиенту не передавать"
"""Stands on every page of an internal paper; the kind's template prints it."""

_INTERNAL = re.compile(rf"audience\s*=\s*{INTERNAL}")
_REFUSED = "«{}» — внутренний документ, клиенту он не передаётся. Уберите его из комплекта."


class InternalKindError(DocgenError):
    """An internal paper was about to reach a client."""


def refuse_internal(kinds: Iterable[Kind]) -> None:
    """The one check that every way to a client passes. Raises InternalKindError naming the kind."""
    for kind in kinds:
        if kind.is_internal:
            raise InternalKindError(_REFUSED.format(kind.title))


def is_marked_internal(keywords: object) -> bool:
    """Whether the keywords of a file are those that the program gives to internal papers (``Kind.keywords``)."""
    told = str(keywords or "").casefold()
    return MADE_BY in told and _INTERNAL.search(told) is not None


def is_bannered(text: str) -> bool:
    """Whether a page's text holds the banner that every page of an internal paper carries, however it is spaced."""
    return _squeezed(BANNER) in _squeezed(text)


def _squeezed(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalpha())


def refuse_marked(keywords: object, name: str) -> None:
    """The same check for a file, by the keywords that it carries. Raises InternalKindError naming it."""
    if is_marked_internal(keywords):
        raise InternalKindError(_REFUSED.format(name))
