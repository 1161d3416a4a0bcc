"""The printed title of a paper, for another paper that names it: from what it is about, without its whole input."""

from __future__ import annotations

from collections.abc import Collection

from docgen.clauses import load_contract
from docgen.documents import LineKind
from docgen.library import Kind
from docgen.papers.reading import heading


def printed_title(kind: Kind, about: Collection[LineKind], variant: str | None = None) -> str:
    """«Акт об оказании услуг» of services, «Договор подряда» of works.

    about: kinds of the lines of the paper; variant: the shape of a consignment contract. Where neither is known of a
    contract or an act, the title of its kind is all that can be said. Raises LibraryError and TemplateError.
    """
    flags = {one.value: one in about for one in LineKind}
    if kind.has_clauses:
        if not about:
            return kind.title
        deal = {f"has_{name}": is_there for name, is_there in flags.items()}
        return load_contract(kind.folder, variant).titled({"deal": deal})
    return heading(kind, {"lines_are": flags}) if about else kind.title
