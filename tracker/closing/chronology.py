"""Numbers of tax invoices follow their days: none is dated before the last one that was issued."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from tracker.evidence import TAX_INVOICE
from tracker.models import DocumentRow


def last_tax_invoice_on(connection: Connection, organization_id: int, year: int) -> date | None:
    """The day of the last tax invoice of the year; None before the first one.

    Advances, shipments and УПД of status 1 share the sequence (п. 1 of the rules, Постановление № 1137).
    """
    statement = (
        select(DocumentRow.date)
        .where(
            DocumentRow.organization_id == organization_id,
            DocumentRow.series == TAX_INVOICE,
            DocumentRow.year == year,
        )
        .order_by(DocumentRow.number_value.desc())
        .limit(1)
    )
    return connection.execute(statement).scalar()


def not_before(last: date | None, on: date, today: date) -> date:
    """The day itself, or that of the last tax invoice, if it is later; one dated ahead counts for nothing."""
    return on if last is None or last > today else max(on, last)
