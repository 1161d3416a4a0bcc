"""White space inside a paragraph, collapsed as HTML collapses it, whatever branch the data take.

Word keeps every space, and by the time a branch is chosen nobody looks at spaces any more. So a space beside a
statement is put where it prints once: with the text of a branch, or outside, when what follows brings none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from docgen.docx.twin.model import Piece, PieceKind

_SPACES = re.compile(r"[ \t\n\r\f]+")
_FIRST, _NOT_FIRST = "loop.first", "not loop.first"
_LAST = "loop.last"


class Edge(Enum):
    """What stands at a place: a word, a space that is not written yet, or nothing that a space could follow."""

    WORD = "word"
    OWED = "owed"
    CLEAN = "clean"


@dataclass(frozen=True, slots=True)
class Fork:
    """A statement inside a paragraph."""

    kind: str
    branches: tuple[tuple[str, tuple[Piece | Fork, ...]], ...]
    end: str


Item = Piece | Fork
_SPACE = Piece(PieceKind.TEXT, " ")


def collapse(items: Sequence[Item]) -> tuple[Piece, ...]:
    """Pieces of a paragraph in order, with statements among them and spaces as a browser would show them."""
    pieces, _ = _lay(items, Edge.CLEAN, Edge.CLEAN)
    return tuple(pieces)


def _lay(items: Sequence[Item], edge: Edge, behind: Edge) -> tuple[list[Piece], Edge]:
    """Pieces of a stretch that begins at ``edge``; ``behind`` tells what follows it (OWED: a space, CLEAN: the end)."""
    pieces: list[Piece] = []
    for place, item in enumerate(items):
        if isinstance(item, Fork):
            laid, edge = _fork(item, edge, _start(items[place + 1 :], behind))
        else:
            laid, edge = _piece(item, edge)
        pieces += laid
    if edge is Edge.OWED and behind is Edge.WORD:
        return [*pieces, _SPACE], Edge.CLEAN
    return pieces, edge


def _piece(item: Piece, edge: Edge) -> tuple[list[Piece], Edge]:
    if item.kind is PieceKind.BREAK:
        return [item], Edge.CLEAN
    if item.kind is PieceKind.STATEMENT:
        return [item], edge
    text = _SPACES.sub(" ", item.value) if item.kind is PieceKind.TEXT else item.value
    if text.startswith(" ") and edge is Edge.WORD:
        edge = Edge.OWED
    if not text.strip(" "):
        return [], edge
    laid = [replace(item, value=text.strip(" "))]
    if edge is Edge.OWED:
        laid = _with_space(laid[0])
    return laid, Edge.OWED if item.kind is PieceKind.TEXT and text.endswith(" ") else Edge.WORD


def _with_space(item: Piece) -> list[Piece]:
    if item.kind is PieceKind.TEXT and not item.run.underline:
        return [replace(item, value=f" {item.value}")]
    return [_SPACE, item]


def _start(items: Sequence[Item], behind: Edge) -> Edge:
    """What a stretch begins with, as far as it is the same for all data; WORD if it is not."""
    for place, item in enumerate(items):
        if isinstance(item, Fork):
            rest = _start(items[place + 1 :], behind)
            return rest if all(_start(inner, rest) is rest for _, inner in item.branches) else Edge.WORD
        if item.kind is PieceKind.BREAK:
            return Edge.CLEAN
        if item.kind is PieceKind.EXPRESSION:
            return Edge.WORD
        if item.kind is PieceKind.TEXT and item.value:
            if not _SPACES.match(item.value):
                return Edge.WORD
            return Edge.OWED
    return behind


def _fork(fork: Fork, edge: Edge, behind: Edge) -> tuple[list[Piece], Edge]:
    before: list[Piece] = []
    if edge is Edge.OWED and behind is Edge.WORD:
        before, edge = [_SPACE], Edge.CLEAN
    # At the start of a line the space belongs to the branch: without the branch there must be none.
    is_leading = edge is Edge.CLEAN and behind is Edge.OWED
    inner_behind = Edge.WORD if is_leading else behind
    pieces = before
    for code, items in fork.branches:
        lay = _loop if fork.kind == "for" and code != "else" else _branch
        pieces += [Piece(PieceKind.STATEMENT, code), *lay(items, edge, inner_behind, closes=is_leading)]
    pieces.append(Piece(PieceKind.STATEMENT, fork.end))
    if is_leading or (edge is Edge.CLEAN and not before and behind is Edge.CLEAN):
        return pieces, Edge.CLEAN
    return pieces, Edge.WORD


def _branch(items: Sequence[Item], edge: Edge, behind: Edge, *, closes: bool) -> list[Piece]:
    pieces, end = _lay(items, edge, behind)
    return [*pieces, _SPACE] if closes and end is Edge.WORD else pieces


def _loop(items: Sequence[Item], edge: Edge, behind: Edge, *, closes: bool) -> list[Piece]:
    """The body of a loop: a space before its first turn, between turns, and behind its last one, each only if due."""
    has_lead, has_trail = _start(items, Edge.WORD) is Edge.OWED, _ends_with_space(items)
    is_first_due = edge is Edge.OWED or (has_lead and edge is Edge.WORD)
    lead = _space_if(is_first_due, has_lead or has_trail, _FIRST, _NOT_FIRST)
    laid, _ = _lay(items, Edge.CLEAN, Edge.CLEAN)
    is_last_due = behind is Edge.WORD and (has_trail or closes)
    return [*lead, *laid, *_space_if(is_last_due, False, _LAST, "")]


def _space_if(is_here: bool, is_elsewhere: bool, here: str, elsewhere: str) -> list[Piece]:
    if is_here and is_elsewhere:
        return [_SPACE]
    if not is_here and not is_elsewhere:
        return []
    condition = here if is_here else elsewhere
    return [Piece(PieceKind.STATEMENT, f"if {condition}"), _SPACE, Piece(PieceKind.STATEMENT, "endif")]


def _ends_with_space(items: Sequence[Item]) -> bool:
    last = items[-1] if items else None
    return isinstance(last, Piece) and last.kind is PieceKind.TEXT and _SPACES.search(last.value[-1:]) is not None
