"""Which placeholders a template uses: its syntax tree walked against the shape of the context.

A loop over ``lines`` makes ``line`` an element of it, so that ``line.price`` is ``lines[].price``. Where a filter or an
expression makes something new, nothing is claimed about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from jinja2 import nodes

from docgen.html import environment
from docgen.intake.nearest import nearest
from docgen.shapes import Leaf, Many, Node, Shape, placeholders
from docgen.template_check.trees import asked_for, chain, chains, made_names

_SAME = {"sort", "list", "reverse", "unique", "select", "reject", "selectattr", "rejectattr", "tail", "default"}
_TELLING = ("short_name", "name", "full_name", "phrase", "title", "label", "sign")  # what a section is best called by
_ONE = {"first", "last", "min", "max", "random"}
_CHUNKS = {"head", "batch", "slice"}
_WITH_BODY = (
    nodes.Block, nodes.Scope, nodes.FilterBlock, nodes.ScopedEvalContextModifier, nodes.Macro, nodes.CallBlock,
    nodes.AssignBlock,
)  # fmt: skip
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
    """What a walk found, with the lines it stands in.

    known: paths. unknown: with the nearest known. faults: Russian, what no name is at fault of: a whole section
    printed, a call. hollow: paths that may be empty and are printed without a condition; fragile: that go through a
    filter without one. absent: sections that may be absent and are reached into without one.
    """

    known: dict[str, int] = field(default_factory=dict)
    unknown: dict[tuple[str, int], str | None] = field(default_factory=dict)
    faults: dict[tuple[str, int], None] = field(default_factory=dict)
    hollow: dict[str, int] = field(default_factory=dict)
    fragile: dict[str, int] = field(default_factory=dict)
    absent: dict[str, int] = field(default_factory=dict)


def usage(tree: nodes.Template, context: Node, bound: Iterable[str] = (), found: Usage | None = None) -> Usage:
    """Placeholders of a parsed template; ``bound`` names stand for anything. They are added to ``found``."""
    walk = _Walk(context, found or Usage())
    scope = dict.fromkeys((*bound, *_FUNCTIONS, *asked_for(tree), *made_names(tree)), OPEN)
    walk.block(tree.body, scope | {name: Seen(part, name) for name, part in context.parts.items()})
    return walk.found


class _Walk:
    def __init__(self, context: Node, found: Usage) -> None:
        self.context = context
        self.found = found
        self.asked: frozenset[str] = frozenset()  # paths that a condition around has asked about

    def block(self, body: Iterable[nodes.Node], scope: Scope) -> Scope:
        """Statements in their order; assignments are seen by those that follow."""
        for node in body:
            scope = self.statement(node, scope)
        return scope

    def statement(self, node: nodes.Node, scope: Scope) -> Scope:
        if isinstance(node, nodes.Output):
            self._output(node, scope)
        elif isinstance(node, nodes.For):
            self._loop(node, scope)
        elif isinstance(node, nodes.If):
            self._branches(node, scope)
        elif isinstance(node, nodes.Assign):
            return {**scope, **self._bound(node.target, self.value(node.node, scope))}
        elif isinstance(node, nodes.With):
            self._with(node, scope)
        elif isinstance(node, _WITH_BODY):
            self.block(node.body, scope)
        else:
            for child in node.iter_child_nodes():
                self.value(child, scope)
        return scope

    def _output(self, node: nodes.Output, scope: Scope) -> None:
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                continue
            seen = self.value(child, scope)
            if fault := whole_printed(seen.shape, ".".join(chain(child) or [seen.path])):
                self.found.faults.setdefault((fault, child.lineno), None)
            elif isinstance(seen.shape, Leaf) and seen.shape.may_be_empty and not self._is_asked(seen.path):
                self.found.hollow.setdefault(seen.path, child.lineno)

    def _is_asked(self, path: str) -> bool:
        """Has a condition around asked about the value, a section that it stands in or a neighbour of it?"""
        holder = path.rpartition(".")[0]
        return any(
            path == asked or path.startswith((f"{asked}.", f"{asked}[]")) or (holder and asked.startswith(f"{holder}."))
            for asked in self.asked
        )

    def _is_there(self, section: str) -> bool:
        """Has a condition around asked about the section or anything in it?"""
        return any(f"{section}.".startswith(f"{asked}.") or asked.startswith(f"{section}.") for asked in self.asked)

    def _under(self, test: nodes.Node, scope: Scope) -> frozenset[str]:
        """Notes what a condition asks about; answers what was asked before, to be put back behind it."""
        self.value(test, scope)
        before = self.asked
        self.asked |= self._paths(test, scope)
        return before

    def _paths(self, node: nodes.Node, scope: Scope) -> set[str]:
        return {seen.path for name in chains(node) if (seen := self._looked_up(name, scope)).path}

    def _loop(self, node: nodes.For, scope: Scope) -> None:
        each = _element(self.value(node.iter, scope))
        inner = {**scope, "loop": OPEN, **self._bound(node.target, each)}
        if node.test is not None:
            self.value(node.test, inner)
        self.block(node.body, inner)
        self.block(node.else_, scope)

    def _branches(self, node: nodes.If, scope: Scope) -> None:
        before = self._under(node.test, scope)
        for body in (node.body, node.elif_, node.else_):
            self.block(body, scope)
        self.asked = before

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
        name = chain(node)
        if name is not None:
            return self._named(name, node.lineno, scope)
        if isinstance(node, nodes.Filter):
            return self._filtered(node, scope)
        if isinstance(node, nodes.Call):
            return self._call(node, scope)
        if isinstance(node, nodes.CondExpr | nodes.Or | nodes.And):
            return self._chosen(node, scope)
        for child in node.iter_child_nodes():
            self.value(child, scope)
        return OPEN

    def _chosen(self, node: nodes.CondExpr | nodes.Or | nodes.And, scope: Scope) -> Seen:
        """What a choice answers: a condition itself is not printed, nor is the left side of «and»."""
        if isinstance(node, nodes.CondExpr):
            test, options = node.test, [node.expr1, *([node.expr2] if node.expr2 is not None else [])]
        else:
            test, options = node.left, [node.right] if isinstance(node, nodes.And) else [node.left, node.right]
        before = self._under(test, scope)
        seen = [self.value(option, scope) for option in options]
        self.asked = before
        found = next((each for each in seen if each.shape is not None), OPEN)
        return OPEN if isinstance(found.shape, Leaf) else found  # its author has thought of what is not there

    def _call(self, node: nodes.Call, scope: Scope) -> Seen:
        """«seller.inn.upper()»: values are data and have nothing to call; macros and functions of Jinja have."""
        for argument in (*node.args, *(keyword.value for keyword in node.kwargs)):
            self.value(argument, scope)
        called = node.node
        if not isinstance(called, nodes.Getattr):
            return self.value(called, scope) if isinstance(called, nodes.Name) else OPEN
        if self.value(called.node, scope).shape is None:
            return OPEN
        near = nearest(called.attr, environment("text").filters)
        hint = f"есть фильтр «{near}»: {{{{ имя | {near} }}}}" if near else "есть фильтры: {{ имя | фильтр }}"
        self.found.faults.setdefault((f"«{called.attr}()»: вызывать ничего нельзя; {hint}", node.lineno), None)
        return OPEN

    def _filtered(self, node: nodes.Filter, scope: Scope) -> Seen:
        before = self.asked
        if node.name == "default" and node.node is not None:
            self.asked |= self._paths(node.node, scope)
        inner = self.value(node.node, scope) if node.node is not None else OPEN
        self.asked = before
        for argument in (*node.args, *node.kwargs):
            self.value(argument, scope)
        if isinstance(inner.shape, Leaf):
            if inner.shape.may_be_empty and node.name != "default" and not self._is_asked(inner.path):
                self.found.fragile.setdefault(inner.path, node.lineno)
            return OPEN
        if node.name in _SAME:
            return inner
        if node.name in _ONE:
            return _element(inner)
        if node.name in _CHUNKS and isinstance(inner.shape, Many):
            return Seen(Many(inner.shape, inner.shape.meaning), inner.path)
        return OPEN

    def _named(self, names: list[str], line: int, scope: Scope) -> Seen:
        if names[0] not in scope:
            return self._unknown(names[0], line, self._near_name(names))
        seen = scope[names[0]]
        for place, part in enumerate(names[1:], start=1):
            if _is_open(seen.shape):
                seen = Seen(None, seen.path)
                break
            parts = seen.shape.parts if isinstance(seen.shape, Node) else {}
            if part not in parts:
                return self._unknown(".".join(names[: place + 1]), line, _near_part(seen, names[:place], part))
            if isinstance(seen.shape, Node) and seen.shape.is_optional and not self._is_there(seen.path):
                self.found.absent.setdefault(seen.path, line)
            seen = Seen(parts[part], f"{seen.path}.{part}")
        if seen.path:
            self.found.known.setdefault(seen.path, line)
        return seen

    def _looked_up(self, names: list[str], scope: Scope) -> Seen:
        """As ``_named``, with nothing noted."""
        noted, self.found = self.found, Usage()
        seen = self._named(names, 0, scope)
        self.found = noted
        return seen

    def _unknown(self, path: str, line: int, near: str | None) -> Seen:
        self.found.unknown.setdefault((path, line), near)
        return OPEN

    def _near_name(self, names: list[str]) -> str | None:
        """A top-level name like the first word, else a placeholder whose last word is like the last one."""
        near = nearest(names[0], self.context.parts)
        if near:
            return ".".join([near, *names[1:]])
        by_end = {place.path.rpartition(".")[2]: place.path for place in placeholders(self.context)}
        found = nearest(names[-1], by_end)
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


def _is_open(shape: Shape | None) -> bool:
    return shape is None or (isinstance(shape, Leaf) and shape.is_open)


def whole_printed(shape: Shape | None, path: str) -> str:
    """Russian, why a value cannot be printed: it is a section or a list; «» if it can be."""
    if isinstance(shape, Many):
        return f"«{path}» — это список: переберите его, {{% for x in {path} %}}…{{% endfor %}}"
    if isinstance(shape, Node):
        named = next((name for name in _TELLING if name in shape.parts), next(iter(shape.parts), ""))
        return f"«{path}» — это раздел: назовите поле, например «{path}.{named}»"
    return f"«{path}» — это раздел: назовите поле в нём" if isinstance(shape, Leaf) and shape.is_open else ""


def optional_sections(shape: Shape, path: str = "") -> Iterator[str]:
    """Sections that may be absent, each by the path of the reference; not what stands in them."""
    if isinstance(shape, Many):
        yield from optional_sections(shape.each, f"{path}[]")
    elif isinstance(shape, Node) and shape.is_optional:
        yield path
    elif isinstance(shape, Node):
        for name, part in shape.parts.items():
            yield from optional_sections(part, f"{path}.{name}" if path else name)


def leaves(paths: Iterable[str]) -> Iterator[str]:
    """Paths that no other path goes on from: «seller.bank.bic», not «seller.bank»."""
    known = sorted(set(paths))
    for path, following in zip_longest(known, known[1:], fillvalue=""):
        if not following.startswith((f"{path}.", f"{path}[]")):
            yield path
