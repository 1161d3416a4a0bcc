"""Words of a dossier for what the database spells in short: rights to sign, ways of knowing, kinds of things owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from docgen.documents import DealKind
from docgen.filters import NBSP, date_short, money
from docgen.money import Money
from docgen.phrases import with_sign
from tracker import phrases
from tracker.facts import Authority, Evidence, Obligation, ObligationKind, Protection

DASH: Final = "—"

AUTHORITIES: Final = {
    Authority.HEAD.value: "руководитель клиента",
    Authority.POWER_OF_ATTORNEY.value: "по доверенности",
    Authority.CIRCUMSTANCES.value: "полномочие явствовало из обстановки (п. 1 ст. 182 ГК РФ)",
    Authority.APPROVED.value: "подпись потом одобрена клиентом (ст. 183 ГК РФ)",
    Authority.NONE.value: "полномочий не было",
    Authority.UNKNOWN.value: "полномочия подписавшего не подтверждены",
}
DOUBTED: Final = frozenset({Authority.NONE.value, Authority.UNKNOWN.value})
"""Rights to sign that weaken a paper."""

EVIDENCES: Final = {
    Evidence.CLIENT_WORD.value: "Сообщил об оплате: со слов клиента",
    Evidence.PAYMENT_ORDER.value: "Сообщил об оплате: платёжное поручение от клиента",
    Evidence.BANK_STATEMENT.value: "Деньги поступили: выписка банка",
    Evidence.CASH_RECEIPT.value: "Деньги поступили: касса",
}
PROTECTIONS: Final = {
    Protection.DEEMED_ACCEPTANCE.value: "услуги и работы приняты, если нет мотивированного отказа в срок",
    Protection.GOODS_RECEIPT.value: "товар принят, если нет акта о расхождениях в срок",
    Protection.AUTHORISED_RECEIVERS.value: "названы лица, которые получают товар",
    Protection.EMAIL_COUNTS.value: "переписка с названных адресов имеет силу",
    Protection.SCAN_FORCE.value: "скан-копии имеют силу до обмена подлинниками",
    Protection.ORIGINALS_PENALTY.value: "штраф за невозврат подлинников",
}
DEAL_KINDS: Final = {
    DealKind.SUPPLY.value: "поставка",
    DealKind.SERVICES.value: "услуги и работы",
    DealKind.CONSIGNMENT.value: "консигнация",
}


def row(what: str, text: str) -> dict[str, str]:
    """A line of a card."""
    return {"what": what, "text": text}


def owed_name(obligations: Iterable[Obligation], kind: ObligationKind, code: str) -> str:
    """«товар»; where the deal owes several of the kind, with the identifier: «товар, обязательство «goods-2»»."""
    is_only = sum(one.kind is kind for one in obligations) < 2
    return phrases.thing(kind) if is_only else f"{phrases.thing(kind)}, обязательство «{code}»"


def sum_of(kopecks: int) -> str:
    """«120 000,00», for columns that say «руб.» at their head."""
    return money(Money(kopecks).roubles)


def day_or_dash(on: date | None) -> str:
    """«22.11.2026», or a dash."""
    return date_short(on) if on else DASH


def right_of(paper: Mapping[str, Any], *, for_court: bool) -> str:
    """By what right the client's signer signed; to a court we do not say that we cannot prove it."""
    default = Authority.HEAD.value if paper["is_contract"] else Authority.UNKNOWN.value
    authority = paper["signer_authority"] or default
    return "" if for_court and authority in DOUBTED else AUTHORITIES[authority]


def how_signed(paper: Mapping[str, Any], *, for_court: bool) -> str:
    """«04.02.2025, по доверенности № 5 (с 01.01.2025 по 31.12.2025)»."""
    authority = paper["signer_authority"]
    told = ", ".join(filter(None, (phrases.day(paper["signed_by_client_on"]), right_of(paper, for_court=for_court))))
    if authority != Authority.POWER_OF_ATTORNEY.value:
        return told
    number, since, until = (paper[key] for key in ("attorney_number", "attorney_from", "attorney_until"))
    days = [f"с{NBSP}{phrases.day(since)}"] if since else []
    days += [f"по{NBSP}{phrases.day(until)}"] if until else []
    term = f" ({' '.join(days)})" if days else ", срок её неизвестен"
    return f"{told} {with_sign(number) if number else ''}".rstrip() + term
