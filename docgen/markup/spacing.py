"""White space inside a paragraph, collapsed as HTML collapses it, whatever branches the data take.

Word keeps every space, and when a branch is chosen nobody looks at spaces any more. So each way through the
statements is followed here beforehand: a space is written where it is due on every way that comes there, or on the
ways where it is due. Where no place for it is right on all ways, a line may begin with a space; if even that does not
help, the template is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import chain

from docgen.errors import TemplateError
from docgen.markup.pieces import Piece, PieceKind

_SPACES = re.compile(r"[ \t\n\r\f]+")


class Edge(Enum):
    """What stands before a place.

    WORD: a word. OWED: a word and a space not written yet. CLEAN: the start of a line, or a written space.
    LENT: a written space that stands for white space still to come. START: the start of a line, where a space too many
    does little harm.
    """

    WORD = "word"
    OWED = "owed"
    CLEAN = "clean"
    LENT = "lent"
    START = "start"


Edges = frozenset[Edge]  # one edge for each way that leads to a place
Pieces = tuple[Piece, ...]
Outcomes = dict[Edges, Pieces]  # what can be written, by what then stands behind it; the better first

_SPACE = Piece(PieceKind.TEXT, " ")
_CLEAN: Edges = frozenset({Edge.CLEAN})
_OWED: Edges = frozenset({Edge.OWED})
_LENT: Edges = frozenset({Edge.LENT})
_AFTER_SPACE = {Edge.WORD: Edge.OWED, Edge.LENT: Edge.CLEAN}


@dataclass(frozen=True, slots=True)
class Fork:
    """A statement inside a paragraph: the code of each branch and what it holds."""

    kind: str
    branches: tuple[tuple[str, tuple[Piece | Fork, ...]], ...]
    end: str

    @property
    def is_sure(self) -> bool:
        """Does one of the branches always print?"""
        return self.kind == "with" or self.branches[-1][0] == "else"


Item = Piece | Fork


def collapse(items: Sequence[Item]) -> Pieces:
    """Pieces of a paragraph in order, with statements among them and spaces as a browser would show them.

    Raises TemplateError if a space beside a statement could be right for some data only.
    """
    for line_start in (Edge.CLEAN, Edge.START):
        outcomes = _Layout(frozenset({line_start})).lay(items, frozenset({line_start}))
        if outcomes:
            return next(iter(outcomes.values()))
    near = " … ".join(code for item in items if isinstance(item, Fork) for code, _ in item.branches)
    raise TemplateError(
        f"Пробел возле операторов «{near}» нельзя поставить верно для всех данных: "
        "внесите его внутрь оператора, к тому слову, перед которым он нужен."
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    """Ways to write a paragraph; ``line_start`` is what stands behind a line break."""

    line_start: Edges

    def lay(self, items: Sequence[Item], edges: Edges) -> Outcomes:
        """All that can be written for a stretch; none if on every try some way would get a wrong space."""
        found: Outcomes = {edges: ()}
        for item in items:
            further: Outcomes = {}
            for before, pieces in found.items():
                for behind, added in self._item(item, before).items():
                    further.setdefault(behind, pieces + added)
            found = further
        return found

    def _item(self, item: Item, edges: Edges) -> Outcomes:
        if isinstance(item, Fork):
            return self._loop(item, edges) if item.kind == "for" else self._fork(item, edges)
        if item.kind is PieceKind.BREAK:
            return {self.line_start: (item,)}
        if item.kind is PieceKind.STATEMENT:
            return {edges: (item,)}
        return _word(item, edges, Edge.WORD) if item.kind is PieceKind.EXPRESSION else _text(item, edges)

    def _fork(self, fork: Fork, edges: Edges) -> Outcomes:
        found: Outcomes = {}
        for entry, before in _entries(edges).items():
            ways: Outcomes = {frozenset(): before}
            for code, items in fork.branches:
                ways = _with_branch(ways, code, _ended(self.lay(items, entry)))
            _close(ways, fork, entry, found)
        return found

    def _loop(self, fork: Fork, edges: Edges) -> Outcomes:
        found: Outcomes = {}
        (code, body), *others = fork.branches
        for entry, before in _entries(edges).items():
            for turned, pieces in chain(
                self._plain(body, entry), self._counted(body, entry), self._flushed(body, entry)
            ):
                ways: Outcomes = {turned: (*before, _statement(code), *pieces)}
                for other, items in others:
                    ways = _with_branch(ways, other, _ended(self.lay(items, entry)))
                _close(ways, fork, entry, found)
        return found

    def _plain(self, body: Sequence[Item], entry: Edges) -> Iterator[tuple[Edges, Pieces]]:
        """A body that begins alike in its first turn and in the next ones."""
        waiting: list[Edges] = [frozenset()]
        for behind in waiting:  # which grows by what a turn may leave behind
            outcomes = self.lay(body, entry | behind)
            if behind in outcomes:
                yield behind, outcomes[behind]
            waiting += (further for further in outcomes if further not in waiting)

    def _flushed(self, body: Sequence[Item], entry: Edges) -> Iterator[tuple[Edges, Pieces]]:
        """The same, with a space at the end of every turn."""
        for behind in (_CLEAN, _LENT):
            pieces = _ended(self.lay(body, entry | behind)).get(behind)
            if pieces is not None:
                yield behind, pieces

    def _counted(self, body: Sequence[Item], entry: Edges) -> Iterator[tuple[Edges, Pieces]]:
        """A body whose first turn, next turns or last turn alone want a space."""
        start = _start(body)
        for behind, pieces in self.lay(body, _CLEAN).items() if start else ():
            first, later = (_is_due(before, start) for before in (entry, behind))
            if first is None or later is None:
                continue
            turn = (*_space_if(first, later), *pieces)
            yield behind, turn
            if behind <= {Edge.WORD, Edge.OWED}:
                last = (_statement("if loop.last"), _SPACE, _statement("endif"))
                yield _CLEAN if behind == _OWED else _LENT, (*turn, *last)


def _text(item: Piece, edges: Edges) -> Outcomes:
    text = _SPACES.sub(" ", item.value)
    if text.startswith(" "):
        edges = frozenset(_AFTER_SPACE.get(edge, edge) for edge in edges)
    bare = text.strip(" ")
    behind = Edge.OWED if text.endswith(" ") else Edge.WORD
    return _word(replace(item, value=bare), edges, behind) if bare else {edges: ()}


def _word(item: Piece, edges: Edges, behind: Edge) -> Outcomes:
    if Edge.OWED in edges and edges <= {Edge.OWED, Edge.START}:
        return {frozenset({behind}): _with_space(item)}
    if edges & {Edge.OWED, Edge.LENT}:
        return {}
    return {frozenset({behind}): (item,)}


def _with_space(item: Piece) -> Pieces:
    if item.kind is PieceKind.TEXT and not item.run.underline:
        return (replace(item, value=f" {item.value}"),)
    return _SPACE, item


def _entries(edges: Edges) -> Outcomes:
    """Before a statement the space that is owed may be written or left to what follows."""
    return {edges: (), _CLEAN: (_SPACE,)} if edges == _OWED else {edges: ()}


def _ended(outcomes: Outcomes) -> Outcomes:
    """At the end of a branch, too; and there may be written what the text behind the statement will owe."""
    ended = dict(outcomes)
    for edges, pieces in outcomes.items():
        if edges == _OWED:
            ended.setdefault(_CLEAN, (*pieces, _SPACE))
        elif edges <= {Edge.WORD, Edge.OWED}:
            ended.setdefault(_LENT, (*pieces, _SPACE))
    return ended


def _with_branch(ways: Outcomes, code: str, branch: Outcomes) -> Outcomes:
    joined: Outcomes = {}
    for behind, pieces in ways.items():
        for more, added in branch.items():
            joined.setdefault(behind | more, (*pieces, _statement(code), *added))
    return joined


def _close(ways: Outcomes, fork: Fork, entry: Edges, found: Outcomes) -> None:
    """Ends a statement; where no branch may print, the way around it can get a space in an «else» of its own."""
    around = {frozenset[Edge](): ()} if fork.is_sure else _ended({entry: ()})
    for behind, pieces in ways.items():
        for more, added in around.items():
            otherwise = (_statement("else"), *added) if added else ()
            found.setdefault(behind | more, (*pieces, *otherwise, _statement(fork.end)))


def _space_if(first: bool, later: bool) -> Pieces:
    if first and later:
        return (_SPACE,)
    if not first and not later:
        return ()
    return _statement("if loop.first" if first else "if not loop.first"), _SPACE, _statement("endif")


def _is_due(before: Edges, start: Edge | None) -> bool | None:
    """Is a space due between these edges and a stretch that begins so? None if that differs."""
    if start is Edge.OWED:
        before = frozenset(_AFTER_SPACE.get(edge, edge) for edge in before)
    if Edge.LENT in before:
        return None
    due = {edge is Edge.OWED for edge in before}
    return due.pop() if len(due) == 1 else None


def _start(items: Sequence[Item]) -> Edge | None:
    """What a stretch begins with: OWED white space, a WORD, a CLEAN line; None if that depends on data."""
    for item in items:
        if isinstance(item, Fork):
            return None
        if item.kind is PieceKind.BREAK:
            return Edge.CLEAN
        if item.kind is PieceKind.EXPRESSION:
            return Edge.WORD
        if item.kind is PieceKind.TEXT and item.value:
            return Edge.OWED if _SPACES.match(item.value) else Edge.WORD
    return None


def _statement(code: str) -> Piece:
    return Piece(PieceKind.STATEMENT, code)
