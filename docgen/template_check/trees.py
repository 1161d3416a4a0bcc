"""Names in a syntax tree of Jinja, before anybody knows what they stand for."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import nodes


def asked_for(tree: nodes.Template) -> set[str]:
    """Names that the template itself asks about with «is defined»: it may well do without them."""
    tests = (test for test in tree.find_all(nodes.Test) if test.name in ("defined", "undefined"))
    return {test.node.name for test in tests if isinstance(test.node, nodes.Name)}


def made_names(tree: nodes.Template) -> set[str]:
    """Names that macros, calls and imports bind anywhere in a template: they stand for anything."""
    made = {"caller", "varargs", "kwargs"} if tree.find(nodes.Macro) else set()
    made |= {macro.name for macro in tree.find_all(nodes.Macro)}
    holders: list[nodes.Macro | nodes.CallBlock] = [*tree.find_all(nodes.Macro), *tree.find_all(nodes.CallBlock)]
    made |= {argument.name for holder in holders for argument in holder.args}
    made |= {each.target for each in tree.find_all(nodes.Import)}
    for each in tree.find_all(nodes.FromImport):
        made |= {name if isinstance(name, str) else name[1] for name in each.names}
    return made


def chain(node: nodes.Node) -> list[str] | None:
    """``a.b["c"]`` as [a, b, c]; an index by number stays where it is, for it does not change the name."""
    if isinstance(node, nodes.Name):
        return [node.name]
    if isinstance(node, nodes.Getattr):
        inner = chain(node.node)
        return None if inner is None else [*inner, node.attr]
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        inner = chain(node.node)
        return None if inner is None else [*inner, node.arg.value]
    return None


def chains(node: nodes.Node) -> Iterator[list[str]]:
    """Every dotted name in an expression, each as long as it stands there."""
    found = chain(node)
    if found is not None:
        yield found
        return
    for child in node.iter_child_nodes():
        yield from chains(child)
