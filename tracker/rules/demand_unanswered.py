"""A demand of the client lies without an answer."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Standing


class DemandUnanswered(Rule):
    """На требование клиента (возврат, расторжение) нет ответа.

    Почему это важно: претензия клиента открывает дорогу в суд: через 30 дней после неё он вправе подать иск.
    Молчание читается как согласие спорить там.

    Что делать: передать требование юристу и ответить по существу; записать день ответа.
    """

    name = "demand_unanswered"
    title = "Требование клиента без ответа"
    basis = (
        "claim_before_court",
        "advance_after_termination",
    )
    steps = (
        (0, Severity.HIGH),
        (30, Severity.CRITICAL),
    )
    action = "Передайте требование юристу и ответьте клиенту по существу до истечения 30 дней; запишите день ответа."

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every demand without an answer."""
        for demand in deal.demands:
            if demand.answered_on is None:
                yield Case(since=demand.received_on, exposure=min(demand.amount, deal.received), about=demand)

    def message(self, case: Case) -> str:
        """What the client demands and since when."""
        demand = case.about
        return f"Клиент потребовал {phrases.roubles(demand.amount)} {phrases.day(demand.received_on)}, ответа нет."
