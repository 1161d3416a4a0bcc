"""When whom is reminded, from plan.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

import yaml


class Step(StrEnum):
    """Who is reminded, in the order in which it is done."""

    CONTACT = "contact"
    MANAGER = "manager"
    CONTROL = "control"
    LAWYER = "lawyer"

    @property
    def label(self) -> str:
        """Whom the letter goes to: «клиенту»."""
        return _LABELS[self]


_LABELS: Final = {
    Step.CONTACT: "клиенту",
    Step.MANAGER: "менеджеру",
    Step.CONTROL: "контролю договоров",
    Step.LAWYER: "юристу",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """``after``: days from the first reminder to each; ``answer_days``: how long the client may take to answer one."""

    after: dict[Step, int]
    answer_days: int


@cache
def schedule() -> Schedule:
    """The house's schedule."""
    told = yaml.safe_load(Path(__file__).with_name("plan.yaml").read_text(encoding="utf-8"))
    after = {step: int(told["steps"][step.value]["after"]) for step in Step}
    return Schedule(after=after, answer_days=int(told["answer_days"]))
