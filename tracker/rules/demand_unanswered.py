"""A demand of the client lies without an answer."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Standing


class DemandUnanswered(Rule):
    """На требование клиента (возврат, расторжение) нет ответа.

    Почему это важно: через 30 дней после своей претензии клиент вправе подать иск. Если мы на неё не ответили, суд
    может отнести на нас судебные расходы, чем бы ни кончилось дело.

    Что делать: передать требование юристу, ответить по существу и записать день ответа.
    """

    name = "demand_unanswered"
    title = "Требование клиента без ответа"
    basis = (
        "claim_before_court",
        "costs_of_silence",
        "advance_after_termination",
    )
    steps = (
        (0, Severity.HIGH),
        (30, Severity.CRITICAL),
    )
    action = (
        "Передайте требование юристу и ответьте клиенту по существу в срок из договора (обычно 30 дней); запишите день "
        "ответа."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every demand without an answer."""
        for demand in deal.demands:
            if demand.answered_on is None:
                yield Case(since=demand.received_on, exposure=min(demand.amount, deal.received), about=demand)

    def message(self, case: Case) -> str:
        """What the client demands and since when."""
        demand = case.about
        received = phrases.day(demand.received_on)
        return f"Требование клиента на {phrases.roubles(demand.amount)} получено {received}, ответа от нас нет."
