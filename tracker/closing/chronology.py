"""Numbers of tax invoices follow their days: none is dated before the last one that was issued."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, Select, literal, select, union_all

from tracker.evidence import TAX_INVOICE
from tracker.models import DocumentRow


def last_tax_invoice_on(connection: Connection, organization_id: int, year: int) -> date | None:
    """The day of the last tax invoice of the year; None before the first one.

    Advances, shipments and УПД of status 1 share the sequence (п. 1 of the rules, Постановление № 1137).
    """
    return connection.execute(_last(organization_id, year)).scalar()


def last_tax_invoices(connection: Connection, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], date | None]:
    """The same for many organisations and years in one question."""
    pairs = sorted(set(wanted))
    if not pairs:
        return {}
    asked = union_all(
        *(
            select(literal(place).label("place"), _last(organization_id, year).scalar_subquery().label("day"))
            for place, (organization_id, year) in enumerate(pairs)
        )
    )
    return {pairs[row.place]: row.day for row in connection.execute(asked)}


def _last(organization_id: int, year: int) -> Select[date]:
    return (
        select(DocumentRow.date)
        .where(
            DocumentRow.organization_id == organization_id,
            DocumentRow.series == TAX_INVOICE,
            DocumentRow.year == year,
        )
        .order_by(DocumentRow.number_value.desc())
        .limit(1)
    )


def not_before(last: date | None, on: date, today: date) -> date:
    """The day itself, or that of the last tax invoice, if it is later; one dated ahead counts for nothing."""
    return on if last is None or last > today else max(on, last)
