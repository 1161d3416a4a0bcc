"""Russian phrases that papers share: how parties are introduced, on what authority they sign, how prices read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from docgen.declension import Gender
from docgen.documents import Charge, DealKind, PaymentMoment, PaymentStage
from docgen.filters import NBSP, date_long, days, percent, sum_with_words
from docgen.parties import Form, Party, Signatory

_NAMED = {Gender.MASCULINE: "именуемый", Gender.FEMININE: "именуемая", Gender.NEUTER: "именуемое"}
_ACTING = {Gender.MASCULINE: "действующего", Gender.FEMININE: "действующей", Gender.NEUTER: "действующего"}
_ACTING_SELF = {Gender.MASCULINE: "действующий", Gender.FEMININE: "действующая", Gender.NEUTER: "действующее"}
_PURPOSES = {
    "invoices": "счета",
    "closing": "закрывающие документы",
    "claims": "претензии, уведомления об изменении и прекращении Договора",
}


def with_sign(number: str) -> str:
    """«№ 15», but «б/н» alone."""
    return number if number == "б/н" else f"№{NBSP}{number}"


def acting(signatory: Signatory) -> str:
    """«действующего» or «действующей», after «в лице»."""
    return _ACTING[signatory.gender]


def authority(signatory: Signatory) -> str:
    """On what basis somebody signs, in the genitive: «Устава», «доверенности № 5 от 1 марта 2026 г.»."""
    power = signatory.power_of_attorney
    if power is None:
        return signatory.basis
    is_named = signatory.basis.casefold().startswith("доверенност")
    if is_named and "№" in signatory.basis:
        return signatory.basis
    word = signatory.basis if is_named else "доверенности"
    until = f", действительной по {date_long(power.valid_until)}" if power.valid_until else ""
    return f"{word} {with_sign(power.number)} от {date_long(power.date)}{until}"


def introduction(party: Party, role: str) -> str:
    """How a preamble names a side: «…, именуемое в дальнейшем «Поставщик», в лице …, действующей на основании …»."""
    named = f"{party.full_name}, {_NAMED[party.gender]} в{NBSP}дальнейшем «{role}»"
    signatory = party.signatory
    if not party.is_signed_in_person:
        who = f"{signatory.position_genitive} {signatory.name_genitive}"
        return f"{named}, в{NBSP}лице {who}, {acting(signatory)} на основании {authority(signatory)}"
    if party.form is Form.PERSON:
        return f"{named}, {_ACTING_SELF[party.gender]} от своего имени"
    return f"{named}, {_ACTING_SELF[party.gender]} на основании {authority(signatory)}, ОГРНИП{NBSP}{party.ogrn}"


def represented(party: Party) -> str:
    """A side and who acts for it, without a role: «ООО «Ромашка», в лице директора …, действующего на основании …»."""
    signatory = party.signatory
    if party.is_signed_in_person:
        return party.full_name
    who = f"{signatory.position_genitive} {signatory.name_genitive}"
    return f"{party.full_name}, в{NBSP}лице {who}, {acting(signatory)} на основании {authority(signatory)}"


def purposes(keys: tuple[str, ...]) -> str:
    """What may be sent to an address: «счета, закрывающие документы»."""
    return ", ".join(_PURPOSES[key] for key in keys)


def no_vat(charge: Charge) -> str:
    """«без НДС (п. 1 ст. 145 НК РФ)»: a seller without VAT names the ground it stands on."""
    basis = charge.vat_basis
    return f"без НДС ({basis})" if basis else "без НДС"


def vat_phrase(charge: Charge) -> str:
    """«в том числе НДС 22% — 36 660,66 руб. (…)»; every rate is named, and so is what bears no VAT."""
    totals, without = charge.totals, no_vat(charge)
    parts = [
        f"НДС {total.rate.label}{NBSP}— {sum_with_words(total.vat.roubles)}"
        for total in totals.by_rate
        if total.rate.percent is not None
    ]
    if not parts:
        return without
    exempt = [total for total in totals.by_rate if total.rate.percent is None]
    rest = [f"{sum_with_words(total.gross.roubles)}{NBSP}— {without}" for total in exempt]
    return "в том числе " + "; ".join(parts + rest)


def price_phrase(charge: Charge) -> str:
    """The price of a contract in figures and words with its VAT."""
    return f"{sum_with_words(charge.totals.gross.roubles)}, {vat_phrase(charge)}"


_SUPPLY = {
    PaymentMoment.ADVANCE: "предоплата (аванс), в{n}течение {days} со{n}дня заключения Договора",
    PaymentMoment.BEFORE_SHIPMENT: (
        "в{n}течение {days} со{n}дня получения уведомления о{n}готовности Товара к{n}отгрузке, до{n}отгрузки"
    ),
    PaymentMoment.AFTER_SHIPMENT: "в{n}течение {days} со{n}дня отгрузки Товара",
    PaymentMoment.AFTER_ACCEPTANCE: "в{n}течение {days} со{n}дня приёмки",
    PaymentMoment.ON_SALE: "в{n}течение {days} со{n}дня реализации Товара",
    PaymentMoment.DATE: "не{n}позднее {date}",
}
_SERVICES: Mapping[PaymentMoment, str] = _SUPPLY | {
    PaymentMoment.BEFORE_SHIPMENT: (
        "в{n}течение {days} со{n}дня уведомления о{n}готовности результата, до{n}его передачи"
    ),
    PaymentMoment.AFTER_SHIPMENT: "в{n}течение {days} со{n}дня передачи результата",
}
_MOMENTS = {DealKind.SUPPLY: _SUPPLY, DealKind.SERVICES: _SERVICES, DealKind.CONSIGNMENT: _SUPPLY}
_WHOLE = Decimal(100)


def payment_phrase(stage: PaymentStage, kind: DealKind) -> str:
    """«50% — 101 650,00 руб. (…) — предоплата (аванс), в течение 5 календарных дней со дня заключения Договора»."""
    term = payment_term(stage, kind)
    share = "" if stage.percent == _WHOLE else f"{percent(stage.percent)}% — "
    return f"{share}{sum_with_words(stage.amount.roubles)}{NBSP}— {term}"


def payment_term(stage: PaymentStage, kind: DealKind) -> str:
    """When a stage is paid: «в течение 10 календарных дней со дня приёмки»."""
    moment = _MOMENTS[kind][stage.moment]
    return moment.format(
        n=NBSP,
        days=days(stage.days) if stage.days is not None else "",
        date=date_long(stage.on) if stage.on else "",
    )
