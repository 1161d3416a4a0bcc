"""What the fields of a deal and of a client demand of each other, beyond their shape.

They look at raw data, so that a broken field here does not hide what is wrong there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from docgen.intake.fields import Day, read_or_none
from docgen.intake.party_checks import check_party
from docgen.intake.problems import Problem, quoted
from docgen.intake.raw import Place
from docgen.money import Money
from tracker import phrases
from tracker.deals_file.schema import ROUBLES
from tracker.evidence import TRANSFER_DOCUMENT
from tracker.facts import ObligationKind, Side

_NOT_BEFORE_ITS_DATE: Final = {"signed_by_client_on": "подпись клиента", "original_on": "оригинал"}
_OURS: Final = tuple(kind.value for kind in ObligationKind if kind is not ObligationKind.PAYMENT)
_THEIRS: Final = (ObligationKind.PAYMENT.value,)
_LONGEST: Final = 200


def check_client(client: Place) -> Iterator[Problem]:
    """A client whatever its shape: requisites of its party."""
    if client["party"].is_section:
        yield from check_party(client["party"], None)


def check_deal(deal: Place) -> Iterator[Problem]:
    """A deal whatever its shape: ids, sides, days, what papers cover."""
    for key in ("obligations", "documents"):
        yield from _check_ids(deal[key])
    for owed in deal["obligations"]:
        yield from _check_side(owed)
    for paper in (deal["contract"], *deal["documents"]):
        yield from _check_days(paper)
    amounts = {str(owed["id"].value): _sum(owed["amount"]) for owed in deal["obligations"] if owed["id"].is_given}
    known = _known(amounts)
    for paper in deal["documents"]:
        yield from _check_status(paper)
        if deal["obligations"].is_list or not deal["obligations"].is_given:
            yield from _check_covers(paper["covers"], amounts, known)


def _check_ids(items: Place) -> Iterator[Problem]:
    seen: set[str] = set()
    for item in items:
        name = item["id"].text
        if name is None:
            continue
        if name in seen:
            yield Problem(item["id"].loc, f"идентификатор {quoted(name)} в этой сделке уже есть: дайте другой")
        seen.add(name)


def _check_side(owed: Place) -> Iterator[Problem]:
    by, kind = owed["by"].text, owed["kind"].text
    if by == Side.CLIENT and kind in _OURS:
        yield Problem(owed["kind"].loc, f"клиент должен только {_THEIRS[0]}: исправьте вид или сторону")
    if by == Side.US and kind in _THEIRS:
        yield Problem(owed["kind"].loc, f"мы должны {', '.join(_OURS)}: исправьте вид или сторону")


def _check_days(paper: Place) -> Iterator[Problem]:
    """Nobody signs a paper, or sends its original, before the paper's own date."""
    dated = _day(paper["date"])
    for key, name in _NOT_BEFORE_ITS_DATE.items():
        on = _day(paper[key])
        if dated and on and on < dated:
            text = f"{name} ({phrases.day(on)}) раньше даты самого документа ({phrases.day(dated)}): проверьте обе даты"
            yield Problem(paper[key].loc, text)
    attorney = paper["power_of_attorney"]
    since, until = _day(attorney["from"]), _day(attorney["until"])
    if since and until and until < since:
        yield Problem(attorney["until"].loc, "доверенность кончается раньше, чем начинается: проверьте обе даты")


def _check_status(paper: Place) -> Iterator[Problem]:
    if paper["status"].is_given and paper["kind"].text not in (None, TRANSFER_DOCUMENT):
        text = f"статус есть только у УПД ({TRANSFER_DOCUMENT}): уберите этот ключ"
        yield Problem(paper["status"].loc, text)


def _known(amounts: dict[str, Decimal | None]) -> str:
    names = ", ".join(amounts)
    return f"; есть: {names[:_LONGEST]}{'…' if len(names) > _LONGEST else ''}" if names else ""


def _check_covers(covers: Place, amounts: dict[str, Decimal | None], known: str) -> Iterator[Problem]:
    for name in covers.value if isinstance(covers.value, dict) else ():
        place = covers[name]
        if name not in amounts:
            yield Problem(place.loc, f"обязательства {quoted(name)} в этой сделке нет{known}")
            continue
        whole, covered = amounts[name], _sum(place)
        if whole is not None and covered is not None and covered > whole:
            told = phrases.roubles(Money.of(whole).kopecks)
            yield Problem(place.loc, f"покрыто больше, чем само обязательство ({told}): исправьте сумму")


def _day(place: Place) -> date | None:
    day: date | None = read_or_none(Day(), place.value) if place.is_given else None
    return day


def _sum(place: Place) -> Decimal | None:
    amount: Decimal | None = read_or_none(ROUBLES, place.value) if place.is_given else None
    return amount
