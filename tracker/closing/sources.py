"""What a closing paper is made from: the input of its kind, as a person would have written it into a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from docgen.intake.building import WITHOUT_NUMBER
from docgen.intake.schema import PartySection
from docgen.intake.source import Source
from tracker.closing.advances import advances_of, payments_of
from tracker.closing.cases import Case, Named
from tracker.closing.lines import lines_of
from tracker.closing.papers import Lacking
from tracker.errors import RefusedError
from tracker.evidence import CERTIFICATE, TAX_INVOICE, TRANSFER_DOCUMENT
from tracker.parties import input_of


def source_of(paper: Lacking, seller: PartySection, client: PartySection) -> Source:
    """The input of the paper, without its number. Raises RefusedError for a tax invoice without a shipment."""
    lines = lines_of(paper.case, paper.covers, paper.performed_on)
    data: dict[str, Any] = {
        "date": paper.dated_on.isoformat(),
        "seller": input_of(seller),
        "client": input_of(client),
        "lines": list(lines.lines),
    }
    if not lines.prices_include_vat:
        data["prices_include_vat"] = False
    return Source(data | _own(paper), ())


def _own(paper: Lacking) -> dict[str, Any]:
    match paper.form.kind:
        case kind if kind == TAX_INVOICE:
            return _tax_invoice(paper)
        case kind if kind == TRANSFER_DOCUMENT:
            return _transfer(paper)
        case kind if kind == CERTIFICATE:
            return _basis(paper.case) | _city(paper.case) | _period(paper)
        case _:
            return _basis(paper.case)


def _tax_invoice(paper: Lacking) -> dict[str, Any]:
    keys = {owed.id for owed, _ in paper.covers}
    shipped = [one.paper for one in paper.case.shipments if one.covers & keys]
    if not shipped:
        raise RefusedError("Счет-фактура называет документ об отгрузке, а его ещё нет: сначала выпустите его.")
    return {
        "for": "shipment",
        "shipped_on": paper.performed_on.isoformat(),
        "shipment_documents": [_reference(one) for one in shipped],
    } | _payments(paper)


def _transfer(paper: Lacking) -> dict[str, Any]:
    own = {"status": paper.form.status, "shipped_on": paper.performed_on.isoformat()}
    ground = _basis(paper.case) if paper.case.basis is not None else {"without_grounds": True}
    return own | ground | (_payments(paper) if paper.form.is_tax_invoice else {})


def _payments(paper: Lacking) -> dict[str, Any]:
    """Lines 5 and 5б: papers of money that had come before the shipment, and tax invoices on these advances."""
    named = {"payments": payments_of(paper), "advances": advances_of(paper)}
    return {
        key: [{"number": one.number, "date": one.on.isoformat()} for one in found]
        for key, found in named.items()
        if found
    }


def _basis(case: Case) -> dict[str, Any]:
    return {} if case.basis is None else {"contract": _reference(case.basis)}


def _reference(named: Named) -> dict[str, Any]:
    return {"title": named.title, "number": named.number or WITHOUT_NUMBER, "date": named.date.isoformat()}


def _city(case: Case) -> dict[str, Any]:
    return {"city": case.agreed.city} if case.agreed is not None and case.agreed.city else {}


def _period(paper: Lacking) -> dict[str, Any]:
    """The agreed period if it ended on that day; else the day itself, where the act bears another one."""
    agreed = paper.case.agreed
    if agreed is not None and agreed.period is not None and agreed.period[1] == paper.performed_on:
        return _days(*agreed.period)
    if paper.dated_on != paper.performed_on:
        return _days(paper.performed_on, paper.performed_on)
    return {}


def _days(first: date, last: date) -> dict[str, Any]:
    return {"period": {"from": first.isoformat(), "to": last.isoformat()}}
