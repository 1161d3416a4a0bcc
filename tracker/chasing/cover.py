"""The cover letter of papers that go to a client: which, in how many copies, what is to come back and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select

from docgen.audience import refuse_internal
from docgen.intake.building import WITHOUT_NUMBER
from docgen.intake.source import Source
from docgen.library import find_kind
from tracker.chasing.addressees import addressees
from tracker.chasing.unreturned import chased_kinds
from tracker.errors import RefusedError
from tracker.evidence import WITHOUT_TERM, working_day
from tracker.house import Work
from tracker.models import DocumentRow, IssuedPaperRow
from tracker.papers.checks import live_contract
from tracker.papers.drafts import Draft
from tracker.papers.issuing import Issued, issue
from tracker.papers.stored import find_deal, name_of, refuse_ended
from tracker.papers.titles import titles_of
from tracker.parties import inputs_of_deal

KIND: Final = "cover_letter"
# The client's days count from receipt, and a letter between two regions is rarely there sooner: without these days the
# term would be over, or nearly, before the envelope is opened.
_POST_DAYS: Final = 10


class Way(StrEnum):
    """How the papers go."""

    POST = "post"
    COURIER = "courier"
    HAND = "hand"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverOrder:
    """What to write a cover letter about. ``document_ids``: papers of the deal; none for all that were not sent yet.

    number: of the parcel, if it is known. sheets: in all copies, for papers that were not issued here.
    """

    deal_id: int
    way: Way
    document_ids: Sequence[int] = ()
    number: str | None = None
    address: str | None = None
    sheets: Mapping[int, int] = field(default_factory=dict)


def issue_cover(work: Work, order: CoverOrder) -> Issued:
    """Issues the letter in the deal, with a number of its own.

    Raises RefusedError for papers that cannot go, InternalKindError for internal ones, and what issuing raises.
    """
    deal = find_deal(work.connection, order.deal_id)
    papers = _papers(work.connection, deal, order.document_ids)
    source = Source(_data(work, order, deal, papers), ())
    draft = Draft(kind=find_kind(KIND), organization_id=deal["organization_id"], deal_id=order.deal_id, source=source)
    return issue(work, draft)


def _papers(connection: Connection, deal: RowMapping, wanted: Sequence[int]) -> list[RowMapping]:
    statement = (
        select(DocumentRow.__table__, IssuedPaperRow.pages)
        .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
        .where(DocumentRow.deal_id == deal["id"])
        .order_by(DocumentRow.is_contract.desc(), DocumentRow.position, DocumentRow.id)
    )
    rows = connection.execute(statement).mappings().all()
    if not wanted:
        return _unsent(deal, rows)
    known = {row["id"]: row for row in rows}
    missing = [key for key in wanted if key not in known]
    if missing:
        raise RefusedError(f"Документа с ключом {missing[0]} в сделке «{deal['code']}» нет: выберите её документы.")
    papers = [known[key] for key in dict.fromkeys(wanted)]
    for paper in papers:
        refuse_ended(paper)
        refuse_internal([find_kind(paper["kind"])])
    return papers


def _unsent(deal: RowMapping, rows: Sequence[RowMapping]) -> list[RowMapping]:
    papers = [
        row
        for row in rows
        if row["kind"] != KIND
        and row["page_id"] is not None
        and all(row[key] is None for key in ("annulled_on", "superseded_on", "sent_on", "electronic_on"))
        and not find_kind(row["kind"]).is_internal
    ]
    if not papers:
        raise RefusedError(f"В сделке «{deal['code']}» все выпущенные документы отправлены: назовите, какие послать.")
    return papers


def _data(work: Work, order: CoverOrder, deal: RowMapping, papers: Sequence[RowMapping]) -> dict[str, Any]:
    contract = live_contract(work.connection, order.deal_id)
    days = contract["acceptance_days"] if contract is not None else None
    named = [*papers, contract] if contract is not None else papers
    titles = titles_of(work.connection, {paper["id"] for paper in named})
    listed = [_listed(paper, titles[paper["id"]], order.sheets) for paper in papers]
    delivery = {"way": order.way.value, "number": order.number, "address": order.address}
    seller, client = inputs_of_deal(work.connection, order.deal_id)
    data = {
        "date": work.today.isoformat(),
        "seller": seller,
        "client": client,
        "contract": _reference(contract, titles[contract["id"]]) if contract is not None else None,
        "papers": listed,
        "contact": _contact(work, deal, seller),
        "delivery": {key: value for key, value in delivery.items() if value},
    }
    if any("returned" in paper for paper in listed):
        data["return_by"] = _return_by(work.today, order.way, days).isoformat()
    return {key: value for key, value in data.items() if value is not None}


def _return_by(today: date, way: Way, days: int | None) -> date:
    """The last day to sign and give back, counted from the day on which the papers should be with the client."""
    received_on = today + timedelta(_POST_DAYS if way is Way.POST else 0)
    return working_day(received_on + timedelta(WITHOUT_TERM if days is None else days))


def _reference(contract: RowMapping, title: str) -> dict[str, Any]:
    return {"title": title, "number": contract["number"], "date": contract["date"].isoformat()}


def _listed(paper: RowMapping, title: str, sheets: Mapping[int, int]) -> dict[str, Any]:
    """A line of the list: two copies of what the client has to sign, one of which comes back."""
    is_signed = paper["signed_by_client_on"] is not None or paper["electronic_on"] is not None
    is_returned = paper["kind"] in chased_kinds() and not is_signed
    copies = 2 if is_returned else 1
    count = sheets.get(paper["id"]) or (paper["pages"] or 0) * copies
    if not count:
        raise RefusedError(
            f"{name_of(paper)}: документ выпустила не эта программа, листов она не знает. Укажите их: --sheets "
            f"{paper['code']}=2."
        )
    line = {
        "title": title,
        "date": paper["date"].isoformat(),
        "copies": copies,
        "pages": count,
    }
    if paper["number"] != WITHOUT_NUMBER:
        line["number"] = paper["number"]
    return line | ({"returned": True} if is_returned else {})


def _contact(work: Work, deal: RowMapping, seller: Mapping[str, Any]) -> dict[str, Any] | None:
    """Who of ours answers: the manager of the deal, if the program knows the person."""
    person = addressees(work.connection, (), work.today).manager(deal["manager"] or "")
    if person is None:
        return None
    position = person.title[:1].lower() + person.title[1:]
    known = {"name": person.name, "position": position, "phone": seller.get("phone"), "email": person.email}
    return {key: value for key, value in known.items() if value}
