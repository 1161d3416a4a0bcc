"""The jobs that there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any, Final

from tracker.house import House

Step = Callable[[House, int, date], float | None]
Waiting = Callable[[House], Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job: «module:function» of its step and of what asks for work; the package tells their contract."""

    step: str
    waiting: str


JOBS: Final[Mapping[str, Job]] = {
    "batch": Job(step="tracker.batches.doing:do_some", waiting="tracker.batches.doing:unfinished"),
    "scan": Job(step="tracker.scans.intakes:take", waiting="tracker.scans.intakes:waiting"),
    "mail": Job(step="tracker.letters.sending:send_waiting", waiting="tracker.letters.sending:waiting"),
    "keeping": Job(step="tracker.backup.shelf:do", waiting="tracker.backup.shelf:waiting"),
}
"""By name, which is the name of the queue too: of one job, one argument at a time is being worked at."""


def step_of(name: str) -> Step:
    """The step of a job; its room is imported when it is first worked at."""
    found: Step = _load(JOBS[name].step)
    return found


def waiting_of(name: str) -> Waiting:
    """What tells the arguments of a job for which there is something to do."""
    found: Waiting = _load(JOBS[name].waiting)
    return found


def _load(place: str) -> Any:
    module, _, function = place.partition(":")
    return getattr(import_module(module), function)
