"""Contract texts as a lawyer reads them in a library: every clause with its condition, protections and basis.

``catalogue`` answers what the files say; ``example`` answers what a sample deal prints under chosen settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from docgen.context import document_context, protections
from docgen.errors import LibraryError
from docgen.intake.kit_file import order_from
from docgen.intake.source import Source, read_source
from docgen.library import Kind, audiences, kinds, read_yaml, templates_root

COMPOSITIONS: Final = {
    "goods": ("goods",),
    "services": ("services",),
    "works": ("works",),
    "goods_works": ("goods", "works"),
}
"""What a deal may consist of: kinds of its first line and of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueClause:
    """A clause as written. ``when``: the condition on which it is printed, "" for always; ``text``: with its names."""

    id: str
    text: str
    when: str
    grants: tuple[str, ...]
    basis: tuple[str, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueSection:
    """A section as written. ``is_shared``: other contracts have it too."""

    id: str
    title: str
    when: str
    is_shared: bool
    clauses: tuple[CatalogueClause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What a sample deal prints. ``sections``: as ``ContractText.compose`` answers; ``grants``: its protections."""

    title: str
    sections: tuple[Mapping[str, Any], ...]
    grants: frozenset[str]


def contract_kinds() -> tuple[Kind, ...]:
    """Kinds whose text is data."""
    return tuple(kind for kind in kinds().values() if kind.has_clauses)


def variants_of(kind: Kind) -> tuple[str, ...]:
    """Lawful shapes of a contract, by ``terms.consignment``; none where it has one shape."""
    return tuple(read_yaml(kind.folder / "clauses.yaml").get("variants", ()))


def catalogue(kind: Kind, variant: str | None = None) -> tuple[CatalogueSection, ...]:
    """The text of a contract as its files say it. Raises LibraryError for a variant that is not there."""
    data = read_yaml(kind.folder / "clauses.yaml")
    if "variants" in data:
        if variant not in data["variants"]:
            raise LibraryError(f"{kind.title}: нет варианта «{variant}».")
        data = data["variants"][variant]
    return tuple(map(_section, data["sections"]))


def _section(entry: Mapping[str, Any]) -> CatalogueSection:
    shared = read_yaml(templates_root() / "_clauses" / f"{entry['use']}.yaml") if "use" in entry else entry
    return CatalogueSection(
        id=shared["id"],
        title=_plain(shared["title"]),
        when=_plain(entry.get("when") or shared.get("when") or ""),
        is_shared="use" in entry,
        clauses=tuple(map(_clause, shared["clauses"])),
    )


def _clause(entry: Mapping[str, Any]) -> CatalogueClause:
    return CatalogueClause(
        id=entry["id"],
        text=_plain(entry["text"]),
        when=_plain(entry.get("when", "")),
        grants=tuple(entry.get("grants", ())),
        basis=tuple(entry.get("basis", ())),
        items=tuple(_plain(item["text"]) for item in entry.get("items", ())),
    )


def _plain(text: str) -> str:
    return " ".join(str(text).split())


def example(kind: Kind, variant: str | None, composition: str) -> Example:
    """The text that the sample deal of the kind gets under these settings.

    composition: of ``COMPOSITIONS``. Raises LibraryError for another, InputError where such a deal cannot be.
    """
    if composition not in COMPOSITIONS:
        raise LibraryError(f"Нет состава сделки «{composition}».")
    path = kind.folder / "sample.yaml"
    data: dict[str, Any] = deepcopy(dict(read_source(path).data))
    data["lines"] = list(_lines(data["lines"], COMPOSITIONS[composition]))
    if variant is not None:
        _shape(data["terms"], variant)
    snapshot = order_from(Source(data, ()), path.parent, audiences(), only=kind.name).snapshot
    context = document_context(snapshot, kind)
    return Example(
        title=context["document"]["title"],
        sections=tuple(context["sections"]),
        grants=protections(snapshot, kind),
    )


def _lines(lines: list[dict[str, Any]], parts: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for place, line in enumerate(lines):
        yield line | {"kind": parts[min(place, len(parts) - 1)]}


def _shape(terms: dict[str, Any], variant: str) -> None:
    """Under a deferred payment the law wants a last day of payment, which a commission does not have."""
    terms["consignment"] = variant
    terms.pop("last_payment_on", None)
    if variant != "commission":
        terms["last_payment_on"] = f"{int(str(terms['valid_until'])[:4]) + 1}-06-30"
