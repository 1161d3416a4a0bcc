"""Which placeholders a template uses: its syntax tree walked against the shape of the context.

A loop over ``lines`` makes ``line`` an element of it, so that ``line.price`` is ``lines[].price``. Where a filter or an
expression makes something new, nothing is claimed about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from jinja2 import nodes

from docgen.intake.nearest import nearest
from docgen.shapes import Leaf, Many, Node, Shape, placeholders

_SAME = {"sort", "list", "reverse", "unique", "select", "reject", "selectattr", "rejectattr", "tail", "default"}
_ONE = {"first", "last", "min", "max", "random"}
_CHUNKS = {"head", "batch", "slice"}
_FUNCTIONS = ("range", "style")  # what every template has beside its context


@dataclass(frozen=True, slots=True)
class Seen:
    """A value in the template: what it consists of (None is unknown) and the path by which the reference calls it."""

    shape: Shape | None
    path: str


OPEN = Seen(None, "")
Scope = Mapping[str, Seen]


@dataclass(slots=True)
class Usage:
    """What a walk found: known paths with the lines they stand in, and unknown ones with the nearest known."""

    known: dict[str, int] = field(default_factory=dict)
    unknown: dict[tuple[str, int], str | None] = field(default_factory=dict)


def usage(tree: nodes.Template, context: Node, bound: Iterable[str] = (), found: Usage | None = None) -> Usage:
    """Placeholders of a parsed template; ``bound`` names stand for anything. They are added to ``found``."""
    walk = _Walk(context, found or Usage())
    scope = dict.fromkeys((*bound, *_FUNCTIONS, *_asked_for(tree)), OPEN)
    walk.block(tree.body, scope | {name: Seen(part, name) for name, part in context.parts.items()})
    return walk.found


def _asked_for(tree: nodes.Template) -> set[str]:
    """Names that the template itself asks about with «is defined»: it may well do without them."""
    tests = (test for test in tree.find_all(nodes.Test) if test.name in ("defined", "undefined"))
    return {test.node.name for test in tests if isinstance(test.node, nodes.Name)}


class _Walk:
    def __init__(self, context: Node, found: Usage) -> None:
        self.context = context
        self.found = found

    def block(self, body: Iterable[nodes.Node], scope: Scope) -> Scope:
        """Statements in their order; assignments are seen by those that follow."""
        for node in body:
            scope = self.statement(node, scope)
        return scope

    def statement(self, node: nodes.Node, scope: Scope) -> Scope:
        if isinstance(node, nodes.For):
            self._loop(node, scope)
        elif isinstance(node, nodes.If):
            self._branches(node, scope)
        elif isinstance(node, nodes.Assign):
            return {**scope, **self._bound(node.target, self.value(node.node, scope))}
        elif isinstance(node, nodes.With):
            self._with(node, scope)
        elif isinstance(node, nodes.Block | nodes.Scope | nodes.FilterBlock | nodes.ScopedEvalContextModifier):
            self.block(node.body, scope)
        else:
            for child in node.iter_child_nodes():
                self.value(child, scope)
        return scope

    def _loop(self, node: nodes.For, scope: Scope) -> None:
        each = _element(self.value(node.iter, scope))
        inner = {**scope, "loop": OPEN, **self._bound(node.target, each)}
        if node.test is not None:
            self.value(node.test, inner)
        self.block(node.body, inner)
        self.block(node.else_, scope)

    def _branches(self, node: nodes.If, scope: Scope) -> None:
        self.value(node.test, scope)
        for body in (node.body, node.elif_, node.else_):
            self.block(body, scope)

    def _with(self, node: nodes.With, scope: Scope) -> None:
        inner = dict(scope)
        for target, value in zip(node.targets, node.values, strict=True):
            inner |= self._bound(target, self.value(value, scope))
        self.block(node.body, inner)

    def _bound(self, target: nodes.Node, value: Seen) -> dict[str, Seen]:
        if isinstance(target, nodes.Name):
            return {target.name: value}
        return {name.name: OPEN for name in target.find_all(nodes.Name)}

    def value(self, node: nodes.Node, scope: Scope) -> Seen:
        """What an expression is; every placeholder in it is noted."""
        chain = _chain(node)
        if chain is not None:
            return self._named(chain, node.lineno, scope)
        if isinstance(node, nodes.Filter):
            return self._filtered(node, scope)
        if isinstance(node, nodes.CondExpr | nodes.Or | nodes.And):
            return self._first_known(node, scope)
        for child in node.iter_child_nodes():
            self.value(child, scope)
        return OPEN

    def _first_known(self, node: nodes.Expr, scope: Scope) -> Seen:
        seen = [self.value(child, scope) for child in node.iter_child_nodes()]
        return next((each for each in seen if each.shape is not None), OPEN)

    def _filtered(self, node: nodes.Filter, scope: Scope) -> Seen:
        inner = self.value(node.node, scope) if node.node is not None else OPEN
        for argument in (*node.args, *node.kwargs):
            self.value(argument, scope)
        if node.name in _SAME:
            return inner
        if node.name in _ONE:
            return _element(inner)
        if node.name in _CHUNKS and isinstance(inner.shape, Many):
            return Seen(Many(inner.shape, inner.shape.meaning), inner.path)
        return OPEN

    def _named(self, chain: list[str], line: int, scope: Scope) -> Seen:
        if chain[0] not in scope:
            return self._unknown(chain[0], line, self._near_name(chain))
        seen = scope[chain[0]]
        for place, part in enumerate(chain[1:], start=1):
            if seen.shape is None or (isinstance(seen.shape, Leaf) and seen.shape.is_open):
                break
            parts = seen.shape.parts if isinstance(seen.shape, Node) else {}
            if part not in parts:
                return self._unknown(".".join(chain[: place + 1]), line, _near_part(seen, chain[:place], part))
            seen = Seen(parts[part], f"{seen.path}.{part}")
        if seen.path:
            self.found.known.setdefault(seen.path, line)
        return seen

    def _unknown(self, path: str, line: int, near: str | None) -> Seen:
        self.found.unknown.setdefault((path, line), near)
        return OPEN

    def _near_name(self, chain: list[str]) -> str | None:
        """A top-level name like the first word, else a placeholder whose last word is like the last one."""
        near = nearest(chain[0], self.context.parts)
        if near:
            return ".".join([near, *chain[1:]])
        by_end = {place.path.rpartition(".")[2]: place.path for place in placeholders(self.context)}
        found = nearest(chain[-1], by_end)
        return by_end[found] if found else None


def _near_part(seen: Seen, before: list[str], part: str) -> str | None:
    if not isinstance(seen.shape, Node):
        return None
    by_word = {word: name for name in seen.shape.parts for word in reversed(name.split("_"))}
    near = nearest(part, seen.shape.parts) or by_word.get(nearest(part, by_word) or "")
    return ".".join([*before, near]) if near else None


def _element(seen: Seen) -> Seen:
    if not isinstance(seen.shape, Many):
        return OPEN
    suffix = "" if isinstance(seen.shape.each, Many) else "[]"
    return Seen(seen.shape.each, seen.path + suffix)


def _chain(node: nodes.Node) -> list[str] | None:
    """``a.b["c"]`` as [a, b, c]; an index by number stays where it is, for it does not change the name."""
    if isinstance(node, nodes.Name):
        return [node.name]
    if isinstance(node, nodes.Getattr):
        inner = _chain(node.node)
        return None if inner is None else [*inner, node.attr]
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        inner = _chain(node.node)
        return None if inner is None else [*inner, node.arg.value]
    return None


def leaves(paths: Iterable[str]) -> Iterator[str]:
    """Paths that no other path goes on from: «seller.bank.bic», not «seller.bank»."""
    known = sorted(set(paths))
    for path, following in zip_longest(known, known[1:], fillvalue=""):
        if not following.startswith((f"{path}.", f"{path}[]")):
            yield path
