"""One paper of a closing, looked at once more before it is issued: somebody may have issued it meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from docgen.library import find_kind
from docgen.local_library import LocalLibrary
from docgen.papers.reading import series_of
from tracker.closing.choices import Choice
from tracker.closing.chronology import last_tax_invoice_on, not_before
from tracker.closing.papers import Lacking
from tracker.closing.planning import plan_of_deal
from tracker.closing.sources import source_of
from tracker.errors import RefusedError
from tracker.house import House, Work
from tracker.papers.drafts import Draft
from tracker.papers.issuing import Issued, issue
from tracker.papers.numbering import take
from tracker.parties import read_parties


def issue_item(house: House, work: Work, params: Mapping[str, Any], subject: Mapping[str, Any]) -> dict[str, Any]:
    """Issues the paper that an item of a batch names; answers what was issued, or that there is nothing to issue.

    Raises RefusedError for what has become impossible, and what issuing raises.
    """
    choice = Choice.of_params(params)
    found = plan_of_deal(work.connection, choice, subject["deal"])
    paper = next((one for one in found if one.key == subject["key"]), None)
    if paper is None:
        return {"issued": False}
    if paper.problem is not None:
        raise RefusedError(f"{paper.form.word}: {paper.problem}")
    planned = date.fromisoformat(subject["date"])
    return _told(issue(work, _draft(house, work, replace(paper, dated_on=_dated(work, paper, planned)))))


def _dated(work: Work, paper: Lacking, planned: date) -> date:
    """As planned, so that the order of a batch holds; what failed and is tried again comes after others."""
    if not paper.form.is_tax_invoice:
        return planned
    last = last_tax_invoice_on(work.connection, paper.case.organization_id, planned.year)
    return not_before(last, planned, work.today)


def _draft(house: House, work: Work, paper: Lacking) -> Draft:
    case, kind = paper.case, find_kind(paper.form.kind)
    parties = read_parties(work.connection, [case.seller_party, case.client_party])
    source = source_of(paper, parties[case.seller_party], parties[case.client_party])
    series = series_of(kind, {"status": paper.form.status})
    return Draft(
        kind=kind,
        organization_id=case.organization_id,
        source=source,
        deal_id=case.deal_id,
        covers={owed.id: amount for owed, amount in paper.covers},
        number=take(work, case.organization_id, series, paper.dated_on),
        local=LocalLibrary(house.settings.home / "templates").in_use(kind.name),
    )


def _told(issued: Issued) -> dict[str, Any]:
    return {
        "issued": True,
        "document": issued.document_id,
        "page_id": issued.page_id,
        "kind": issued.kind.name,
        "number": issued.number,
        "date": issued.date.isoformat(),
        "total": issued.total,
        "pages": issued.pages,
    }
