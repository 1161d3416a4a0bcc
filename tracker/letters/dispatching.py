"""A letter as a dispatch of its papers: written down when a person says so, never by itself."""

from __future__ import annotations

from tracker.errors import RefusedError
from tracker.facts import Protection
from tracker.house import Work
from tracker.letters.outbox import find_letter
from tracker.letters.states import State
from tracker.papers.checks import live_contract
from tracker.papers.stored import find_deal, find_paper, name_of
from tracker.recording import send


def record_dispatch(work: Work, letter_id: int, *, anyway: bool = False) -> list[str]:
    """Records the papers of a letter that was sent as sent on its day; answers their names.

    Papers whose dispatch is recorded stay as they are. Raises RefusedError for a letter that was not sent, and, unless
    ``anyway``, where the contract in force does not say that electronic mail counts.
    """
    letter = find_letter(work.connection, letter_id)
    if letter.state is not State.SENT or letter.sent_on is None:
        raise RefusedError(f"Письмо № {letter_id} {letter.state.label}: записать отправку документов ещё нельзя.")
    if not letter.documents:
        raise RefusedError(f"К письму № {letter_id} документы не приложены: записывать нечего.")
    names = []
    for key in letter.documents:
        paper = find_paper(work.connection, key)
        if paper["sent_on"] is not None:
            continue
        if not anyway:
            _refuse_where_mail_does_not_count(work, paper["deal_id"])
        send(work, key, letter.sent_on)
        names.append(name_of(paper))
    return names


def _refuse_where_mail_does_not_count(work: Work, deal_id: int) -> None:
    contract = live_contract(work.connection, deal_id)
    granted = (contract["protections"] or "").split() if contract is not None else []
    if contract is None or contract["signed_by_client_on"] is None or Protection.EMAIL_COUNTS.value not in granted:
        code = find_deal(work.connection, deal_id)["code"]
        raise RefusedError(
            f"В сделке «{code}» нет подписанного договора, по которому электронная почта считается отправкой: пошлите "
            "документы так, как он говорит, или повторите с --anyway."
        )
