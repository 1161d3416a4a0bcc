"""The frozen snapshot of a kit as plain data for templates: dicts, lists, texts, dates, Decimals; nothing to call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docgen import captions, phrases
from docgen.clauses import ContractText, fill_form, load_contract, load_form
from docgen.documents import DealKind, PaymentMoment, PaymentStage, Snapshot
from docgen.errors import LibraryError
from docgen.filters import NBSP, date_long, place
from docgen.library import CONTRACT, Kind, find_kind, read_yaml, templates_root
from docgen.parties import Party
from docgen.shown import show_captions, show_line_kinds, show_lines, show_party, show_totals
from docgen.views import (
    AddressView,
    DealView,
    DocumentView,
    KitCaptionsView,
    KitPartyView,
    KitView,
    PaymentView,
    RateChangeView,
    TermsView,
)

Context = dict[str, Any]


def document_context(snapshot: Snapshot, kind: Kind) -> Context:
    """Everything that the template of ``kind`` may name, for this snapshot."""
    context: Context = {**_shared(snapshot, kind)}
    if kind.has_payment_code:
        context["payment_code"] = captions.payment_code(snapshot)
    contract = _contract_text(kind, snapshot)
    if contract is None:
        return context
    context |= {
        "us": dict(contract.roles["us"]),
        "them": dict(contract.roles["them"]),
        "settings": {**contract.settings},
    }
    roles = {"seller": context["us"]["nominative"], "client": context["them"]["nominative"]}
    context["addresses"] = _addresses(snapshot, roles)
    context["document"] = _document(snapshot, kind, contract.titled(context))
    context["work"] = _work(context["deal"])
    context["refusal"] = fill_form(load_form("refusal_form"), context)
    context["sections"] = contract.compose(context)
    return context


def _work(deal: Context) -> Any:
    """Words for what is performed apart from goods: services, works or both."""
    words = read_yaml(templates_root() / "_clauses" / "words.yaml")
    if deal["has_services"] != deal["has_works"]:
        return words["services" if deal["has_services"] else "works"]
    return words["both"]


def protections(snapshot: Snapshot, kind: Kind) -> frozenset[str]:
    """What the contract of this snapshot protects against, as its printed clauses grant it."""
    contract = _contract_text(kind, snapshot)
    return frozenset() if contract is None else contract.protections(document_context(snapshot, kind))


def printed_clauses(snapshot: Snapshot, kind: Kind) -> dict[str, dict[str, Any]]:
    """Clauses of the contract of this snapshot by «section.clause»: {number, text, items, table} each.

    Raises TemplateError and LibraryError.
    """
    contract = _contract_text(kind, snapshot)
    return {} if contract is None else contract.printed(document_context(snapshot, kind))


def contract_kind(snapshot: Snapshot) -> Kind:
    """The kind of contract that a deal is made under."""
    return find_kind(f"{snapshot.kind.value}_contract")


def _contract_text(kind: Kind, snapshot: Snapshot) -> ContractText | None:
    shape = snapshot.terms.consignment
    return load_contract(kind.folder, shape.value if shape else None) if kind.has_clauses else None


def _underlying(snapshot: Snapshot) -> tuple[str, str, str]:
    """Title of the contract that the papers stand on, and what it calls the seller and the client."""
    kind = contract_kind(snapshot)
    text = _contract_text(kind, snapshot)
    if text is None:
        raise LibraryError(f"У договора {kind.name} нет текста: добавьте clauses.yaml.")
    title = text.titled({"deal": _deal(snapshot)})
    return title, text.roles["us"]["nominative"], text.roles["them"]["nominative"]


def _shared(snapshot: Snapshot, kind: Kind) -> KitView:
    title, seller_role, client_role = _underlying(snapshot)
    return {
        "document": _document(snapshot, kind, kind.title),
        "contract": {
            "title": title,
            "sign": phrases.with_sign(snapshot.numbers.of(CONTRACT)),
            "date": snapshot.date,
        },
        "seller": _party(snapshot.seller, seller_role),
        "client": _party(snapshot.client, client_role),
        "deal": _deal(snapshot),
        "lines": show_lines(snapshot.charge),
        "totals": show_totals(snapshot.charge),
        "prices_include_vat": snapshot.prices_include_vat,
        "terms": _terms(snapshot),
        "rate_change": _rate_change(snapshot),
        "captions": _captions(snapshot, seller_role, client_role),
        "rate_note": captions.rate_note(snapshot),
        "payment_purpose": captions.payment_purpose(snapshot),
        "term_short": captions.term_short(snapshot),
        "term_long": captions.term_long(snapshot),
    }


def _captions(snapshot: Snapshot, seller_role: str, client_role: str) -> KitCaptionsView:
    facts = captions.fact_captions(snapshot)
    return {
        **show_captions(snapshot.charge),
        "term": facts["term"],
        "value": facts["value"],
        "payment": facts["payment"],
        "seller": seller_role,
        "client": client_role,
    }


def _document(snapshot: Snapshot, kind: Kind, title: str) -> DocumentView:
    number = snapshot.numbers.of(kind.numbering)
    sign = phrases.with_sign(number)
    return {
        "kind": kind.name,
        "title": title,
        "number": number,
        "sign": sign,
        "date": snapshot.date,
        "created": snapshot.date.isoformat(),
        "full_title": f"{title} {sign} от{NBSP}{date_long(snapshot.date)}",
        "author": snapshot.seller.short_name,
        "subject": snapshot.subject,
        "keywords": kind.keywords,
        "id": "",
    }


def _party(party: Party, role: str) -> KitPartyView:
    return {**show_party(party), "role": role, "introduction": phrases.introduction(party, role)}


def _deal(snapshot: Snapshot) -> DealView:
    found = show_line_kinds(snapshot.charge)
    return {
        "kind": snapshot.kind.value,
        "date": snapshot.date,
        "subject": snapshot.subject,
        "city": snapshot.city,
        "place": place(snapshot.city),
        "manager": snapshot.manager,
        "has_goods": found["goods"],
        "has_services": found["services"],
        "has_works": found["works"],
    }


def _terms(snapshot: Snapshot) -> TermsView:
    terms = snapshot.terms
    moments = {stage.moment for stage in terms.payments}
    return {
        "payments": [_payment(stage, snapshot.kind) for stage in terms.payments],
        "delivery_days": terms.delivery_days,
        "acceptance_days": terms.acceptance_days,
        "penalty_percent_per_day": terms.penalty_percent_per_day,
        "valid_until": terms.valid_until,
        "period": {"start": terms.period.start, "end": terms.period.end} if terms.period else None,
        "consignment": terms.consignment.value if terms.consignment else None,
        "last_payment_on": terms.last_payment_on,
        "has_advance": PaymentMoment.ADVANCE in moments,
        "has_before_shipment": PaymentMoment.BEFORE_SHIPMENT in moments,
        "has_after_shipment": PaymentMoment.AFTER_SHIPMENT in moments,
        "has_after_acceptance": PaymentMoment.AFTER_ACCEPTANCE in moments,
        "has_on_sale": PaymentMoment.ON_SALE in moments,
        "has_fixed_date": PaymentMoment.DATE in moments,
    }


def _payment(stage: PaymentStage, kind: DealKind) -> PaymentView:
    return {
        "percent": stage.percent,
        "amount": stage.amount.roubles,
        "moment": stage.moment.value,
        "days": stage.days,
        "on": stage.on,
        "phrase": phrases.payment_phrase(stage, kind),
        "term": phrases.payment_term(stage, kind),
    }


def _rate_change(snapshot: Snapshot) -> RateChangeView | None:
    change = snapshot.rate_change
    return None if change is None else {"on": change.on, "old": change.old.label, "new": change.new.label}


def _addresses(snapshot: Snapshot, roles: Mapping[str, str]) -> list[AddressView]:
    """Rows of «Уполномоченные адреса»: the contacts given, or the party's own e-mail for everything."""
    rows: list[AddressView] = []
    for side, party in (("seller", snapshot.seller), ("client", snapshot.client)):
        rows += [
            _address(roles[side], contact.name, contact.position, contact.email, phrases.purposes(contact.purposes))
            for contact in party.contacts
        ]
        if not party.contacts and party.email:
            everything = phrases.purposes(("invoices", "closing", "claims"))
            rows.append(_address(roles[side], "общий адрес Стороны", None, party.email, everything))
    return rows


def _address(side: str, person: str, position: str | None, email: str, what: str) -> AddressView:
    return {"side": side, "person": person, "position": position or "", "email": email, "purposes": what}
