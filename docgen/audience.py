"""Who may see a paper. Every way to a client — a kit, an archive, a share, a letter — passes these checks.

An internal paper is stopped twice: by its kind before it is rendered or packed, and by what its file says of itself
when somebody attaches the file by hand.
"""

from __future__ import annotations

from collections.abc import Iterable

from docgen.errors import DocgenError
from docgen.library import INTERNAL, MADE_BY, Kind

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
    facts = [fact.strip() for fact in str(keywords or "").split(";")]
    return MADE_BY in facts and f"audience={INTERNAL}" in facts


def refuse_marked(keywords: object, name: str) -> None:
    """The same check for a file, by the keywords that it carries. Raises InternalKindError naming it."""
    if is_marked_internal(keywords):
        raise InternalKindError(_REFUSED.format(name))
