"""Cases for tests of what knows no database; any fact may be replaced."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from docgen.documents import DealKind, LineKind
from docgen.vat import TaxStatus
from tracker.closing.cases import Agreed, AgreedLine, Case, Named, Owed, Shipment
from tracker.facts import ObligationKind

CONTRACT = Named(title="Договор поставки", number="25/11", date=date(2026, 10, 1), is_contract=True)


def owed(kind: str = "goods", on: date = date(2026, 11, 27), **given: Any) -> Owed:
    facts = {
        "id": list(ObligationKind).index(ObligationKind(kind)) + 1,
        "code": kind,
        "kind": ObligationKind(kind),
        "amount": 12_000_00,
        "performed_on": on,
        "confirmed": 0,
        "taxed": 0,
    } | given
    return Owed(**({"performed": facts["amount"]} | facts))


def case(*obligations: Owed, **given: Any) -> Case:
    facts: dict[str, Any] = {
        "deal_id": 7,
        "code": "d7",
        "kind": DealKind.SUPPLY,
        "organization_id": 1,
        "seller_party": 1,
        "client_party": 2,
        "client": "ИП Шевченко П. А.",
        "subject": "Поставка светильников",
        "seller_vat": TaxStatus.STANDARD,
        "waiver_on": None,
        "is_contract_signed": True,
        "basis": CONTRACT,
        "agreed": None,
        "owed": obligations or (owed(),),
        "shipments": (),
        "payments": (),
    }
    return Case(**(facts | given))


def line(price: int = 100_00, quantity: str = "120", vat: str = "standard", **given: Any) -> AgreedLine:
    facts: dict[str, Any] = {
        "code": "LED-36",
        "name": "Светильник",
        "unit": "шт",
        "kind": LineKind.GOODS,
        "quantity": Decimal(quantity),
        "price": price,
        "discount": Decimal(0),
        "vat": vat,
    }
    return AgreedLine(**(facts | given))


def agreed(*lines: AgreedLine, **given: Any) -> Agreed:
    facts: dict[str, Any] = {"prices_include_vat": True, "city": None, "period": None}
    return Agreed(lines=lines or (line(),), **(facts | given))


def shipment(*keys: int, title: str = "Товарная накладная") -> Shipment:
    return Shipment(paper=Named(title=title, number="3", date=date(2026, 11, 27)), covers=frozenset(keys))
