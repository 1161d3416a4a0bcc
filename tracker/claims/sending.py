"""A claim goes to the client: the letter is marked as sent, and the end of its term is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select

from docgen.intake.source import Source
from docgen.library import find_kind
from docgen.money import Money
from docgen.papers.reading import paper_from
from tracker.claim_terms import RESPONSE_DAYS, SentClaim, answer_by
from tracker.claims.letters import CLAIM_LETTER
from tracker.errors import RefusedError
from tracker.house import Work
from tracker.models import ClaimRow, DocumentRow, IssuedPaperRow
from tracker.papers.stored import find_deal, find_paper, name_of
from tracker.recording import add_claim, record_delivery, send
from tracker.recording.changes import change

WAYS: Final = {
    "valuable": "ценным письмом с описью вложения",
    "registered": "заказным письмом",
    "courier": "курьером под подпись",
    "email": "по электронной почте",
    "edo": "через оператора ЭДО",
    "hand": "нарочным под подпись",
}
"""Ways of sending as people read them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """How a claim went. ``number``: what the post or the courier calls it. ``response_days``: None for the letter's."""

    sent_on: date
    way: str | None = None
    number: str | None = None
    delivered_on: date | None = None
    response_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A claim that was recorded as sent, and what a person should look at."""

    claim: SentClaim
    cautions: tuple[str, ...]


def record_sending(work: Work, deal_id: int, dispatch: Dispatch) -> Recorded:
    """Marks the latest letter of the deal as sent. Recorded once more, the day of sending is mended.

    A letter that names another way of sending is recorded all the same, with a caution.

    Raises RefusedError where no letter was issued here, and for a letter whose term counts from receipt while nobody
    says when it was received.
    """
    letter = latest_letter(work.connection, deal_id)
    if letter is None:
        code = find_deal(work.connection, deal_id)["code"]
        raise RefusedError(
            f"В сделке «{code}» нет выпущенной претензии. Выпустите её (pervichka claim {code} --issue -o ПАПКА) или "
            f"запишите ту, что составлена не здесь: pervichka fact claim {code} --on ДЕНЬ --amount СУММА."
        )
    send(work, letter["id"], dispatch.sent_on)
    if dispatch.delivered_on is not None:
        record_delivery(work, letter["id"], dispatch.delivered_on)
    told = _told(work.connection, letter["id"])
    sent = SentClaim(
        sent_on=dispatch.sent_on,
        amount=told.amount,
        answer_by=answer_by(_counted_from(letter, told, dispatch), dispatch.response_days or told.days),
        document_id=letter["id"],
        letter=name_of(letter),
    )
    _keep(work, deal_id, sent, dispatch)
    return Recorded(claim=sent, cautions=tuple(_other_way(letter, told, dispatch)))


def _other_way(letter: RowMapping, told: _Told, dispatch: Dispatch) -> Iterator[str]:
    """The letter and the receipt of dispatch lie side by side in court: they should say the same."""
    if dispatch.way is not None and told.way is not None and dispatch.way != told.way:
        yield (
            f"{name_of(letter)}: в письме напечатано, что его отправляют {WAYS[told.way]}, а записана отправка "
            f"{WAYS[dispatch.way]}. Суд увидит письмо рядом с квитанцией: отправьте его и так, как в нём сказано, или "
            "выпустите претензию заново."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a letter says of itself. ``amount``: kopecks that it claims; ``way``: a key of ``WAYS``."""

    amount: int
    way: str | None
    days: int
    is_from_receipt: bool


def _told(connection: Connection, document_id: int) -> _Told:
    """Read from the frozen input of the letter, so that what is kept is what the client reads."""
    frozen = connection.execute(select(IssuedPaperRow.input).where(IssuedPaperRow.document_id == document_id)).scalar()
    data = dict(json.loads(frozen or "{}").get("data", {}))
    context = paper_from(Source({**data, "number": data.get("number") or "1"}, ()), find_kind(CLAIM_LETTER)).context
    counted_from: Any = context.get("counted_from")
    return _Told(
        amount=Money.of(context["claim"]["whole"]).kopecks,
        way=context["sent_by"]["key"],
        days=context.get("response_days") or RESPONSE_DAYS,
        is_from_receipt=bool(counted_from) and counted_from["key"] == "receipt",
    )


def _counted_from(letter: RowMapping, told: _Told, dispatch: Dispatch) -> date:
    if not told.is_from_receipt:
        return dispatch.sent_on
    received_on: date | None = dispatch.delivered_on or letter["delivered_on"]
    if received_on is None:
        raise RefusedError(
            f"{name_of(letter)}: срок ответа считается со дня получения, а он неизвестен. Отметьте отправку документа "
            "(pervichka paper record), а когда письмо вручат, повторите с --delivered-on."
        )
    return received_on


def _keep(work: Work, deal_id: int, sent: SentClaim, dispatch: Dispatch) -> None:
    of_letter = select(ClaimRow.__table__).where(ClaimRow.deal_id == deal_id, ClaimRow.document_id == sent.document_id)
    known = work.connection.execute(of_letter).mappings().first()
    if known is None:
        add_claim(
            work,
            deal_id,
            sent.sent_on,
            sent.amount,
            document_id=sent.document_id,
            answer_by=sent.answer_by,
            way=dispatch.way,
            number=dispatch.number,
        )
        return
    event = ("claim.changed", f"deal:{find_deal(work.connection, deal_id)['code']}")
    if change(work, ClaimRow, known, event, {"sent_on": sent.sent_on, "answer_by": sent.answer_by}):
        work.touch(deal_id)


def latest_letter(connection: Connection, deal_id: int) -> RowMapping | None:
    """The latest letter of a deal that is in force, None if none was issued here."""
    statement = (
        select(DocumentRow.id)
        .join(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
        .where(
            DocumentRow.deal_id == deal_id,
            DocumentRow.kind == CLAIM_LETTER,
            DocumentRow.annulled_on.is_(None),
            DocumentRow.superseded_on.is_(None),
        )
        .order_by(DocumentRow.id.desc())
        .limit(1)
    )
    found = connection.execute(statement).scalar()
    return None if found is None else find_paper(connection, found)
