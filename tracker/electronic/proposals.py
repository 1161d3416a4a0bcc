"""What could be recorded of a paper by the word of an archive: a list for a person, never done by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import RowMapping

from docgen.exchange import State
from docgen.filters import NBSP
from tracker import phrases
from tracker.electronic.conflicts import Said


class Step(StrEnum):
    """A fact of a paper, in the order in which such things happen."""

    SIGNED_BY_US = "signed_by_us_on"
    SENT = "sent_on"
    DELIVERED = "delivered_on"
    SIGNED_BY_CLIENT = "signed_by_client_on"
    ELECTRONIC = "electronic_on"
    REFUSED = "refused_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A fact that the paper has not got yet, and its day."""

    step: Step
    on: date

    def __str__(self) -> str:
        return f"{_WORDS[self.step]}{NBSP}{phrases.day(self.on)}"


_WORDS: Final = {
    Step.SIGNED_BY_US: "подписан нами",
    Step.SENT: "отправлен",
    Step.DELIVERED: "доставлен",
    Step.SIGNED_BY_CLIENT: "подписан клиентом",
    Step.ELECTRONIC: "подпись в ЭДО",
    Step.REFUSED: "отказ клиента",
}
# The first state of each line that is said tells the day. Acceptance with differences is left to a person: how much
# was accepted stands in another document.
_TOLD_BY: Final = {
    Step.SIGNED_BY_US: (State.SIGNED_BY_US,),
    Step.SENT: (State.SENT, State.DELIVERED),
    Step.DELIVERED: (State.DELIVERED, State.RECEIVED_NOTICE),
    Step.SIGNED_BY_CLIENT: (State.SIGNED,),
    Step.ELECTRONIC: (State.SIGNED,),
    Step.REFUSED: (State.REFUSED,),
}


def proposals_of(paper: RowMapping, said: Sequence[Said]) -> list[Proposal]:
    """What this entry's states would add to the paper; nothing to one that is no more."""
    if paper["annulled_on"] or paper["superseded_on"]:
        return []
    return list(_proposed(paper, said))


def _proposed(paper: RowMapping, said: Sequence[Said]) -> Iterator[Proposal]:
    for step, states in _TOLD_BY.items():
        on = next((day for state in states if (day := _first_day(said, state)) is not None), None)
        if on is not None and paper[step.value] is None:
            yield Proposal(step=step, on=on)


def _first_day(said: Sequence[Said], state: State) -> date | None:
    days = [one.said_on for one in said if one.state is state and one.said_on is not None]
    return min(days, default=None)
