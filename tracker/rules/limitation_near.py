"""The limitation period of a debt ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Standing


class LimitationNear(Rule):
    """Срок исковой давности по неоплаченному истекает или истёк.

    Почему это важно: через три года после срока оплаты клиент заявит о пропуске давности, и суд откажет в иске. Акт
    сверки, подписанный уполномоченным лицом до конца срока, начинает его заново. Претензия приостанавливает срок на
    время ответа (обычно 30 дней); этого запаса программа не считает.

    Что делать: подать иск либо получить подпись руководителя клиента на акте сверки. После конца срока признать долг
    клиент может только письменно.
    """

    name = "limitation_near"
    title = "Срок исковой давности истекает или истёк"
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
                end = limitation_end(debt.obligation.due_on, deal.statement_days)
                name, since, over = debt.obligation.id, end - timedelta(_WARNED), end + timedelta(1)
                yield Case(since=since, exposure=debt.amount, obligation=name, about=(end, deal.today), later=(over,))

    def action_for(self, case: Case) -> str:
        """When the time is over, an ordinary statement helps no more."""
        end, today = case.about
        return _TOO_LATE if today > end else self.action

    def message(self, case: Case) -> str:
        """What is not paid and when its time is over."""
        end, today = case.about
        word = "истёк" if today > end else "истекает"
        return f"Срок исковой давности по неоплаченным {phrases.roubles(case.exposure)} {word} {phrases.day(end)}."


_WARNED = 180
_TOO_LATE = (
    "Передайте юристу: срок истёк, и помочь может только письменное признание долга, подписанное уполномоченным "
    "лицом клиента."
)
_YEARS = 3


def limitation_end(start: date, acknowledged: list[date]) -> date:
    """The last day of limitation: three years, begun anew by each acknowledgment before their end (ст. 203 ГК РФ)."""
    end = _years_after(start)
    for day in acknowledged:
        if start < day <= end:
            start, end = day, _years_after(day)
    return end


def end_of(since: date) -> date:
    """The last day of limitation of a finding that is told since this day."""
    return since + timedelta(_WARNED)


def _years_after(day: date) -> date:
    """The same day three years later; 28 February for 29 February."""
    try:
        return day.replace(year=day.year + _YEARS)
    except ValueError:
        return day.replace(year=day.year + _YEARS, day=28)
