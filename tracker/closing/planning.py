"""The plan of a month: papers that are lacking, deal by deal; reads the database and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, ScalarSelect, and_, func, or_, select

from docgen.library import kinds
from docgen.vat import TaxStatus
from tracker.closing.advances import is_advance_untaxed
from tracker.closing.cases import TRANSFER_ONLY, read_cases
from tracker.closing.choices import Choice
from tracker.closing.chronology import last_tax_invoices, not_before
from tracker.closing.lines import lines_of
from tracker.closing.papers import Lacking, lacking_of
from tracker.errors import NotFoundError
from tracker.evidence import RECONCILIATION, TAX_INVOICE, TRANSFER_DOCUMENT, confirmed_by
from tracker.fact_store import in_chunks
from tracker.facts import ObligationKind, Side
from tracker.models import ConfirmationRow, DealRow, DocumentRow, ObligationRow, OrganizationRow, PartyRow

_UNTAXED: Final = "получен аванс, а счета-фактуры на аванс в сделке нет: в строке 5б будет прочерк"
_OURS: Final = tuple(kind for kind in ObligationKind if kind is not ObligationKind.PAYMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """An organisation of ours in a plan."""

    id: int
    inn: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Papers of a month in the order of issue; those with a problem cannot be issued yet."""

    choice: Choice
    organizations: Mapping[int, Organization]
    papers: tuple[Lacking, ...]

    @property
    def possible(self) -> list[Lacking]:
        """What can be issued."""
        return [paper for paper in self.papers if paper.problem is None]

    @property
    def impossible(self) -> list[Lacking]:
        """What cannot; each says why."""
        return [paper for paper in self.papers if paper.problem is not None]


def plan_of(connection: Connection, choice: Choice, inn: str | None = None) -> Plan:
    """What is lacking in all deals, or in those of our organisation with this ИНН. Raises NotFoundError."""
    organizations = _organizations(connection, inn)
    lacking: list[Lacking] = []
    for ids in in_chunks(_candidates(connection, choice, inn)):
        for case in read_cases(connection, ids):
            lacking.extend(lacking_of(case, choice))
    last_of = last_tax_invoices(connection, {_sequence(paper) for paper in lacking if paper.form.is_tax_invoice})
    papers = [_told(choice, paper, last_of) for paper in lacking]
    papers.sort(
        key=lambda paper: (organizations[paper.case.organization_id].inn, paper.case.organization_id, *paper.order)
    )
    return Plan(choice=choice, organizations=organizations, papers=tuple(papers))


def plan_of_deal(connection: Connection, choice: Choice, deal_id: int) -> list[Lacking]:
    """What is lacking in one deal now, by the same choice."""
    return [paper for case in read_cases(connection, [deal_id]) for paper in lacking_of(case, choice)]


def _sequence(paper: Lacking) -> tuple[int, int]:
    """The organisation and the year in which a tax invoice has its number."""
    return paper.case.organization_id, paper.dated_on.year


def _told(choice: Choice, paper: Lacking, last_of: Mapping[tuple[int, int], date | None]) -> Lacking:
    """The paper with a day on which its number is in order, and what is to be known of its lines.

    last_of: the day of the last tax invoice of an organisation of ours in a year.
    """
    lines = lines_of(paper.case, paper.covers, paper.performed_on)
    paper = replace(paper, notes=(*paper.notes, *lines.notes, *([_UNTAXED] if is_advance_untaxed(paper) else [])))
    if not paper.form.is_tax_invoice:
        return paper
    on = not_before(last_of[_sequence(paper)], paper.dated_on, choice.today)
    if on == paper.dated_on:
        return paper
    return replace(paper, dated_on=on, notes=(*paper.notes, "дата — как у последнего счета-фактуры: номера по порядку"))


def _organizations(connection: Connection, inn: str | None) -> dict[int, Organization]:
    statement = select(OrganizationRow.id, OrganizationRow.inn, PartyRow.short_name).join(
        PartyRow, PartyRow.id == OrganizationRow.party_id
    )
    if inn is not None:
        statement = statement.where(OrganizationRow.inn == inn)
    found = {row.id: Organization(id=row.id, inn=row.inn, name=row.short_name) for row in connection.execute(statement)}
    if inn is not None and not found:
        raise NotFoundError(f"Нашей организации с ИНН {inn} в базе нет: проверьте номер.")
    return found


def _candidates(connection: Connection, choice: Choice, inn: str | None) -> Iterator[int]:
    """Deals in which something may be lacking."""
    performed = func.coalesce(ObligationRow.performed_amount, ObligationRow.amount)
    is_untaxed = and_(PartyRow.vat != TaxStatus.EXEMPT.value, _covered(_is_tax_invoice()) < performed)
    statement = (
        select(ObligationRow.deal_id)
        .distinct()
        .join(DealRow, DealRow.id == ObligationRow.deal_id)
        .join(OrganizationRow, OrganizationRow.id == DealRow.organization_id)
        .join(PartyRow, PartyRow.id == OrganizationRow.party_id)
        .where(
            ObligationRow.by == Side.US.value,
            ObligationRow.cancelled_on.is_(None),
            ObligationRow.performed_on <= choice.last,
            or_(_covered(_confirms()) < performed, is_untaxed),
        )
    )
    if choice.since is not None:
        statement = statement.where(ObligationRow.performed_on >= choice.since)
    if inn is not None:
        statement = statement.where(OrganizationRow.inn == inn)
    yield from connection.execute(statement).scalars()


def _covered(is_such: ColumnElement[bool]) -> ScalarSelect[Any]:
    """What papers in force of some kinds cover of an obligation."""
    return (
        select(func.coalesce(func.sum(ConfirmationRow.amount), 0))
        .join(DocumentRow, DocumentRow.id == ConfirmationRow.document_id)
        .where(
            ConfirmationRow.obligation_id == ObligationRow.id,
            DocumentRow.annulled_on.is_(None),
            DocumentRow.superseded_on.is_(None),
            is_such,
        )
        .correlate(ObligationRow)
        .scalar_subquery()
    )


def _confirms() -> ColumnElement[bool]:
    return or_(
        *(and_(ObligationRow.kind == owed.value, DocumentRow.kind.in_(_confirming(owed, kinds()))) for owed in _OURS)
    )


def _confirming(owed: ObligationKind, kinds: Mapping[str, Any]) -> list[str]:
    return sorted(name for name in kinds if name != RECONCILIATION and owed in confirmed_by(name))


def _is_tax_invoice() -> ColumnElement[bool]:
    is_both = func.coalesce(DocumentRow.status, 0) != TRANSFER_ONLY
    return or_(DocumentRow.kind == TAX_INVOICE, and_(DocumentRow.kind == TRANSFER_DOCUMENT, is_both))
