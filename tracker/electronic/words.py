"""How electronic papers are spoken of in Russian: states, whose signature it is, instants in Moscow's time."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

from docgen.exchange import State
from docgen.filters import NBSP
from tracker import phrases

PARSED: Final = "разобрана, не проверена"
_MOSCOW = timezone(timedelta(hours=3))  # by which operators and contracts count days; it has not moved since 2014

STATES: Final = {
    State.SIGNED_BY_US: "подписан нами",
    State.SENT: "отправлен",
    State.DELIVERED: "доставлен",
    State.RECEIVED_NOTICE: "получен, есть извещение",
    State.CLARIFICATION: "клиент просит уточнить или не подписывает",
    State.SIGNED: "подписан клиентом",
    State.SIGNED_WITH_DIFFERENCES: "подписан клиентом с расхождениями",
    State.REFUSED: "не принят, отказ",
    State.ANNULMENT_PROPOSED: "предложено аннулировать",
    State.ANNULLED: "аннулирован обеими сторонами",
}


_LONGEST_NAME = 60


def short_name(name: str) -> str:
    """A name of a file as a line can bear it: identifiers of operators take a hundred characters."""
    return name if len(name) <= _LONGEST_NAME else f"{name[:30]}…{name[-25:]}"


def day_in_moscow(instant: str) -> date:
    """The day of a stored instant, by Moscow's time."""
    return datetime.fromisoformat(instant).astimezone(_MOSCOW).date()


def time_in_moscow(instant: str) -> str:
    """«12:15:00»."""
    return f"{datetime.fromisoformat(instant).astimezone(_MOSCOW):%H:%M:%S}"


def moment(instant: str) -> str:
    """«24.11.2026 12:15 МСК»."""
    at = datetime.fromisoformat(instant).astimezone(_MOSCOW)
    return f"{phrases.day(at.date())}{NBSP}{at:%H:%M}{NBSP}МСК"


def state_on(state: State, on: date | None) -> str:
    """«подписан клиентом 24.11.2026»."""
    return STATES[state] if on is None else f"{STATES[state]}{NBSP}{phrases.day(on)}"
