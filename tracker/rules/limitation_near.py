"""The limitation period of a debt ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Standing


class LimitationNear(Rule):
    """По долгу истекает (или истёк) срок исковой давности.

    Почему это важно: через три года после срока оплаты клиент заявит о пропуске давности, и суд откажет. Акт
    сверки, подписанный уполномоченным лицом до истечения срока, начинает его заново.

    Что делать: подать иск, либо подписать акт сверки у руководителя клиента. Признать долг после истечения срока
    клиент может только письменно.
    """

    name = "limitation_near"
    title = "Срок исковой давности истекает"
    basis = (
        "limitation",
        "acknowledgment_of_debt",
    )
    steps = (
        (0, Severity.HIGH),
        (150, Severity.CRITICAL),
    )
    action = (
        "Срочно передайте юристу: до истечения срока нужен иск или акт сверки, подписанный уполномоченным лицом "
        "клиента."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every debt for performance whose three years run out."""
        if deal.performed <= deal.received:
            return
        for debt in deal.debts:
            if debt.amount > 0:
                end = _end(debt.obligation.due_on, deal.statement_days)
                name, since, over = debt.obligation.id, end - timedelta(_WARNED), end + timedelta(1)
                yield Case(since=since, exposure=debt.amount, obligation=name, about=(end, deal.today), later=(over,))

    def message(self, case: Case) -> str:
        """What is owed and when its time is over."""
        end, today = case.about
        word = "истёк" if today > end else "истекает"
        return f"Срок исковой давности по долгу {phrases.roubles(case.exposure)} {word} {phrases.day(end)}."


_WARNED = 180
_YEARS = 3


def _end(start: date, acknowledged: list[date]) -> date:
    """The last day of limitation: three years, begun anew by each acknowledgment before their end (ст. 203 ГК РФ)."""
    end = _years_after(start)
    for day in acknowledged:
        if start < day <= end:
            start, end = day, _years_after(day)
    return end


def _years_after(day: date) -> date:
    """The same day three years later; 28 February for 29 February."""
    try:
        return day.replace(year=day.year + _YEARS)
    except ValueError:
        return day.replace(year=day.year + _YEARS, day=28)
