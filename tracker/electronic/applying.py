"""A person takes the word of an archive: what it proposes is recorded, unless anything contradicts it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from tracker.electronic.listing import EntryView, find_entry
from tracker.electronic.proposals import Proposal, Step
from tracker.errors import RefusedError
from tracker.facts import Attorney, Authority
from tracker.house import Work
from tracker.papers.stored import find_paper
from tracker.recording import (
    receive_electronic,
    record_delivery,
    record_refusal,
    send,
    sign_by_client,
    sign_by_us,
)

_RECORD: Final[dict[Step, Callable[[Work, int, date], None]]] = {
    Step.SIGNED_BY_US: sign_by_us,
    Step.SENT: send,
    Step.DELIVERED: record_delivery,
    Step.ELECTRONIC: receive_electronic,
    Step.REFUSED: record_refusal,
}


def apply(
    work: Work, entry_id: int, authority: Authority | None = None, attorney: Attorney | None = None
) -> tuple[Proposal, ...]:
    """Records what the entry proposes for its paper and answers it; nothing if all of it is recorded already.

    authority: the right by which the client signed; by default the head's for a contract, unknown for anything else.
    Raises RefusedError for an entry of no paper and for one that is contradicted: a person records such facts alone.
    """
    entry = find_entry(work.connection, entry_id)
    document_id = entry.row["document_id"]
    if document_id is None:
        raise RefusedError(
            f"Запись {entry_id} не отнесена к документу: pervichka exchange tie {entry_id} СДЕЛКА ДОКУМЕНТ."
        )
    _refuse_contradicted(entry)
    paper = find_paper(work.connection, document_id)
    usual = Authority.HEAD if paper["is_contract"] else Authority.UNKNOWN
    for one in entry.proposals:
        if one.step is Step.SIGNED_BY_CLIENT:
            sign_by_client(work, document_id, one.on, authority or usual, attorney)
        else:
            _RECORD[one.step](work, document_id, one.on)
    if entry.proposals:
        recorded = {one.step.value: one.on for one in entry.proposals}
        work.note(
            "exchange.applied", f"exchange:{entry.row['exchange_id']}", entry=entry.row["name"], recorded=recorded
        )
    return entry.proposals


def _refuse_contradicted(entry: EntryView) -> None:
    against = [*entry.conflicts, *entry.doubts]
    if against:
        listed = "\n".join(f"— {line}" for line in against)
        raise RefusedError(
            f"{entry.paper}: запись архива противоречива, по ней ничего не записано:\n{listed}\n"
            "Разберитесь, чему верить, и запишите сами: pervichka paper record."
        )
