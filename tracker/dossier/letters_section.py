"""What went to the client and what came back: proofs of dispatch, letters, claims, demands, refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import RowMapping

from docgen.phrases import with_sign
from tracker import phrases
from tracker.claim_terms import SentClaim
from tracker.claims.sending import WAYS
from tracker.dossier.gathering import DealFile
from tracker.dossier.wording import DASH, day_or_dash, row, sum_of
from tracker.electronic.words import moment
from tracker.papers.stored import name_of

COVER_LETTER: Final = "cover_letter"
_PROOFS: Final = (
    "Отправка доказывает доставку, только если известно, что именно и когда получено: почтовое уведомление с описью, "
    "подпись на накладной курьера, квитанция оператора ЭДО, письмо с адреса из договора."
)

Entries = Mapping[int, Sequence[str]]


def dispatch_data(deal: DealFile, entries: Entries, dispatched: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What the template of dispatches takes, all but the cards of cover letters."""
    with_letters = _letters_of_papers(deal)
    return {
        "lead": "" if deal.for_court else _PROOFS,
        "papers": [
            {
                "name": _name(paper),
                "sent": day_or_dash(paper["sent_on"]),
                "delivered": _delivered(paper, for_court=deal.for_court),
                "how": "; ".join([*with_letters.get(paper["id"], ()), *_claim_way(deal, paper, dispatched)]) or DASH,
                "entries": list(entries.get(paper["id"], ())),
            }
            for paper in deal.papers
            if paper["sent_on"] or paper["id"] in with_letters
        ],
    }


def _delivered(paper: Mapping[str, Any], *, for_court: bool) -> str:
    if paper["delivered_on"]:
        return phrases.day(paper["delivered_on"])
    if paper["signed_by_client_on"]:
        return f"подписан клиентом {phrases.day(paper['signed_by_client_on'])}"
    return DASH if for_court else "доставка не подтверждена"


def _letters_of_papers(deal: DealFile) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for letter in deal.letters:
        for document_id in deal.letter_papers.get(letter["id"], ()):
            found.setdefault(document_id, []).append(f"письмо {phrases.day(letter['sent_on'])}, {_addresses(letter)}")
    return found


def _claim_way(deal: DealFile, paper: Mapping[str, Any], dispatched: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for sent in deal.sent:
        if sent.document_id == paper["id"]:
            how = how_sent(sent, dispatched)
            if how:
                yield how


def how_sent(sent: SentClaim, dispatched: Mapping[str, Mapping[str, Any]]) -> str:
    """«ценным письмом с описью вложения, № 80081234567890»."""
    details = dispatched.get(sent.sent_on.isoformat(), {})
    way = WAYS.get(str(details.get("way")), "")
    number = with_sign(str(details["number"])) if details.get("number") else ""
    return ", ".join(filter(None, (way, number)))


def correspondence_data(deal: DealFile, dispatched: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What the template of correspondence takes, all but the cards of claim letters."""
    return {
        "claims": [_claim(one, dispatched) for one in deal.sent],
        "demands": [
            {
                "received_on": one.received_on,
                "amount": sum_of(one.amount),
                "answer": f"отвечено {phrases.day(one.answered_on)}" if one.answered_on else _unanswered(deal),
            }
            for one in deal.standing.demands
        ],
        "refusals": [*_refusals(deal)],
        "letters": [_letter(deal, one) for one in deal.letters],
    }


def _claim(sent: SentClaim, dispatched: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "sent_on": sent.sent_on,
        "name": sent.letter or "составлена не в этой программе",
        "how": how_sent(sent, dispatched),
        "amount": sum_of(sent.amount),
        "answer_by": sent.answer_by,
        "suit_from": sent.suit_from,
    }


def _unanswered(deal: DealFile) -> str:
    """To a court we do not say ourselves that we left the client without an answer."""
    return DASH if deal.for_court else "ответа нет"


def _refusals(deal: DealFile) -> Iterator[dict[str, Any]]:
    for paper in deal.papers:
        if paper["refused_on"]:
            answered = paper["refusal_answered_on"]
            answer = f"дан {phrases.day(answered)}" if answered else _unanswered(deal)
            yield {"name": _name(paper), "refused_on": paper["refused_on"], "answer": answer}


def _letter(deal: DealFile, letter: RowMapping) -> dict[str, Any]:
    names = {paper["id"]: _name(paper) for paper in deal.papers}
    attached = [names[key] for key in deal.letter_papers.get(letter["id"], ()) if key in names]
    at = letter["sent_at"]
    rows = [
        row("Отправлено", moment(at) if at else phrases.day(letter["sent_on"])),
        row("Кому", _addresses(letter)),
        row("Message-ID", letter["message_id"]),
    ]
    if attached:
        rows.append(row("Приложено", "; ".join(attached)))
    return {"subject": letter["subject"], "rows": rows, "body": letter["body"].strip()}


def _addresses(letter: RowMapping) -> str:
    return ", ".join(json.loads(letter["recipients"]))


def _name(paper: Mapping[str, Any]) -> str:
    return name_of(paper)
