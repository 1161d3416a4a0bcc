"""The demo company's days one after another: what was done on each, by whom, at an hour of that day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, groupby
from operator import itemgetter
from typing import Final

from tracker.clock import Clock
from tracker.house import House, Work

_MORNING: Final = time(5, tzinfo=UTC)  # eight o'clock in Moscow
_BETWEEN: Final = timedelta(seconds=47)

Act = Callable[[Work], None]


@dataclass(slots=True)
class Diary:
    """Acts to be done in the order of their days; those of one day in the order in which they were written down."""

    _acts: list[tuple[date, int, str, Act]] = field(default_factory=list)

    def add(self, on: date, actor: str, act: Act) -> None:
        """On this day this person does this."""
        self._acts.append((on, len(self._acts), actor, act))

    def days(self) -> Iterator[tuple[date, list[tuple[str, Act]]]]:
        """Every day on which something is done, the earliest first."""
        by_day: dict[date, list[tuple[str, Act]]] = {}
        for on, _, actor, act in sorted(self._acts, key=lambda one: one[:2]):
            by_day.setdefault(on, []).append((actor, act))
        yield from by_day.items()


def house_on(house: House, day: date) -> House:
    """The same house with a clock that shows the morning of the day, and some seconds more with every look."""
    return replace(house, clock=_morning(day))


def live(house: House, diary: Diary, until: date) -> None:
    """Does what the diary holds, a change for what one person does at a stretch; nothing later than ``until``."""
    for day, acts in diary.days():
        if day > until:
            return
        at_work = house_on(house, day)
        for actor, mine in groupby(acts, key=itemgetter(0)):
            with at_work.work(actor, day) as work:
                for _, act in mine:
                    act(work)


def _morning(day: date) -> Clock:
    since, looks = datetime.combine(day, _MORNING), count()
    return lambda: since + _BETWEEN * next(looks)
