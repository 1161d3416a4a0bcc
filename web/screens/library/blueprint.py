"""The library at the desk: kinds of papers with their templates, and texts of contracts."""

from __future__ import annotations

from typing import Final

from flask import Blueprint
from werkzeug.exceptions import NotFound

from docgen.library import Kind, kinds
from web import desk

blueprint = Blueprint("library", __name__, url_prefix="/library")

TABS: Final = (("library.show", "Документы и шаблоны"), ("library.clauses", "Тексты договоров"))


@blueprint.context_processor
def _shared() -> dict[str, object]:
    return {"library_tabs": TABS}


def visible_kinds() -> list[Kind]:
    """Kinds that the visitor may see, by title; internal ones are for those who see internal prices."""
    sees = desk.visitor().sees_internal_prices
    return sorted((kind for kind in kinds().values() if sees or not kind.is_internal), key=lambda kind: kind.title)


def visible_kind(name: str) -> Kind:
    """A kind that the visitor may see. Raises NotFound."""
    kind = kinds().get(name)
    if kind is None or (kind.is_internal and not desk.visitor().sees_internal_prices):
        raise NotFound
    return kind
