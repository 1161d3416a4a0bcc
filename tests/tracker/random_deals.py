"""Random deals files that ``load`` takes: small deals, full of the turns that the risk rules tell apart.

Most days are drawn near the borders of the rules as seen from ``AS_OF``, so that a day more or less changes an answer.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

AS_OF = date(2026, 11, 22)

ORGANIZATION = {
    "full_name": "Общество с ограниченной ответственностью «Светотехника»",
    "short_name": "ООО «Светотехника»",
    "form": "legal_entity",
    "inn": "7712345671",
    "kpp": "771201001",
    "ogrn": "1107746123451",
    "address": "125009, г. Москва, ул. Светлая, д. 7, оф. 12",
    "bank": {
        "name": "ПАО Сбербанк",
        "bic": "044525225",
        "account": "40702810938000012345",
        "corr_account": "30101810400000000225",
    },
    "signatory": {"position": "Генеральный директор", "name": "Кравцова Анна Сергеевна", "basis": "Устава"},
}
CLIENT = {
    "full_name": "Индивидуальный предприниматель Шевченко Пётр Андреевич",
    "short_name": "ИП Шевченко П. А.",
    "form": "entrepreneur",
    "inn": "500123456750",
    "ogrn": "318505300012349",
    "address": "143900, Московская обл., г. Балашиха, пр-т Ленина, д. 5",
    "vat": "exempt",
    "bank": {
        "name": "АО «АЛЬФА-БАНК»",
        "bic": "044525593",
        "account": "40802810001300001234",
        "corr_account": "30101810200000000593",
    },
    "signatory": {
        "position": "Индивидуальный предприниматель",
        "name": "Шевченко Пётр Андреевич",
        "basis": "записи в ЕГРИП",
    },
}

# Their order as strings differs from order as numbers, and from the order in the file.
OBLIGATION_IDS = ("o2", "o10", "o1", "o9", "p10", "p2", "p1", "p11", "o100", "Ж1")
DOCUMENT_IDS = ("d10", "d2", "d1", "d9", "d11", "d100", "w1")
DOCUMENTS = (0, 1, 1, 2, 2, 3, 3, 4, 5)
AMOUNTS = (1, 5, 99, 10_000, 10_001, 100_000, 100_000, 250_000, 6_000_000, 12_000_000, 100_000_000_01)
PROTECTIONS = (
    "goods_receipt",
    "authorised_receivers",
    "email_counts",
    "scan_force",
    "originals_penalty",
)
AUTHORITIES = (
    None,
    "head",
    "head",
    "head",
    "approved",
    "power_of_attorney",
    "power_of_attorney",
    "circumstances",
    "none",
    "unknown",
)
CONFIRMS = {
    "goods": ("waybill", "universal_transfer_document", "universal_transfer_document", "handover_certificate"),
    "services": ("acceptance_certificate", "acceptance_certificate", "universal_transfer_document"),
    "works": ("acceptance_certificate", "acceptance_certificate", "universal_transfer_document"),
    "handover": ("handover_certificate", "universal_transfer_document"),
}
KINDS = (
    "waybill",
    "acceptance_certificate",
    "handover_certificate",
    "universal_transfer_document",
    "reconciliation_statement",
    "tax_invoice",
    "proforma_invoice",
)
# A rule begins so many days after a fact, and its severity rises so many days later.
BEGINS = (0, 1, 4, 5, 6, 7, 8, 11, 15, 31)
RISES = (0, 0, 0, 30, 30, 90, 180, 366, 916, 1066, 1096)
SPECIAL_DAYS = (
    date(2022, 12, 30),
    date(2023, 1, 6),
    date(2023, 11, 22),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 5, 8),
    date(2025, 12, 26),
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 1, 8),
    date(2026, 2, 20),
    date(2026, 6, 11),
    date(2026, 11, 3),
)
FIRST, LAST = date(2022, 12, 1), date(2026, 12, 31)


def audit_day(random: Random) -> date:
    """A day of audit at which the terms in these deals are about to end: ``AS_OF`` or one within days of it.

    ``AS_OF`` is a Sunday, so what ends on a working day never ends on it.
    """
    return AS_OF + timedelta(random.choice((0, 0, -3, -2, -1, 1, 2, 3)))


def deals_file(random: Random, deals: int) -> dict:
    """A deals file of so many deals; the same ``random`` gives the same file."""
    organization = ORGANIZATION | {
        "vat": random.choice(("standard", "standard", "standard", "reduced_5", "reduced_7", "exempt"))
    }
    client_names = [f"c{number}" for number in range(1, 2 + deals // 3)]
    names = [f"d{number}" for number in range(1, deals + 1)]
    random.shuffle(names)
    made = [_deal(random, name, random.choice(client_names)) for name in names]
    return {
        "organization": organization,
        "clients": [_client(random, name, _performed_days(made, name)) for name in client_names],
        "deals": made,
    }


def _performed_days(deals: list[dict], client: str) -> list[date]:
    return [
        date.fromisoformat(obligation["performed_on"])
        for deal in deals
        for obligation in deal["obligations"]
        if deal["client"] == client and "performed_on" in obligation
    ]


def _client(random: Random, name: str, performed_days: list[date]) -> dict:
    client = {"id": name, "party": CLIENT, "tier": random.choice(("key", "regular"))}
    if _chance(random, 0.7):
        client["contacts"] = [_contact(random, performed_days) for _ in range(random.randint(0, 3))]
    if _chance(random, 0.2):
        client["surveys"] = [{"held_on": _iso(_day(random))}]
    if _chance(random, 0.3):
        client["tax_invoice_waiver_on"] = _iso(_beside(random, performed_days))
    if _chance(random, 0.25):
        insolvent_on = _day(random)
        client["insolvent_on"] = _iso(insolvent_on)
        if _chance(random, 0.4):
            client["insolvency_claim_on"] = _iso(_later(random, insolvent_on))
    return client


def _contact(random: Random, performed_days: list[date]) -> dict:
    contact = {"name": "Петрова Ольга Ивановна", "position": "бухгалтер"}
    if _chance(random, 0.6):
        contact["left_on"] = _iso(_beside(random, performed_days))
    return contact


def _beside(random: Random, days: list[date]) -> date:
    """One of the days or a day beside it, as often as any day at all."""
    if days and _chance(random, 0.5):
        return random.choice(days) + timedelta(random.choice((-1, 0, 0, 1)))
    return _day(random)


def _deal(random: Random, name: str, client: str) -> dict:
    start = _day(random)
    deal = {"id": name, "client": client, "manager": "orlova", "subject": "Поставка светильников"}
    if _chance(random, 0.6):
        deal["kind"] = random.choice(("supply", "services", "consignment"))
    if _chance(random, 0.85):
        deal["contract"] = _contract(random, start)
    names = iter(random.sample(OBLIGATION_IDS, 8))
    ours = [_performance(random, next(names), start) for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3, 4)))]
    theirs = [_payment_due(random, next(names), start) for _ in range(random.choice((0, 0, 1, 1, 2, 2, 3, 4)))]
    obligations = ours + theirs
    random.shuffle(obligations)
    papers = random.sample(DOCUMENT_IDS, len(DOCUMENT_IDS))
    documents = [_document(random, papers.pop(), ours, theirs, start) for _ in range(random.choice(DOCUMENTS))]
    if ours and _chance(random, 0.08):
        documents += [_full_statement(random, papers.pop(), random.choice(ours), start) for _ in range(2)]
    return deal | {
        "obligations": obligations,
        "documents": documents,
        "payments": _payments(random, ours + theirs, start),
        **_letters(random, start),
    }


def _contract(random: Random, start: date) -> dict:
    signed_by_us_on = start + timedelta(random.choice((-30, -10, -3, -1, 0, 0)))
    contract = {"number": f"{random.randint(1, 30)}/25", "date": _iso(signed_by_us_on)}
    contract["signed_by_us_on"] = _iso(signed_by_us_on)
    if _chance(random, 0.8):
        signed_on = _later(random, signed_by_us_on)
        contract |= _signature(random, signed_on, default="head")
        if _chance(random, 0.5):
            contract["scan_on"] = _iso(signed_on)
    if _chance(random, 0.7):
        contract["acceptance_days"] = random.choice((1, 3, 5, 5, 10))
    granted = [protection for protection in PROTECTIONS if _chance(random, 0.2)]
    if _chance(random, 0.7):
        granted.append("deemed_acceptance")
    if granted or _chance(random, 0.5):
        contract["protections"] = granted
    return contract


def _signature(random: Random, signed_on: date, default: str) -> dict:
    """The client's signature, who made it and whether it came on paper, by wire or as a scan."""
    facts: dict = {"signed_by_client_on": _iso(signed_on)}
    authority = random.choice(AUTHORITIES)
    if authority is None and default == "unknown" and _chance(random, 0.5):
        authority = "head"
    if authority is not None:
        facts["signer_authority"] = authority
    if authority == "power_of_attorney" and _chance(random, 0.8):
        facts["power_of_attorney"] = _power_of_attorney(random, signed_on)
    way = random.random()
    if way < 0.45:
        facts["original_on"] = _iso(_later(random, signed_on))
    elif way < 0.6:
        facts["electronic_on"] = _iso(signed_on + timedelta(random.choice((0, 0, 0, 1))))
    return facts


def _power_of_attorney(random: Random, signed_on: date) -> dict:
    power = {"number": str(random.randint(1, 20))}
    if _chance(random, 0.7):
        power["from"] = _iso(signed_on + timedelta(random.choice((-365, -30, -1, 0, 0, 1))))
    if _chance(random, 0.7):
        power["until"] = _iso(signed_on + timedelta(random.choice((-1, 1, 1, 0, 0, 30, 365))))
        if "from" in power and power["until"] < power["from"]:
            power["until"] = power["from"]
    return power


def _performance(random: Random, name: str, start: date) -> dict:
    amount = _amount(random)
    facts = {
        "id": name,
        "by": "us",
        "kind": random.choice(("goods", "goods", "services", "services", "works", "handover")),
        "amount": _roubles(amount),
        "due_on": _iso(_near(random, start)),
    }
    if _chance(random, 0.75):
        facts["performed_on"] = _iso(start if _chance(random, 0.4) else _near(random, start))
        if _chance(random, 0.25):
            facts["performed_amount"] = _roubles(_part(random, amount))
    return facts | _cancelled(random, start)


def _payment_due(random: Random, name: str, start: date) -> dict:
    facts = {"id": name, "by": "client", "kind": "payment", "amount": _roubles(_amount(random))}
    facts["due_on"] = _iso(start if _chance(random, 0.3) else _near(random, start))
    return facts | _cancelled(random, start)


def _cancelled(random: Random, start: date) -> dict:
    return {"cancelled_on": _iso(_later(random, start))} if _chance(random, 0.07) else {}


def _document(random: Random, name: str, ours: list[dict], theirs: list[dict], start: date) -> dict:
    main = random.choice(ours) if ours else None
    kind = _kind(random, main)
    covers = _covers(random, main, ours)
    if kind == "reconciliation_statement" and theirs and _chance(random, 0.2):
        payment = random.choice(theirs)
        covers[payment["id"]] = payment["amount"]
    performed_on = main.get("performed_on") if main else None
    base = date.fromisoformat(performed_on) if performed_on else start
    dated = base + timedelta(random.choice((0, 0, 0, 0, -2, 1, 3, 5, 6, 7, 8, 9, 20)))
    if kind == "reconciliation_statement":
        dated = _later(random, base)
    document = {
        "id": name,
        "kind": kind,
        "number": str(random.randint(1, 12)),
        "date": _iso(dated),
        "covers": covers,
    }
    if kind == "universal_transfer_document" and _chance(random, 0.6):
        document["status"] = random.choice((1, 2))
    if _chance(random, 0.4):
        document["vat_rate"] = random.choice(("18", "20", "20", "22", "22", "10", "0", "5", "7"))
    if _chance(random, 0.07):
        document["annulled_on"] = _iso(_later(random, dated))
    return document | _fate(random, dated)


def _full_statement(random: Random, name: str, main: dict, start: date) -> dict:
    dated = _later(random, start)
    signed_on = _iso(_later(random, dated))
    return {
        "id": name,
        "kind": "reconciliation_statement",
        "number": str(random.randint(1, 12)),
        "date": _iso(dated),
        "covers": {main["id"]: _share(random, main)},
        "signed_by_client_on": signed_on,
        "signer_authority": "head",
        random.choice(("original_on", "electronic_on")): signed_on,
    }


def _kind(random: Random, main: dict | None) -> str:
    if main is None:
        return random.choice(KINDS)
    draw = random.random()
    if draw < 0.55:
        return random.choice(CONFIRMS[main["kind"]])
    if draw < 0.72:
        return "reconciliation_statement"
    if draw < 0.85:
        return "tax_invoice"
    return random.choice(KINDS)


def _covers(random: Random, main: dict | None, ours: list[dict]) -> dict:
    if main is None:
        return {}
    covers = {main["id"]: _share(random, main)}
    for other in ours:
        if _chance(random, 0.2):
            covers[other["id"]] = _share(random, other)
    return covers


def _share(random: Random, obligation: dict) -> str:
    """What a paper covers: all that was performed, the whole amount, or a part of it."""
    draw = random.random()
    if draw < 0.5:
        return obligation.get("performed_amount", obligation["amount"])
    if draw < 0.7:
        return obligation["amount"]
    return _roubles(_part(random, _kopecks(obligation["amount"])))


def _fate(random: Random, dated: date) -> dict:
    """What became of a paper: nothing, sent, delivered, refused, signed, or some of these at once."""
    facts: dict = {}
    fate = random.choice(("idle", "sent", "delivered", "delivered", "refused", "signed", "signed", "signed"))
    sent_on = dated + timedelta(random.choice((-1, 0, 0, 1, 2, 3, 4)))
    if fate != "idle" and _chance(random, 0.9):
        facts["sent_on"] = _iso(sent_on)
    if fate in ("delivered", "refused") or (fate == "signed" and _chance(random, 0.4)):
        facts["delivered_on"] = _iso(sent_on + timedelta(random.choice((0, 1, 3, 5, 14))))
    if fate == "refused" or _chance(random, 0.04):
        refused_on = _later(random, dated)
        facts["refused_on"] = _iso(refused_on)
        if _chance(random, 0.5):
            facts["refusal_answered_on"] = _iso(_later(random, refused_on))
    if fate == "signed":
        signed_on = _later(random, dated)
        facts |= _signature(random, signed_on, default="unknown")
        if _chance(random, 0.4):
            facts["scan_on"] = _iso(signed_on)
    elif _chance(random, 0.03):
        facts[random.choice(("electronic_on", "original_on"))] = _iso(_later(random, dated))
    return facts


def _payments(random: Random, obligations: list[dict], start: date) -> list[dict]:
    payments: list[dict] = []
    for _ in range(random.choice((0, 0, 1, 1, 1, 2, 2, 3, 4))):
        if payments and _chance(random, 0.3):
            payment = dict(random.choice(payments))  # an equal one, or the same money told by another paper
            if _chance(random, 0.5):
                payment["evidence"] = _evidence(random)
                payment["date"] = _iso(date.fromisoformat(payment["date"]) + timedelta(random.choice((-4, -1, 0, 1))))
        else:
            payment = _payment(random, obligations, start)
        payments.append(payment)
    return payments


def _payment(random: Random, obligations: list[dict], start: date) -> dict:
    amount = random.choice(obligations)["amount"] if obligations and _chance(random, 0.5) else _roubles(_amount(random))
    if _chance(random, 0.2):
        amount = _roubles(_part(random, _kopecks(amount)))
    payment = {"date": _iso(_near(random, start)), "amount": amount, "evidence": _evidence(random)}
    if _chance(random, 0.15):
        payment["direction"] = random.choice(("in", "out", "out"))
    return payment


def _evidence(random: Random) -> str:
    return random.choice(("bank_statement", "bank_statement", "cash_receipt", "client_word", "payment_order"))


def _letters(random: Random, start: date) -> dict:
    letters: dict = {}
    if _chance(random, 0.25):
        letters["claims"] = [
            {"sent_on": _iso(_later(random, start)), "amount": _roubles(_amount(random))}
            for _ in range(random.randint(0, 2))
        ]
    if _chance(random, 0.2):
        letters["demands"] = [_demand(random, start) for _ in range(random.randint(0, 2))]
    return letters


def _demand(random: Random, start: date) -> dict:
    received_on = _later(random, start)
    demand = {"received_on": _iso(received_on), "amount": _roubles(_amount(random))}
    if _chance(random, 0.4):
        demand["answered_on"] = _iso(_later(random, received_on))
    return demand


def _chance(random: Random, share: float) -> bool:
    return random.random() < share


def _day(random: Random) -> date:
    """Any day of the years looked at: near a border as seen from the audit, near a special day, or anywhere."""
    draw = random.random()
    if draw < 0.5:
        return AS_OF - timedelta(random.choice(RISES) + random.choice(BEGINS) + random.randint(-3, 3))
    if draw < 0.65:
        return random.choice(SPECIAL_DAYS) + timedelta(random.randint(-2, 2))
    return FIRST + timedelta(random.randint(0, (LAST - FIRST).days))


def _near(random: Random, start: date) -> date:
    """A day of the same deal: mostly within weeks of its start, before or after."""
    if _chance(random, 0.12):
        return _day(random)
    return start + timedelta(random.choice((-30, -5, -3, -1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 10, 14, 30, 31, 60)))


def _later(random: Random, start: date) -> date:
    """The day itself or one after it: soon, or near a border as seen from the audit if that is after."""
    if _chance(random, 0.25):
        return max(start, _day(random))
    return start + timedelta(random.choice((0, 0, 1, 2, 3, 5, 5, 7, 10, 14, 30, 31, 90, 365)))


def _amount(random: Random) -> int:
    return random.choice(AMOUNTS) if _chance(random, 0.8) else random.randint(1, 10**9)


def _part(random: Random, amount: int) -> int:
    return random.choice((amount, max(1, amount // 2), max(1, amount - 1), random.randint(1, amount)))


def _kopecks(amount: str) -> int:
    whole, _, part = amount.partition(".")
    return int(whole) * 100 + int(part)


def _roubles(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}"


def _iso(day: date) -> str:
    return day.isoformat()
