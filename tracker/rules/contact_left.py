"""The client's person has left while papers are not signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Standing


class ContactLeft(Rule):
    """Человек клиента ушёл, а исполнение не подтверждено.

    Почему это важно: на этом и теряют деньги. Тот, кто принимал исполнение, уволился, а преемник ничего о нём не знает
    и подписывать не станет.

    Что делать: познакомиться с преемником, узнать его полномочия и подписать закрывающие документы, пока прежнего
    человека ещё можно спросить.
    """

    name = "contact_left"
    title = "Контакт клиента ушёл"
    basis = (
        "authority_from_circumstances",
        "evidence_in_court",
    )
    steps = ((0, Severity.HIGH),)
    heeds_silence = True
    action = "Узнайте, кто пришёл на место ушедшего, и подпишите с ним закрывающие документы в первую очередь."

    def cases(self, deal: Standing) -> Iterator[Case]:
        """One for a deal whose unconfirmed performance somebody left behind."""
        items = [item for item in deal.performed_items if item.unconfirmed > 0]
        if not items:
            return
        # Who left after a later performance left after the first as well, and its grace is over first.
        first = min(items, key=lambda item: item.performed_on)
        left = [(contact.left_on, contact) for contact in deal.client.contacts if contact.left_on]
        left = [one for one in left if one[0] >= first.performed_on]
        if left:
            left_on, contact = min(left, key=lambda one: one[0])
            yield Case(since=left_on, holds_from=deal.grace_end(first) + timedelta(1), about=contact)

    def message(self, case: Case) -> str:
        """Who left and when."""
        contact = case.about
        who = f"{contact.name}, {contact.position}" if contact.position else contact.name
        return f"Контакт клиента ({who}) ушёл {phrases.day(case.since)}, а исполнение подписью не подтверждено."
