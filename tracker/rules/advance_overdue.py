"""An advance was taken and the term of performance is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tracker import phrases
from tracker.evidence import working_day
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Standing


class AdvanceOverdue(Rule):
    """Деньги получены, срок исполнения прошёл, а исполнения нет.

    Почему это важно: клиент вправе потребовать возврата аванса с процентами, а если он откажется от договора, аванс
    становится неосновательным обогащением.

    Что делать: исполнить или согласовать новый срок дополнительным соглашением; если исполнить нельзя — вернуть
    деньги.
    """

    name = "advance_overdue"
    title = "Аванс без исполнения в срок"
    basis = (
        "advance_for_goods",
        "advance_after_termination",
        "unjust_enrichment",
    )
    steps = (
        (0, Severity.HIGH),
        (30, Severity.CRITICAL),
    )
    total = "overdue_advance"
    action = (
        "Исполните обязательство или подпишите дополнительное соглашение о новом сроке; если исполнить нельзя, "
        "верните аванс."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """One for a deal that holds money for what it should have done."""
        advance = deal.received - deal.performed
        if advance <= 0:
            return
        waiting = [item.obligation for item in deal.performances if item.obligation.performed_on is None]
        starts = sorted((working_day(owed.due_on) + timedelta(1), owed.amount) for owed in waiting)
        if starts:
            late = sum(amount for start, amount in starts if start <= deal.today)
            later = tuple(start for start, _ in starts)
            yield Case(since=starts[0][0], exposure=min(advance, late), later=later)

    def message(self, case: Case) -> str:
        """What was received and when its term was over."""
        last_day = phrases.day(case.since - timedelta(1))
        return f"Срок исполнения истёк {last_day}, а аванс на {phrases.roubles(case.exposure)} не отработан."
