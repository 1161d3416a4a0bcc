"""The risk rules worked out «by hand»: a second, slow computation that shares nothing with the program's own.

Each rule is one function, in the order of the table, to be read beside it: it yields a ``Hit`` for each time it holds.
Money is whole kopecks. The functions above them are the table's terms, under the same names.

Where the words leave room, the most literal reading is taken:

1.  «Facts dated after T»: every ``…_on`` but ``due_on``, and the date of a payment, of a document and of a contract
    (a paper dated after T is not there yet). ``due_on`` and the dates of a power of attorney are terms, known at once.
2.  «Signed by the client» is ``signed_by_client_on``; ``electronic_on`` alone is no signature, only as good as an
    original.
3.  A «confirming paper» is one of a kind that confirms something, a reconciliation statement too, signed or not,
    whatever it covers. So an unsigned statement that covers ``o`` keeps ``closing_document_missing`` away.
4.  «Cover as stated» is the plain sum of ``covers``: of cancelled obligations and of kinds that it does not confirm,
    too. «What it covers of services and works» looks at obligations, so a cancelled one is not among them.
5.  ``scan_only`` and ``signer_unauthorised`` name a strength and no kind: they hold for tax and proforma invoices too.
6.  ``one_sided_only`` holds for every paper of that strength, at 0 when it covers no services or works.
7.  A contract that the client has not signed gives its ``acceptance_days`` to L of ``closing_document_unreturned``.
8.  «Covered in full by ``full`` papers» compares with performed(o); statements count, covers of a foreign kind do not.
9.  «Money came in» is any single payment in that counts as received, even if it went back later; ``payment_claimed``
    looks at money that came in, so returns change nothing there. «Says paid» with direction ``out`` is no claim.
10. ``contract_unsigned`` holds after money that came and went back too: then at the larger of 0 and performed.
11. The statements of ``limitation_near`` and ``reconciliation_stale`` need not cover anything; both count from
    ``due_on`` itself, not from due(p), and ``limitation_near`` still holds after ``end``.
12. ``vat_rate_mismatch``: 18, 20 and 22 are the standard rates; any other stated rate is none. «What it covers» is
    every performed obligation in its ``covers``, whatever its kind.
13. ``tax_invoice_late`` spares «goods of a consignment»: obligations of kind goods only, not handover.
14. ``contact_left``: «such» is a contact who left on or after the day of any obligation that is unconfirmed past grace.
15. Findings that are equal so far are sorted with null before any id.
16. «The first with a debt» of ``payment_overdue`` is the first due one, in the order in which money covers them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from docgen.vat import rate_on
from docgen.working_days import is_working_day, next_working_day

GRACE = 5
STANDARD_RATES = (18, 20, 22)
SERVICES_AND_WORKS = ("services", "works")
OUR_KINDS = {"goods", "services", "works", "handover"}
CONFIRMS = {
    "waybill": {"goods"},
    "acceptance_certificate": {"services", "works"},
    "handover_certificate": {"goods", "handover"},
    "universal_transfer_document": OUR_KINDS,
    "reconciliation_statement": OUR_KINDS,
    "tax_invoice": set(),
    "proforma_invoice": set(),
}
SEVERITIES = ["low", "medium", "high", "critical"]


@dataclass(frozen=True)
class Hit:
    """A rule holds: the columns of the table."""

    exposure: int
    since: date
    severity: str
    obligation: str | None = None
    document: str | None = None


@dataclass(frozen=True)
class Deal:
    """What is known of one deal on the day of the audit."""

    t: date
    vat: str
    kind: str
    client: Mapping[str, Any]
    contract: Mapping[str, Any]  # empty when there is none
    ours: list[Mapping[str, Any]]
    theirs: list[Mapping[str, Any]]
    documents: list[Mapping[str, Any]]
    payments: list[Mapping[str, Any]]
    claims: list[Mapping[str, Any]]
    demands: list[Mapping[str, Any]]


# What is known at T


def day(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def kopecks(amount: str | int) -> int:
    return int(Decimal(str(amount)) * 100)


def roubles(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}"


def days(number: int) -> timedelta:
    return timedelta(days=number)


def known(record: Mapping[str, Any], t: date) -> dict[str, Any]:
    """The record with dates as dates and without the facts dated after T."""
    found = {key: day(value) if is_date(key) and value is not None else value for key, value in record.items()}
    return {
        key: value
        for key, value in found.items()
        if value is not None and not (key.endswith("_on") and key != "due_on" and value > t)
    }


def is_date(key: str) -> bool:
    return key == "date" or key.endswith("_on")


def known_deal(file: Mapping[str, Any], deal: Mapping[str, Any], t: date) -> Deal:
    def known_list(key: str) -> list[dict[str, Any]]:
        return [known(record, t) for record in deal.get(key) or []]

    client = next(client for client in file["clients"] if client["id"] == deal["client"])
    contract = known(deal.get("contract") or {}, t)
    obligations = [o for o in known_list("obligations") if "cancelled_on" not in o]
    return Deal(
        t=t,
        vat=file["organization"]["vat"],
        kind=deal.get("kind") or "supply",
        client=known(client, t) | {"contacts": [known(contact, t) for contact in client.get("contacts") or []]},
        contract=contract if contract and contract["date"] <= t else {},
        ours=[o for o in obligations if o["by"] == "us"],
        theirs=[p for p in obligations if p["by"] == "client"],
        documents=[d for d in known_list("documents") if d["date"] <= t and "annulled_on" not in d],
        payments=[payment for payment in known_list("payments") if payment["date"] <= t],
        claims=[claim for claim in known_list("claims") if "sent_on" in claim],
        demands=[demand for demand in known_list("demands") if "received_on" in demand],
    )


# Days of the terms


def w(on: date) -> date:
    return next_working_day(on)


def third_working_day_after(on: date) -> date:
    passed = 0
    while passed < 3:
        on += days(1)
        if is_working_day(on):
            passed += 1
    return on


def three_years_after(on: date) -> date:
    if (on.month, on.day) == (2, 29):
        return date(on.year + 3, 2, 28)
    return on.replace(year=on.year + 3)


def by_age(deal: Deal, since: date, first: str, *later: tuple[int, str]) -> str:
    """The severity at first, and from each number of days of age on."""
    severity = first
    for age, name in later:
        if (deal.t - since).days >= age:
            severity = name
    return severity


# Money and performance of the terms


def money_in(deal: Deal) -> list[Mapping[str, Any]]:
    return [p for p in deal.payments if is_money(p) and is_in(p)]


def is_money(payment: Mapping[str, Any]) -> bool:
    return payment["evidence"] in ("bank_statement", "cash_receipt")


def is_in(payment: Mapping[str, Any]) -> bool:
    return payment.get("direction", "in") == "in"


def received(deal: Deal) -> int:
    money_out = [p for p in deal.payments if is_money(p) and not is_in(p)]
    return max(0, sum(kopecks(p["amount"]) for p in money_in(deal)) - sum(kopecks(p["amount"]) for p in money_out))


def performed_obligations(deal: Deal) -> list[Mapping[str, Any]]:
    return [o for o in deal.ours if "performed_on" in o]


def performed_of(o: Mapping[str, Any]) -> int:
    return kopecks(o.get("performed_amount", o["amount"])) if "performed_on" in o else 0


def performed(deal: Deal) -> int:
    return sum(performed_of(o) for o in deal.ours)


def past_grace(deal: Deal) -> list[Mapping[str, Any]]:
    return [o for o in performed_obligations(deal) if deal.t > o["performed_on"] + days(GRACE)]


def after_grace(o: Mapping[str, Any]) -> date:
    return o["performed_on"] + days(GRACE + 1)


# Papers of the terms


def is_signed(paper: Mapping[str, Any]) -> bool:
    return "signed_by_client_on" in paper


def is_confirming(d: Mapping[str, Any]) -> bool:
    return bool(CONFIRMS[d["kind"]])


def confirming(deal: Deal) -> list[Mapping[str, Any]]:
    return [d for d in deal.documents if is_confirming(d)]


def covers(d: Mapping[str, Any], o: Mapping[str, Any]) -> bool:
    return o["id"] in d.get("covers", {})


def confirms(d: Mapping[str, Any], o: Mapping[str, Any]) -> bool:
    """The paper covers the obligation and is of a kind that confirms it."""
    return covers(d, o) and o["kind"] in CONFIRMS[d["kind"]]


def cover(d: Mapping[str, Any]) -> int:
    return sum(kopecks(amount) for amount in d.get("covers", {}).values())


def authority(paper: Mapping[str, Any]) -> str:
    return paper.get("signer_authority") or ("unknown" if "kind" in paper else "head")  # a contract has no kind


def out_of_its_dates(paper: Mapping[str, Any]) -> bool:
    """A power of attorney was not valid on the day of signing, as far as its dates are given."""
    if authority(paper) != "power_of_attorney":
        return False
    power = paper.get("power_of_attorney") or {}
    signed_on = paper["signed_by_client_on"]
    too_early = power.get("from") is not None and signed_on < day(power["from"])
    too_late = power.get("until") is not None and signed_on > day(power["until"])
    return too_early or too_late


def is_authorised(paper: Mapping[str, Any]) -> bool:
    if authority(paper) == "power_of_attorney":
        return not out_of_its_dates(paper)
    if authority(paper) == "circumstances":
        return paper.get("kind") in ("waybill", "handover_certificate", "universal_transfer_document")
    return authority(paper) in ("head", "approved")


def has_original(paper: Mapping[str, Any]) -> bool:
    """The original is here, or it was signed electronically through an operator."""
    return "original_on" in paper or "electronic_on" in paper


def strength(deal: Deal, d: Mapping[str, Any]) -> str:
    if is_signed(d):
        if not is_authorised(d):
            return "unauthorised"
        return "full" if has_original(d) else "scan"
    return "one_sided" if is_one_sided(deal, d) else "none"


def is_one_sided(deal: Deal, d: Mapping[str, Any]) -> bool:
    return (
        d["kind"] in ("acceptance_certificate", "universal_transfer_document")
        and not is_signed(d)
        and "refused_on" not in d
        and "delivered_on" in d
        and is_signed(deal.contract)
        and is_authorised(deal.contract)
        and "deemed_acceptance" in deal.contract.get("protections", [])
        and "acceptance_days" in deal.contract
        and deal.t > last_day_to_accept(deal, d)
    )


def last_day_to_accept(deal: Deal, d: Mapping[str, Any]) -> date:
    return w(d["delivered_on"] + days(deal.contract["acceptance_days"]))


def confirmed_by(deal: Deal, d: Mapping[str, Any], o: Mapping[str, Any]) -> int:
    """What one paper confirms of an obligation, before the cap."""
    if not confirms(d, o):
        return 0
    counts = {
        "full": True,
        "scan": d["kind"] != "reconciliation_statement",
        "one_sided": o["kind"] in SERVICES_AND_WORKS,
        "unauthorised": False,
        "none": False,
    }
    return kopecks(d["covers"][o["id"]]) if counts[strength(deal, d)] else 0


def confirmed(deal: Deal, o: Mapping[str, Any]) -> int:
    return min(performed_of(o), sum(confirmed_by(deal, d, o) for d in deal.documents))


def unconfirmed(deal: Deal, o: Mapping[str, Any]) -> int:
    return performed_of(o) - confirmed(deal, o)


def refund(deal: Deal, o: Mapping[str, Any]) -> int:
    """Money covers confirmed performance first, then unconfirmed performance oldest first: the part that falls on o."""
    left = max(0, received(deal) - sum(confirmed(deal, other) for other in deal.ours))
    for other in sorted(performed_obligations(deal), key=lambda other: (other["performed_on"], other["id"])):
        taken = min(left, unconfirmed(deal, other))
        if other["id"] == o["id"]:
            return taken
        left -= taken
    return 0  # o is not performed


def unproven(deal: Deal, o: Mapping[str, Any]) -> int:
    return unconfirmed(deal, o) - refund(deal, o)


def is_covered_in_full_by_full_papers(deal: Deal, o: Mapping[str, Any]) -> bool:
    full = [d for d in deal.documents if strength(deal, d) == "full" and confirms(d, o)]
    return sum(kopecks(d["covers"][o["id"]]) for d in full) >= performed_of(o)


def full_statements(deal: Deal) -> list[Mapping[str, Any]]:
    return [d for d in deal.documents if d["kind"] == "reconciliation_statement" and strength(deal, d) == "full"]


# Debts of the terms


def debt(deal: Deal, p: Mapping[str, Any]) -> int:
    left = received(deal)
    for other in oldest_first(deal.theirs):
        taken = min(left, kopecks(other["amount"]))
        if other["id"] == p["id"]:
            return kopecks(p["amount"]) - taken
        left -= taken
    raise AssertionError(p)


def oldest_first(payments: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(payments, key=lambda p: (p["due_on"], p["id"]))


def due(p: Mapping[str, Any]) -> date:
    return w(p["due_on"])


def due_with_debt(deal: Deal) -> list[Mapping[str, Any]]:
    return [p for p in oldest_first(deal.theirs) if due(p) < deal.t and debt(deal, p) > 0]


# The table


def paid_unconfirmed(deal: Deal) -> Iterator[Hit]:
    for o in past_grace(deal):
        if refund(deal, o) > 0:
            since = after_grace(o)
            severity = by_age(deal, since, "medium", (30, "high"), (180, "critical"))
            yield Hit(refund(deal, o), since, severity, obligation=o["id"])


def unproven_debt(deal: Deal) -> Iterator[Hit]:
    for o in past_grace(deal):
        if unproven(deal, o) > 0:
            since = after_grace(o)
            severity = by_age(deal, since, "low", (30, "medium"), (180, "high"))
            yield Hit(unproven(deal, o), since, severity, obligation=o["id"])


def closing_document_missing(deal: Deal) -> Iterator[Hit]:
    for o in past_grace(deal):
        by_paper = any(confirms(d, o) for d in deal.documents)
        by_tax_invoice = any(d["kind"] == "tax_invoice" and covers(d, o) for d in deal.documents)
        if not by_paper and not by_tax_invoice:
            yield Hit(unconfirmed(deal, o), after_grace(o), "high", obligation=o["id"])


def tax_invoice_only(deal: Deal) -> Iterator[Hit]:
    for o in past_grace(deal):
        by_paper = any(confirms(d, o) for d in deal.documents)
        by_tax_invoice = any(d["kind"] == "tax_invoice" and covers(d, o) for d in deal.documents)
        if by_tax_invoice and not by_paper:
            yield Hit(unconfirmed(deal, o), after_grace(o), "high", obligation=o["id"])


def reconciliation_only(deal: Deal) -> Iterator[Hit]:
    others = [d for d in deal.documents if d["kind"] != "reconciliation_statement"]
    for o in deal.ours:
        alone = min(performed_of(o), sum(confirmed_by(deal, d, o) for d in others))
        if confirmed(deal, o) > alone:
            since = min(d["signed_by_client_on"] for d in full_statements(deal) if covers(d, o))
            yield Hit(confirmed(deal, o) - alone, since, "medium", obligation=o["id"])


def closing_document_unsent(deal: Deal) -> Iterator[Hit]:
    for d in confirming(deal):
        is_idle = "sent_on" not in d and not is_signed(d) and "refused_on" not in d
        if is_idle and deal.t > d["date"] + days(3):
            since = d["date"] + days(4)
            yield Hit(cover(d), since, by_age(deal, since, "medium", (30, "high")), document=d["id"])


def closing_document_unreturned(deal: Deal) -> Iterator[Hit]:
    def last_day(x: date) -> date:
        if "acceptance_days" in deal.contract:
            return w(x + days(deal.contract["acceptance_days"]))
        return x + days(10)

    for d in confirming(deal):
        if "sent_on" not in d or is_signed(d) or strength(deal, d) == "one_sided":
            continue
        if "refused_on" not in d:
            term = last_day(d["sent_on"])
        elif "refusal_answered_on" in d:
            term = last_day(d["refusal_answered_on"])
        else:
            continue
        if deal.t > term:
            since = term + days(1)
            yield Hit(cover(d), since, by_age(deal, since, "medium", (30, "high")), document=d["id"])


def delivery_unproven(deal: Deal) -> Iterator[Hit]:
    for d in confirming(deal):
        is_silent = "delivered_on" not in d and not is_signed(d) and "refused_on" not in d
        if "sent_on" in d and is_silent and deal.t > d["sent_on"] + days(14):
            yield Hit(cover(d), d["sent_on"] + days(15), "medium", document=d["id"])


def refusal_unanswered(deal: Deal) -> Iterator[Hit]:
    for d in confirming(deal):
        if "refused_on" in d and not is_signed(d) and "refusal_answered_on" not in d:
            yield Hit(cover(d), d["refused_on"], "high", document=d["id"])


def one_sided_only(deal: Deal) -> Iterator[Hit]:
    for d in deal.documents:
        if strength(deal, d) == "one_sided":
            of_services_and_works = sum(
                kopecks(d["covers"][o["id"]]) for o in deal.ours if covers(d, o) and o["kind"] in SERVICES_AND_WORKS
            )
            yield Hit(of_services_and_works, last_day_to_accept(deal, d) + days(1), "low", document=d["id"])


def scan_only(deal: Deal) -> Iterator[Hit]:
    for d in deal.documents:
        if strength(deal, d) == "scan" and deal.t > d["signed_by_client_on"] + days(30):
            since = d["signed_by_client_on"] + days(31)
            yield Hit(cover(d), since, by_age(deal, since, "low", (90, "medium")), document=d["id"])
    contract = deal.contract
    if is_signed(contract) and not has_original(contract) and deal.t > contract["signed_by_client_on"] + days(30):
        since = contract["signed_by_client_on"] + days(31)
        yield Hit(0, since, by_age(deal, since, "low", (90, "medium")))


def signer_unauthorised(deal: Deal) -> Iterator[Hit]:
    def severity(paper: Mapping[str, Any]) -> str:
        return "high" if authority(paper) == "none" or out_of_its_dates(paper) else "medium"

    for d in deal.documents:
        if strength(deal, d) == "unauthorised":
            yield Hit(cover(d), d["signed_by_client_on"], severity(d), document=d["id"])
    if is_signed(deal.contract) and not is_authorised(deal.contract):
        yield Hit(0, deal.contract["signed_by_client_on"], severity(deal.contract))


def contract_unsigned(deal: Deal) -> Iterator[Hit]:
    such_days = [p["date"] for p in money_in(deal)] + [o["performed_on"] for o in performed_obligations(deal)]
    if not is_signed(deal.contract) and such_days:
        done = performed_obligations(deal)
        is_proven = bool(done) and all(is_covered_in_full_by_full_papers(deal, o) for o in done)
        yield Hit(max(received(deal), performed(deal)), min(such_days), "medium" if is_proven else "high")


def shipped_before_papers(deal: Deal) -> Iterator[Hit]:
    for o in performed_obligations(deal):
        signed_in_time = is_signed(deal.contract) and deal.contract["signed_by_client_on"] <= o["performed_on"]
        paid_in_time = any(p["date"] <= o["performed_on"] for p in money_in(deal))
        is_bare = not signed_in_time and not paid_in_time and not is_covered_in_full_by_full_papers(deal, o)
        if o["kind"] == "goods" and is_bare:
            yield Hit(performed_of(o), o["performed_on"], "high", obligation=o["id"])


def advance_overdue(deal: Deal) -> Iterator[Hit]:
    late = [o for o in deal.ours if "performed_on" not in o and w(o["due_on"]) < deal.t]
    if received(deal) > performed(deal) and late:
        since = min(w(o["due_on"]) for o in late) + days(1)
        exposure = min(received(deal) - performed(deal), sum(kopecks(o["amount"]) for o in late))
        yield Hit(exposure, since, by_age(deal, since, "high", (30, "critical")))


def demand_unanswered(deal: Deal) -> Iterator[Hit]:
    for demand in deal.demands:
        if "answered_on" not in demand:
            since = demand["received_on"]
            exposure = min(kopecks(demand["amount"]), received(deal))
            yield Hit(exposure, since, by_age(deal, since, "high", (30, "critical")))


def payment_overdue(deal: Deal) -> Iterator[Hit]:
    overdue = due_with_debt(deal)
    if overdue:
        since = due(overdue[0]) + days(1)
        is_ahead = received(deal) >= performed(deal)
        severity = "low" if is_ahead else by_age(deal, since, "medium", (30, "high"))
        yield Hit(sum(debt(deal, p) for p in overdue), since, severity)


def payment_claimed(deal: Deal) -> Iterator[Hit]:
    money = sorted(money_in(deal), key=lambda p: p["date"])  # equal dates stay as listed
    left = [kopecks(p["amount"]) for p in money]
    for claim in sorted((p for p in deal.payments if not is_money(p) and is_in(p)), key=lambda p: p["date"]):
        wanted = kopecks(claim["amount"])
        for place, payment in enumerate(money):
            if payment["date"] >= claim["date"]:
                taken = min(wanted, left[place])
                left[place] -= taken
                wanted -= taken
        last_day = third_working_day_after(claim["date"])
        if wanted > 0 and deal.t > last_day:
            yield Hit(wanted, last_day + days(1), "medium")


def claim_not_sent(deal: Deal) -> Iterator[Hit]:
    such = [p for p in deal.theirs if debt(deal, p) > 0 and deal.t > due(p) + days(30)]
    if performed(deal) > received(deal) and such and not deal.claims:
        since = min(due(p) for p in such) + days(31)
        exposure = min(sum(debt(deal, p) for p in such), performed(deal) - received(deal))
        yield Hit(exposure, since, by_age(deal, since, "medium", (180, "high")))


def limitation_near(deal: Deal) -> Iterator[Hit]:
    if performed(deal) <= received(deal):
        return
    for p in due_with_debt(deal):
        start = p["due_on"]
        for signed_on in sorted(d["signed_by_client_on"] for d in full_statements(deal)):
            if start < signed_on <= three_years_after(start):
                start = signed_on
        end = three_years_after(start)
        if deal.t >= end - days(180):
            severity = "critical" if deal.t >= end - days(30) else "high"
            yield Hit(debt(deal, p), end - days(180), severity, obligation=p["id"])


def client_insolvent(deal: Deal) -> Iterator[Hit]:
    is_open = "insolvent_on" in deal.client and "insolvency_claim_on" not in deal.client
    if is_open and performed(deal) > received(deal):
        yield Hit(performed(deal) - received(deal), deal.client["insolvent_on"], "critical")


def tax_invoice_late(deal: Deal) -> Iterator[Hit]:
    for o in performed_obligations(deal):
        waiver_on = deal.client.get("tax_invoice_waiver_on")
        is_waived = waiver_on is not None and waiver_on <= o["performed_on"]
        is_consigned = deal.kind == "consignment" and o["kind"] == "goods"
        term = w(o["performed_on"] + days(5))
        is_invoiced = any(is_tax_invoice(d) and d["date"] <= term and covers(d, o) for d in deal.documents)
        if deal.vat != "exempt" and not is_waived and not is_consigned and deal.t > term and not is_invoiced:
            yield Hit(0, term + days(1), "low", obligation=o["id"])


def is_tax_invoice(d: Mapping[str, Any]) -> bool:
    """A tax invoice, or a УПД of status 1 (the default), which is one."""
    return d["kind"] == "tax_invoice" or (d["kind"] == "universal_transfer_document" and d.get("status", 1) == 1)


def vat_rate_mismatch(deal: Deal) -> Iterator[Hit]:
    for d in deal.documents:
        if "vat_rate" not in d or not (is_confirming(d) or d["kind"] == "tax_invoice"):
            continue
        stated = Decimal(str(d["vat_rate"]))
        on = min((o["performed_on"] for o in performed_obligations(deal) if covers(d, o)), default=d["date"])
        if stated in STANDARD_RATES and stated != rate_on("standard", on).percent:
            yield Hit(0, d["date"], "medium", document=d["id"])


def contact_left(deal: Deal) -> Iterator[Hit]:
    open_since = [o["performed_on"] for o in past_grace(deal) if unconfirmed(deal, o) > 0]
    left = [contact["left_on"] for contact in deal.client["contacts"] if "left_on" in contact]
    such = [left_on for left_on in left if any(left_on >= performed_on for performed_on in open_since)]
    if such:
        yield Hit(0, min(such), "high")


def reconciliation_stale(deal: Deal) -> Iterator[Hit]:
    starts = [p["due_on"] for p in due_with_debt(deal)]
    starts += [o["performed_on"] for o in performed_obligations(deal) if unconfirmed(deal, o) > 0]
    if starts:
        last = max([min(starts)] + [d["signed_by_client_on"] for d in full_statements(deal)])
        if deal.t > last + days(365):
            yield Hit(0, last + days(366), "low")


RULES = (
    paid_unconfirmed,
    unproven_debt,
    closing_document_missing,
    tax_invoice_only,
    reconciliation_only,
    closing_document_unsent,
    closing_document_unreturned,
    delivery_unproven,
    refusal_unanswered,
    one_sided_only,
    scan_only,
    signer_unauthorised,
    contract_unsigned,
    shipped_before_papers,
    advance_overdue,
    demand_unanswered,
    payment_overdue,
    payment_claimed,
    claim_not_sent,
    limitation_near,
    client_insolvent,
    tax_invoice_late,
    vat_rate_mismatch,
    contact_left,
    reconciliation_stale,
)


# The audit


def audit(file: Mapping[str, Any], as_of: date) -> dict[str, Any]:
    """What ``audit --json`` answers on this day for a deals file, but for basis, message and action."""
    hits = [
        (rule.__name__, deal["id"], hit)
        for deal in file["deals"]
        for rule in RULES
        for hit in rule(known_deal(file, deal, as_of))
    ]

    def order(found: tuple[str, str, Hit]) -> tuple[Any, ...]:
        rule, deal, hit = found
        descending = (-SEVERITIES.index(hit.severity), -hit.exposure, -(as_of - hit.since).days)
        return (*descending, rule, deal, hit.obligation or "", hit.document or "")

    def total(name: str) -> int:
        return sum(hit.exposure for rule, _, hit in hits if rule == name)

    sums = {
        "refund": total("paid_unconfirmed"),
        "unproven_debt": total("unproven_debt"),
        "overdue_advance": total("advance_overdue"),
    }
    return {
        "as_of": as_of.isoformat(),
        "totals": {
            "deals": len(file["deals"]),
            "findings": len(hits),
            "exposure": roubles(sum(sums.values())),
            **{name: roubles(amount) for name, amount in sums.items()},
        },
        "findings": [
            {
                "rule": rule,
                "severity": hit.severity,
                "deal": deal,
                "obligation": hit.obligation,
                "document": hit.document,
                "exposure": roubles(hit.exposure),
                "since": hit.since.isoformat(),
                "days": (as_of - hit.since).days,
            }
            for rule, deal, hit in sorted(hits, key=order)
        ],
    }
