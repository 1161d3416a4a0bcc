"""A change of this environment's house, made by its user on the business day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from web.settings import actor, open_house
from web.settings import today as business_day

if TYPE_CHECKING:
    from tracker.house import Work


@contextmanager
def change(today: str | None) -> Iterator[Work]:
    """The change: committed at the end of the block, or, if the block raises, not made. Raises SettingError."""
    day = business_day(today)
    with closing(open_house()) as house, house.work(actor(), day) as work:
        yield work
