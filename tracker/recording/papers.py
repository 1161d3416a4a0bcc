"""What happens to a paper after it was issued or loaded. A wrong day is mended by recording the right one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import RowMapping

from tracker import phrases
from tracker.errors import RefusedError
from tracker.facts import Attorney, Authority
from tracker.house import Work
from tracker.models import DocumentRow
from tracker.papers.stored import find_paper, name_of, refuse_ended, subject_of
from tracker.recording.changes import change, refuse_future

_WORDS: Final = {
    "sent_on": "отправка",
    "delivered_on": "доставка",
    "signed_by_us_on": "наша подпись",
    "signed_by_client_on": "подпись клиента",
    "scan_on": "скан-копия",
    "original_on": "оригинал",
    "electronic_on": "подпись в ЭДО",
    "refused_on": "мотивированный отказ",
    "refusal_answered_on": "ответ на отказ",
}
_NOT_BEFORE_ITS_DATE: Final = frozenset({"signed_by_client_on", "original_on"})
_IN_ORDER: Final = (("sent_on", "delivered_on"), ("refused_on", "refusal_answered_on"))


def send(work: Work, document_id: int, on: date) -> None:
    """We sent the paper to the client."""
    _record(work, document_id, "document.sent", sent_on=on)


def record_delivery(work: Work, document_id: int, on: date) -> None:
    """It reached the client, which can be proved."""
    _record(work, document_id, "document.delivered", delivered_on=on)


def sign_by_us(work: Work, document_id: int, on: date) -> None:
    """We signed it."""
    _record(work, document_id, "document.signed_by_us", signed_by_us_on=on)


def sign_by_client(
    work: Work, document_id: int, on: date, authority: Authority, attorney: Attorney | None = None
) -> None:
    """The client signed it, by what right and by what power of attorney. Whether that suffices is told by rules."""
    known = attorney or Attorney()
    if known.valid_from and known.valid_until and known.valid_until < known.valid_from:
        raise RefusedError("Доверенность кончается раньше, чем начинается: проверьте обе даты.")
    if attorney is not None and authority is not Authority.POWER_OF_ATTORNEY:
        raise RefusedError("Доверенность указана, а подписано не по ней: исправьте полномочия или уберите её.")
    _record(
        work,
        document_id,
        "document.signed_by_client",
        signed_by_client_on=on,
        signer_authority=authority.value,
        attorney_number=known.number,
        attorney_from=known.valid_from,
        attorney_until=known.valid_until,
    )


def receive_scan(work: Work, document_id: int, on: date) -> None:
    """A scan of the signed paper is here."""
    _record(work, document_id, "document.scan_received", scan_on=on)


def receive_original(work: Work, document_id: int, on: date) -> None:
    """The original is here."""
    _record(work, document_id, "document.original_received", original_on=on)


def receive_electronic(work: Work, document_id: int, on: date) -> None:
    """The paper was signed through an operator of electronic documents."""
    _record(work, document_id, "document.signed_electronically", electronic_on=on)


def record_refusal(work: Work, document_id: int, on: date) -> None:
    """The client refused to sign and gave reasons."""
    _record(work, document_id, "document.refused", refused_on=on)


def answer_refusal(work: Work, document_id: int, on: date) -> None:
    """We answered the refusal."""
    _record(work, document_id, "document.refusal_answered", refusal_answered_on=on)


def take_back(work: Work, document_id: int, field: str, recorded: date, former: date | None) -> None:
    """A day that was recorded by mistake becomes what it was before. ``field``: the column of the day.

    Raises RefusedError where another day has been recorded since, or other facts rest on this one.
    """
    paper = find_paper(work.connection, document_id)
    if paper[field] != recorded:
        raise RefusedError(f"{name_of(paper)}, {_WORDS[field]}: с тех пор записано другое. Проверьте документ.")
    rests = next((later for earlier, later in _IN_ORDER if earlier == field and paper[later] is not None), None)
    if former is None and rests is not None:
        raise RefusedError(f"{name_of(paper)}: уже записано, что после этого была {_WORDS[rests]}. Проверьте документ.")
    _record(work, document_id, "document.taken_back", **{field: former})


def _record(work: Work, document_id: int, kind: str, **new: Any) -> None:
    paper = find_paper(work.connection, document_id)
    refuse_ended(paper)
    for key in _WORDS.keys() & {name for name, on in new.items() if on is not None}:
        _check_day(work, paper, key, new[key])
    _check_order(paper, new)
    if change(work, DocumentRow, paper, (kind, subject_of(paper)), new) and paper["deal_id"] is not None:
        work.touch(paper["deal_id"])


def _check_day(work: Work, paper: RowMapping, key: str, on: date) -> None:
    what = f"{name_of(paper)}, {_WORDS[key]}"
    refuse_future(work, on, what)
    if key in _NOT_BEFORE_ITS_DATE and on < paper["date"]:
        raise RefusedError(f"{what} ({phrases.day(on)}) раньше даты самого документа: проверьте обе даты.")


def _check_order(paper: RowMapping, new: Mapping[str, Any]) -> None:
    """What comes after something else, whichever of the two is being recorded."""
    days = {**paper, **new}
    if "refusal_answered_on" in new and days["refused_on"] is None:
        raise RefusedError(f"{name_of(paper)}: отказа ещё нет. Сначала отметьте отказ.")
    for earlier, later in _IN_ORDER:
        first, second = days[earlier], days[later]
        if {earlier, later} & new.keys() and first is not None and second is not None and second < first:
            raise RefusedError(
                f"{name_of(paper)}: {_WORDS[later]} ({phrases.day(second)}) раньше, чем {_WORDS[earlier]} "
                f"({phrases.day(first)}). Проверьте обе даты."
            )
