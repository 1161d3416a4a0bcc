"""Letters of the demo company: invoices and offers went to clients by mail, the last ones still wait."""

from __future__ import annotations

from datetime import datetime

from tracker.demo.orders import INVOICE, OFFER
from tracker.demo.papers import Lead
from tracker.house import Work
from tracker.letters import outbox
from tracker.letters.composing import NewLetter, compose
from tracker.letters.courier import Fate, Outcome


def write_letter(lead: Lead, work: Work, *, is_sent: bool) -> None:
    """The invoice, or the offer, in a letter, which the mail server took or has not seen yet.

    Every paper of a letter is searched for what is internal, and a contract takes as long as ten invoices.
    """
    letter = NewLetter(
        organization_id=lead.wish.organization.id,
        recipients=[lead.wish.client.email],
        subject=f"{lead.wish.organization.name}: документы по сделке {lead.code}",
        body="Добрый день!\n\nВысылаем документы, как договорились. Если нужны изменения, напишите в ответ.\n\n"
        f"{lead.wish.client.manager}",
        deal_id=lead.deal_id,
        document_ids=[lead.kit.get(INVOICE) or lead.kit[OFFER]],
    )
    key = compose(work, letter)
    if is_sent:
        written = outbox.find_letter(work.connection, key)
        outbox.take(work, written)
        outbox.settle(work, written, Outcome(fate=Fate.SENT), datetime.fromisoformat(work.at))
