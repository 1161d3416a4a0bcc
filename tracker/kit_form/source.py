"""The form as an input file of a kit, and what the checks of such a file say, beside the fields of the form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from docgen.errors import Fault, InputError
from docgen.intake import KitOrder, order_from
from docgen.intake.cleaning import clean
from docgen.intake.schema import PartySection
from docgen.intake.source import Source
from docgen.library import audiences
from tracker.kit_form.numbers import plain_day, plain_number, whole
from tracker.kit_form.typed import NEW_CLIENT, Typed
from tracker.parties import input_of
from tracker.texts import filled

Values = dict[str, Any]

EMPTY: Final = "Не заполнено."
_BANK = {"bank_name": "name", "bic": "bic", "account": "account", "corr_account": "corr_account"}
_SIGNATORY = {"position": "position", "name": "name", "basis": "basis", "gender": "gender"}
_PERIOD = {"period_from": "from", "period_to": "to"}
_TERM_KEYS = {"penalty": "penalty_percent_per_day"}
_DAYS = ("delivery_days", "acceptance_days")
_PLACES = {
    **{f"client.bank.{theirs}": f"party.{ours}" for ours, theirs in _BANK.items()},
    **{f"client.signatory.{theirs}": f"party.{ours}" for ours, theirs in _SIGNATORY.items()},
    **{f"terms.period.{theirs}": f"terms.{ours}" for ours, theirs in _PERIOD.items()},
    "client.bank": "party.bank_name",
    "client.signatory": "party.name",
    "terms.period": "terms.period_from",
    "terms.penalty_percent_per_day": "terms.penalty",
    "terms.payments": "payment.0.percent",
    "lines": "line.0.name",
    "documents": "documents",
}
_WORDS: Final = (
    (re.compile(r"добавьте ключ «gender» со значением m или f"), "выберите обращение"),
    (re.compile(r"нет обязательного ключа: добавьте «[^»]*» \(([^)]*)\)"), r"не заполнено: \1"),
    (re.compile(r"добавьте «consignment» со значением commission или deferred_supply"), "выберите её"),
    (re.compile(r"«period» с ключами from и to или «delivery_days»"), "период или срок в днях"),
    (re.compile(r" ?\((?:form|deal\.kind|\w+\.vat(?:: \w+)?|bank\.name)\)"), ""),
    (re.compile(r"(исправьте|проверьте) (?:deal\.kind|form)"), r"\1 вид сделки"),
    (re.compile(r"(?:добавьте|уберите)(?: ключ)? «delivery_days»"), "укажите срок"),
    (re.compile(r"добавьте(?: ключ)? «[^»]*»"), "заполните это поле"),
    (re.compile(r"уберите(?: ключ| этот ключ| «[^»]*»)"), "очистите это поле"),
    (re.compile(r"исправьте «[^»]*»"), "исправьте"),
    (re.compile(r",? (?:в|без) кавыч(?:ках|ек)"), ""),
    (re.compile(r'пишите число без пробелов и с точкой, например "1450\.00"'), "исправьте число"),
    (re.compile(r'например "1450\.00"'), "например 1450,50"),
    (re.compile(r'"([^"]*)"'), r"«\1»"),
    (re.compile(r"вида \d{4}-\d\d-\d\d \(год-месяц-день\)"), "вида 27.11.2026"),
)


def order_of(typed: Typed, seller: PartySection, client: PartySection | None) -> KitOrder:
    """The kit, checked as an input file is. client: the one chosen among ours; None for the one that is typed in.

    Raises InputError, its faults named by fields of the form.
    """
    cleaned, problems = clean(source_data(typed, seller, client))
    if not isinstance(cleaned, dict):
        raise TypeError("a section was cleaned into something else")
    try:
        return order_from(Source(cleaned, tuple(problems)), Path("/nonexistent"), audiences())
    except InputError as error:
        raise InputError(_by_fields(error.faults, typed)) from error


def source_data(typed: Typed, seller: PartySection, client: PartySection | None) -> Values:
    """What the form says, by the keys of a kit file."""
    return {
        "seller": input_of(seller),
        "client": input_of(client) if client else typed_party(typed),
        "deal": filled({**typed.deal, "date": plain_day(typed.deal.get("date", ""))}),
        "lines": [typed_line(row) for row in typed.lines],
        "prices_include_vat": typed.includes_vat,
        "terms": _terms(typed),
        "documents": list(typed.documents),
    }


def typed_party(typed: Typed) -> Values:
    """The client that is typed in, as the section of a party."""
    party = {key: value for key, value in typed.party.items() if key not in {**_BANK, **_SIGNATORY}}
    return {
        **filled(party),
        "bank": filled({theirs: typed.party.get(ours, "") for ours, theirs in _BANK.items()}),
        "signatory": filled({theirs: typed.party.get(ours, "") for ours, theirs in _SIGNATORY.items()}),
    }


def typed_line(row: Mapping[str, str]) -> Values:
    """A line, by the keys of a kit file."""
    numbers = {key: plain_number(row[key]) for key in ("quantity", "price", "discount") if row[key]}
    return filled({**row, **numbers})


def _terms(typed: Typed) -> Values:
    plain = {_TERM_KEYS.get(key, key): value for key, value in typed.terms.items() if key not in _PERIOD}
    terms: Values = filled(plain)
    for key in ("valid_until", "last_payment_on"):
        if key in terms:
            terms[key] = plain_day(terms[key])
    for key in _DAYS:
        if key in terms:
            terms[key] = whole(terms[key])
    if "penalty_percent_per_day" in terms:
        terms["penalty_percent_per_day"] = plain_number(terms["penalty_percent_per_day"])
    period = filled({theirs: plain_day(typed.terms.get(ours, "")) for ours, theirs in _PERIOD.items()})
    return {**terms, "payments": [_payment(row) for row in typed.payments], **({"period": period} if period else {})}


def _payment(row: Mapping[str, str]) -> Values:
    given: Values = filled({**row, "percent": plain_number(row["percent"]), "date": plain_day(row["date"])})
    return {**given, "days": whole(row["days"])} if row["days"] else given


def _by_fields(faults: Iterable[Fault], typed: Typed) -> Iterator[Fault]:
    told: set[str] = set()
    for fault in faults:
        place = field_of(fault.path, typed)
        text = EMPTY if place and not value_at(typed, place) and "нет обязательного" in fault.message else fault.message
        if place == "line.0.name" and not typed.lines:
            text = "В комплекте нет ни одной строки: впишите, что продаётся."
        if place == "payment.0.percent" and not typed.payments:
            text = "Нет ни одного платежа: выберите условия оплаты."
        for pattern, words in _WORDS:
            text = pattern.sub(words, text)
        if place not in told or not place:
            told.add(place)
            yield Fault(place, f"{text[:1].upper()}{text[1:]}")


def field_of(path: str, typed: Typed) -> str:
    """The field of the form for a path of a kit file; "" for what stands in no field."""
    if path.startswith("client") and typed.client != NEW_CLIENT:
        return "client"
    if path in _PLACES:
        return _PLACES[path]
    if path.startswith("seller"):
        return "seller"
    found = re.fullmatch(r"(lines|terms\.payments)\[(\d+)\](?:\.(\w+))?", path)
    if found:
        row, usual = ("line", "name") if found[1] == "lines" else ("payment", "percent")
        return f"{row}.{found[2]}.{found[3] or usual}"
    head, _, key = path.partition(".")
    if not key:
        return {"client": "party.inn", "deal": "deal.subject", "terms": "terms.acceptance_days"}.get(head, "")
    return {"client": f"party.{key}", "deal": f"deal.{key}", "terms": f"terms.{key}"}.get(head, "").split("[")[0]


def value_at(typed: Typed, place: str) -> str:
    """What stands in a field."""
    head, _, key = place.partition(".")
    if head in {"line", "payment"}:
        number, _, key = key.partition(".")
        rows = typed.lines if head == "line" else typed.payments
        return rows[int(number)].get(key, "") if int(number) < len(rows) else ""
    section: Mapping[str, str] = {"party": typed.party, "deal": typed.deal, "terms": typed.terms}.get(head, {})
    return section.get(key, "")
