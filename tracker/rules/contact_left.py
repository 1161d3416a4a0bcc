"""The client's person has left while papers are not signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tracker import phrases
from tracker.facts import Contact
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Performance, Standing


class ContactLeft(Rule):
    """Человек клиента ушёл, а исполнение не подтверждено.

    Почему это важно: так и теряют деньги: тот, кто принимал работу, уволился, преемник ничего не знает и
    подписывать не станет.

    Что делать: познакомиться с преемником и подписать закрывающие документы, пока прежнего человека можно спросить.
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
        found = [found for item in deal.performed_items if item.unconfirmed > 0 for found in _leavers(deal, item)]
        if not found:
            return
        told = [found_one for found_one in found if found_one[1] <= deal.today]
        holds_from = min(begins for _, begins, _ in found)
        left_on, _, contact = min(told or found, key=lambda one: one[0])
        yield Case(since=left_on, holds_from=holds_from, about=contact, later=tuple(begins for _, begins, _ in found))

    def message(self, case: Case) -> str:
        """Who left and when."""
        contact = case.about
        who = f"{contact.name}, {contact.position}" if contact.position else contact.name
        return f"{phrases.day(case.since)} у клиента выбыл контакт ({who}), а исполнение подписью не подтверждено."


def _leavers(deal: Standing, item: Performance) -> Iterator[tuple[date, date, Contact]]:
    """Who left on or after the performance: when, from which day it is told, who."""
    begins = deal.grace_end(item) + timedelta(1)
    for contact in deal.client.contacts:
        if contact.left_on and contact.left_on >= item.performed_on:
            yield contact.left_on, begins, contact
