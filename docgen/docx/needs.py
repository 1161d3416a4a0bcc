"""Why a template needs docxtpl at every rendering, found once, when it is compiled.

After rendering, docxtpl parses the body anew: it heals broken XML, fits table grids to the cells and numbers pictures.
All of that is needless when the template can be shown to render balanced XML whose rows always fill their grid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import nodes

_MARK = "\ue000"
_XML_TAG = re.compile(r"<(/?)([\w:.-]+)(?:\s[^<>]*?)?(/?)>")
_CROSSED = {"w:p", "w:r", "w:t"}
_RAW_FILTERS = {"safe", "tojson", "urlize", "xmlattr"}
_TEXT_ELEMENTS = {"t", "instrText"}
_PLAIN_STATEMENTS = (nodes.Output, nodes.If, nodes.For, nodes.With, nodes.Assign)
_UNBALANCED = "оператор охватывает разметку не целиком"
_COLUMNS = "число колонок таблицы зависит от данных"


def reasons(tree: nodes.Template, before: str, after: str, *, is_body: bool) -> tuple[str, ...]:
    """Russian reasons, none if the fast path gives what docxtpl gives.

    ``before`` and ``after`` complete the part's XML.
    """
    found = [
        f"оператор «{type(node).__name__}»"
        for node in _statements(tree.body)
        if not isinstance(node, _PLAIN_STATEMENTS)
    ]
    found += [f"фильтр «{node.name}»" for node in tree.find_all(nodes.Filter) if node.name in _RAW_FILTERS]
    for branch in _branches(tree.body):
        found += _faults_of_branch(_text(branch, _MARK))
    if not found:
        found += _faults_of_xml(before + _text(tree.body, None) + after, is_body=is_body)
    return tuple(dict.fromkeys(found))


def _statements(body: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    for node in body:
        yield node
        for inner in _inner(node, "body", "elif_", "else_"):
            yield from _statements(inner)


def _branches(body: Iterable[nodes.Node]) -> Iterator[list[nodes.Node]]:
    """Each way that rendering can take; an «elif» is a statement of its own inside the «if»."""
    for node in _statements(body):
        if isinstance(node, nodes.If | nodes.For | nodes.With):
            yield from _inner(node, "body", "else_")


def _inner(node: nodes.Node, *names: str) -> list[list[nodes.Node]]:
    return [getattr(node, name) for name in names if getattr(node, name, None)]


def _text(body: Iterable[nodes.Node], inner_mark: str | None) -> str:
    """XML of a body: a mark for each expression; inner statements are a mark too, or written out, every branch once."""
    pieces: list[str] = []
    for node in body:
        if isinstance(node, nodes.Output):
            pieces += (piece.data if isinstance(piece, nodes.TemplateData) else _MARK for piece in node.nodes)
        elif inner_mark is not None:
            pieces.append(inner_mark)
        else:
            pieces += (_text(inner, None) for inner in _inner(node, "body", "elif_", "else_"))
    return "".join(pieces)


def _faults_of_branch(xml: str) -> list[str]:
    closed, opened, outermost = _balance(xml)
    if closed != opened[::-1] or not set(closed) <= _CROSSED:
        return [_UNBALANCED]
    return [_COLUMNS] if "w:tc" in outermost else []


def _balance(xml: str) -> tuple[list[str], list[str], list[str]]:
    """What a piece of XML closes but did not open, opens but does not close, and its outermost elements."""
    closed: list[str] = []
    opened: list[str] = []
    outermost: list[str] = []
    for slash, name, is_empty in _XML_TAG.findall(xml):
        if not opened and not slash:
            outermost.append(name)
        if not slash and not is_empty:
            opened.append(name)
        elif slash and opened and opened[-1] == name:
            opened.pop()
        elif slash:
            closed.append(name)
    return closed, opened, outermost


def _faults_of_xml(xml: str, *, is_body: bool) -> list[str]:
    from lxml import etree  # slow, needed only to read templates

    try:
        root: Any = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return [_UNBALANCED]
    found = ["готовая разметка в значении ({{p …}}, {{r …}})"] if _has_mark_outside_text(root) else []
    if is_body:
        found += ["рисунок в тексте"] * bool(root.xpath("boolean(//*[local-name() = 'docPr'])"))
        found += [_COLUMNS] * any(not _is_full(table) for table in root.iter("{*}tbl"))
    return found


def _has_mark_outside_text(root: Any) -> bool:
    from lxml import etree

    for element in root.iter(etree.Element):
        is_text = etree.QName(element).localname in _TEXT_ELEMENTS
        if (_MARK in (element.text or "") and not is_text) or _MARK in (element.tail or ""):
            return True
    return False


def _is_full(table: Any) -> bool:
    """Does every row fill the grid exactly, so that docxtpl would neither add nor remove a column?"""
    grid = table.find("{*}tblGrid")
    if grid is None:
        return False
    columns = len(grid.findall("{*}gridCol"))
    return all(_width(row) == columns for row in table.iter("{*}tr"))


def _width(row: Any) -> int:
    """Columns that a row takes, -1 if data decide."""
    spans = [span for cell in row.findall("{*}tc") for span in _span(cell)]
    return -1 if -1 in spans else sum(spans)


def _span(cell: Any) -> list[int]:
    span = cell.find("{*}tcPr/{*}gridSpan")
    if span is None:
        return [1]
    value = next(iter(span.attrib.values()), "")
    return [int(value) if value.isdecimal() else -1]
