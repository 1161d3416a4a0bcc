"""The reference of placeholders: every name that a template of a kind may use, generated from the types it gets."""

from __future__ import annotations

from docgen.library import Kind
from docgen.papers.reading import form_of
from docgen.shapes import Leaf, Many, Node, Placeholder, Shape, placeholders, shape_of
from docgen.sheets.planning import sheet_shapes
from docgen.views import ContractKitView, DocumentView, InvoiceKitView, KitView


def context_shape(kind: Kind) -> Node:
    """What the context of the kind consists of."""
    if kind.is_of_kit:
        shape = shape_of(_kit_view(kind), kind.title)
        assert isinstance(shape, Node)  # noqa: S101  a TypedDict always is
        return shape
    parts: dict[str, Shape] = {}
    for block in form_of(kind).blocks.values():
        parts |= block.shapes()
    if kind.editions:
        parts["edition"] = Leaf("раздел", "редакция формы на дату документа", is_open=True)
    if kind.sheets:
        rows = parts[kind.sheets.of]
        assert isinstance(rows, Many)  # noqa: S101  rows are a list
        parts |= sheet_shapes(kind.sheets, rows.each)
    return Node({"document": shape_of(DocumentView), **parts}, kind.title)


def _kit_view(kind: Kind) -> type:
    if kind.has_clauses:
        return ContractKitView
    return InvoiceKitView if kind.has_payment_code else KitView


def reference(kind: Kind) -> tuple[Placeholder, ...]:
    """Every placeholder of the kind in the order of its context; ``lines[].name`` stands inside a loop over lines."""
    return tuple(placeholders(context_shape(kind)))
