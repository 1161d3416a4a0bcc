"""A paper before it is issued: what it is to be made from; and the same with its number in it, ready to be rendered."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from docgen.context import document_context, protections
from docgen.documents import Numbers, Snapshot
from docgen.intake.building import WITHOUT_NUMBER
from docgen.intake.fields import Day, read_or_none
from docgen.intake.source import Source
from docgen.library import CONTRACT, Kind
from docgen.local_library import LocalTemplate
from docgen.papers.reading import paper_from, series_of
from tracker.errors import RefusedError
from tracker.evidence import TRANSFER_DOCUMENT
from tracker.journal import canonical
from tracker.papers.numbering import Place

_NUMBER, _CORRECTION = "number", "correction"
_ANY_NUMBER: Final = "1"  # stands in the paper while it is asked what sequence it belongs to


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A paper to be issued.

    source: the snapshot of a deal for a paper of a kit, the kind's own input file for any other (``read_source``).
    covers: kopecks by the keys of the deal's obligations; None for nothing, or for what a superseded paper covered.
    number: one of the user's own, which takes no place in a sequence, or a place taken in the same transaction; None
    for the number in the source or, without it, the next one. local: the house's own template, None for the shipped.
    seller: login of the person whose right to discounts counts; None for whoever is at work.
    """

    kind: Kind
    organization_id: int
    source: Snapshot | Source
    deal_id: int | None = None
    covers: Mapping[int, int] | None = None
    number: str | Place | None = None
    local: LocalTemplate | None = None
    seller: str | None = None

    @property
    def template(self) -> str:
        """The template that makes the paper: «shipped-3» or «local-2»."""
        return self.local.label if self.local else f"shipped-{self.kind.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A paper with its number. ``frozen``: canonical JSON of what it is made from; ``total`` is kopecks with VAT."""

    context: Mapping[str, Any]
    frozen: str
    total: int | None
    status: int | None
    vat_rate: str | None
    acceptance_days: int | None
    protections: frozenset[str]

    @property
    def date(self) -> date:
        """The date of the paper."""
        on: date = self.context["document"]["date"]
        return on

    @property
    def number(self) -> str:
        """The number of the paper as it prints it; «б/н» where it prints none."""
        return self.context["document"]["number"] or WITHOUT_NUMBER


def own_number(draft: Draft) -> str | None:
    """The number that the user gave the paper, in the draft or in its source; None if the program is to give one.

    A kit says «б/н» of a contract that was given no number, so the program numbers it.
    """
    if isinstance(draft.number, str):
        return draft.number
    if isinstance(draft.source, Snapshot):
        given = draft.source.numbers.given.get(draft.kind.numbering)
        return None if draft.kind.numbering == CONTRACT and given == WITHOUT_NUMBER else given
    told = draft.source.data.get(_NUMBER)
    return None if told is None else str(told)


def is_numbered(kind: Kind) -> bool:
    """Whether papers of the kind print a number at all."""
    return kind.is_of_kit or any(spec.key == _NUMBER for spec in kind.fields)


def series_and_date(draft: Draft) -> tuple[str, date]:
    """Whose sequence the paper takes its number from, and of which day. Raises InputError for a faulty source."""
    if isinstance(draft.source, Snapshot):
        return draft.kind.numbering, draft.source.date
    on = read_or_none(Day(), draft.source.data.get("date"))
    if on is not None and not draft.kind.numbering_when:
        return draft.kind.numbering, on
    context = paper_from(_told(draft.source, {_NUMBER: _ANY_NUMBER}), draft.kind).context
    return series_of(draft.kind, context), context["date"]


def prepare(draft: Draft, number: str | None) -> Prepared:
    """The paper with its number. Raises InputError, for a source that is not fit, with all its faults."""
    if isinstance(draft.source, Snapshot):
        return _of_snapshot(draft, draft.source if number is None else numbered(draft.source, draft.kind, number))
    source = draft.source if number is None else _told(draft.source, {_NUMBER: number})
    context = paper_from(source, draft.kind).context
    return _prepared(draft, context, {"data": source.data})


def numbered(snapshot: Snapshot, kind: Kind, number: str) -> Snapshot:
    """The snapshot with the number of its paper of this kind; the other papers name it by the same one."""
    numbers = Numbers(given={**snapshot.numbers.given, kind.numbering: number}, otherwise=snapshot.numbers.otherwise)
    return replace(snapshot, numbers=numbers)


def as_correction(draft: Draft, revision: int, on: date) -> Draft:
    """The draft of «Исправление № n от …», filled in where the form has a place for it and the user did not.

    Raises RefusedError where the user gave it another number.
    """
    if isinstance(draft.source, Snapshot) or all(spec.key != _CORRECTION for spec in draft.kind.fields):
        return draft
    told = draft.source.data.get(_CORRECTION)
    if told is None:
        return replace(draft, source=_told(draft.source, {_CORRECTION: {"number": revision, "date": on.isoformat()}}))
    if isinstance(told, dict) and str(told.get("number")) != str(revision):
        raise RefusedError(f"Это исправление № {revision}, а в данных указано № {told.get('number')}: поправьте номер.")
    return draft


def _told(source: Source, more: Mapping[str, object]) -> Source:
    return Source({**source.data, **more}, source.problems)


def _of_snapshot(draft: Draft, snapshot: Snapshot) -> Prepared:
    kind = draft.kind
    prepared = _prepared(draft, document_context(snapshot, kind), {"snapshot": plain(snapshot)})
    if not kind.has_clauses:
        return prepared
    # A template of the house's own may print another text than the clauses, so they are not relied upon.
    granted = protections(snapshot, kind) if draft.local is None else frozenset()
    return replace(prepared, acceptance_days=snapshot.terms.acceptance_days, protections=granted)


def _prepared(draft: Draft, context: Mapping[str, Any], source: Mapping[str, Any]) -> Prepared:
    totals = context.get("totals") or {}
    gross = totals.get("gross")
    return Prepared(
        context=context,
        frozen=canonical({"kind": draft.kind.name, **plain(source)}),
        total=None if gross is None else int(gross * 100),
        status=context.get("status") if draft.kind.name == TRANSFER_DOCUMENT else None,
        vat_rate=_vat_rate(totals.get("by_rate") or ()),
        acceptance_days=None,
        protections=frozenset(),
    )


def _vat_rate(totals: Any) -> str | None:
    """The highest rate among the lines, percent: the standard one where there are several."""
    labels = [total["rate"] for total in totals]
    percents = [Decimal(label.rstrip("%")) for label in labels if label.endswith("%")]
    return f"{max(percents):f}" if percents else None


def plain(value: Any) -> Any:
    """Frozen data as JSON can hold it: records become objects, sums of money kopecks, decimals and dates texts."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value if value is None or isinstance(value, (str, int)) else str(value)
