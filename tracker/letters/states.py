"""States of a letter."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """What state a letter is in."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DOUBTFUL = "doubtful"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state as people read it: «ждёт отправки»."""
        return _LABELS[self]


_LABELS: Final = {
    State.WAITING: "ждёт отправки",
    State.SENDING: "отправляется",
    State.SENT: "отправлено",
    State.FAILED: "не принято сервером",
    State.DOUBTFUL: "неизвестно, ушло ли",
    State.WITHDRAWN: "отозвано",
}
