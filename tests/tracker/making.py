"""Deals and papers for tests of the tracker, made the way the program makes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from docgen.documents import Consignment, DealKind, Numbers, PaymentMoment, PaymentStage, Snapshot
from docgen.intake import KitOrder
from docgen.intake.source import Source, read_source
from docgen.library import find_kind
from docgen.parties import Party
from tests.builders import CLIENT, SELLER, make_line, make_snapshot
from tracker.house import House
from tracker.models import DocumentRow, EventRow, ObligationRow
from tracker.papers.drafts import Draft
from tracker.papers.kits import IssuedKit, assemble
from tracker.parties import organization_id_of
from tracker.party_sections import section_of

TODAY = date(2026, 12, 15)
THREE = ("supply_contract", "proforma_invoice", "commercial_offer")
NO_NUMBERS = Numbers(given={"contract": "б/н"}, otherwise="20261122-1")
_CONTRACTS = {DealKind.SERVICES: "services_contract", DealKind.CONSIGNMENT: "consignment_contract"}


def make_order(snapshot: Snapshot | None = None, documents: tuple[str, ...] | None = None) -> KitOrder:
    """An order of a kit without numbers; by default contract, invoice and offer of a supply of lamps."""
    of = snapshot or make_snapshot(numbers=NO_NUMBERS)
    contract = _CONTRACTS.get(of.kind, "supply_contract")
    return KitOrder(of, documents or (contract, *THREE[1:]), (), ())


def make_kit(house: House, order: KitOrder | None = None, today: date = TODAY, **given: Any) -> IssuedKit:
    """A deal that begins with its kit."""
    with house.work("anna", today) as work:
        return assemble(work, order or make_order(), **given)


def make_organization(house: House, party: Party = SELLER) -> int:
    """Our organisation."""
    with house.work("anna", TODAY) as work:
        return organization_id_of(work, section_of(party))


def consignment() -> Snapshot:
    """A supply of goods that are paid for as they are sold, by a last date."""
    line = make_line()
    whole = Decimal(100)
    stage = PaymentStage(percent=whole, amount=line.gross, moment=PaymentMoment.ON_SALE, days=5, on=None)
    terms = {
        "payments": (stage,),
        "consignment": Consignment.DEFERRED_SUPPLY,
        "last_payment_on": date(2027, 6, 30),
    }
    return make_snapshot(line, kind=DealKind.CONSIGNMENT, terms=terms, numbers=NO_NUMBERS)


def sample(name: str, **changes: Any) -> Source:
    """The sample of a kind as a source, its parties those of the tests; None takes a key away."""
    data = dict(read_source(find_kind(name).folder / "sample.yaml").data) | changes
    return Source({key: value for key, value in data.items() if value is not None}, ())


def party_data(party: Party) -> dict[str, Any]:
    """A party as an input file gives it."""
    return section_of(party).model_dump(mode="json", by_alias=True, exclude_none=True)


def draft(name: str, organization_id: int, deal_id: int | None = None, **given: Any) -> Draft:
    """A paper of the sample without its number, between the parties of the tests; ``changes`` go into its data."""
    changes = {"number": None, "seller": party_data(SELLER), "client": party_data(CLIENT)} | given.pop("changes", {})
    kind = find_kind(name)
    return Draft(kind=kind, organization_id=organization_id, deal_id=deal_id, source=sample(name, **changes), **given)


def obligations(connection: Connection, deal_id: int) -> dict[str, Any]:
    """The obligations of a deal by their codes."""
    statement = select(ObligationRow.__table__).where(ObligationRow.deal_id == deal_id)
    return {row["code"]: row for row in connection.execute(statement).mappings()}


def paper(house: House, document_id: int) -> Any:
    """All columns of a paper."""
    with house.database.read() as connection:
        return connection.execute(select(DocumentRow.__table__).where(DocumentRow.id == document_id)).mappings().one()


def events(house: House, kind: str | None = None) -> list[Any]:
    """Events of the journal, of one kind or all."""
    with house.database.read() as connection:
        rows = connection.execute(select(EventRow.__table__).order_by(EventRow.seq)).mappings().all()
    return [row for row in rows if kind is None or row["kind"] == kind]
