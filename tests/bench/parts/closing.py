"""Closing of a month: papers a second, and what part of the time is spent outside making and keeping papers.

Rendering is what docgen does to make the files of a paper from its data: ``drafts.prepare`` (the form is read,
checked and shown), ``render_paper`` (the file is drawn) and ``count_pages``; each has a line of its own. Numbering is
``numbering.take``. Storing is all that makes a paper last: files in the vault, rows, journal events, findings of the
deal anew, the commit. All else is outside: planning, the ledger, looking at each deal once more, checks of issuing,
DBOS with its start and stop.

Run: ``python -m tests.bench.parts.closing [DEALS]``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection

from tests.tracker.closing.world import NOVEMBER, TODAY, many_deals
from tracker import house as house_module
from tracker.batches import ledger
from tracker.closing import asking
from tracker.closing import issuing as closing_issuing
from tracker.closing.planning import plan_of
from tracker.house import House
from tracker.jobs import enqueue, run
from tracker.papers import issuing
from tracker.settings import Settings

DEALS = 1_000
MOST_OUTSIDE = 0.15


class Spent:
    """Seconds by name; what is measured inside something else that is measured counts once."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self._is_busy = False

    @contextmanager
    def on(self, name: str) -> Iterator[None]:
        if self._is_busy:
            yield
            return
        self._is_busy = True
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - began
            self.calls[name] += 1
            self._is_busy = False

    def measured(self, name: str, function: Any) -> Any:
        def timed(*given: Any, **named: Any) -> Any:
            with self.on(name):
                return function(*given, **named)

        return timed


@contextmanager
def measuring() -> Iterator[Spent]:
    spent = Spent()
    with ExitStack() as stack:
        for owner, attribute, name in (
            (issuing, "render_paper", "rendering: the file drawn"),
            (issuing, "take", "numbering"),
            (closing_issuing, "take", "numbering"),
            (issuing, "prepare", "rendering: the form read"),
            (issuing, "count_pages", "rendering: pages counted"),
            (issuing, "write_paper", "storing: rows"),
            (issuing, "add_file", "storing: files"),
            (house_module.Work, "flush", "storing: journal and findings"),
            (Connection, "_commit_impl", "storing: commit"),
        ):
            measured = spent.measured(name, getattr(owner, attribute))
            stack.enter_context(patch.object(owner, attribute, measured))
        yield spent


def report(deals: int = DEALS) -> bool:
    """Prints the figures; answers whether the target is met."""
    with tempfile.TemporaryDirectory() as folder:
        house = House.open(Settings(home=Path(folder)))
        many_deals(house, deals)
        with measuring() as spent:
            began = time.perf_counter()
            with house.database.read() as connection:
                plan = plan_of(connection, NOVEMBER)
            planned = time.perf_counter() - began
            with house.work("bench", TODAY) as work:
                batch_id = asking.ask(work, plan)
            enqueue(house.settings, "batch", batch_id)
            run(house, until_idle=True, today=lambda: TODAY, jobs=["batch"])
            whole = time.perf_counter() - began
        with house.database.read() as connection:
            progress = ledger.progress(connection, batch_id)
        house.close()
    inside = sum(spent.seconds.values())
    outside = (whole - inside) / whole
    print(f"closing of {deals} deals on SQLite: {progress.done} papers, {progress.failed} failed, {whole:.1f} s")
    print(f"  {progress.done / whole:.1f} papers a second, {1000 * whole / max(1, progress.done):.1f} ms a paper")
    for name, seconds in sorted(spent.seconds.items()):
        print(f"  {name:32} {seconds:8.2f} s  {100 * seconds / whole:5.1f} %  {spent.calls[name]} calls")
    print(f"  {'outside':32} {whole - inside:8.2f} s  {100 * outside:5.1f} %  (planning {planned:.2f} s)")
    print(f"  target: outside under {100 * MOST_OUTSIDE:.0f} %")
    return outside < MOST_OUTSIDE and progress.done == progress.total


if __name__ == "__main__":
    sys.exit(0 if report(int(sys.argv[1]) if len(sys.argv) > 1 else DEALS) else 1)
