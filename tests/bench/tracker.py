"""`./run bench tracker`: lists, changes, sweeps and a full recomputation at 100,000 and 1,000,000 deals, in one run."""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select, update
from sqlalchemy.dialects import sqlite

from tests.bench.deals import SEEDED, TODAY, fill, write_deals
from tracker.database import journal_mode
from tracker.house import SWEPT_AT_ONCE, House
from tracker.lists import findings as findings_list
from tracker.lists.findings import open_findings
from tracker.lists.paging import PAGE, page_of
from tracker.models import DocumentRow, FindingTotalRow, WatchRow
from tracker.settings import Settings

RAW_LIMIT = 5
GROWTH_LIMIT = 1.3
CHANGE_LIMIT = 2.5
SWEEP_LIMIT = 1.5
LINEAR_LIMIT = 1.2
FLAT_LIMIT = 1.2
_LEAST = SEEDED * 100
_MB = 1024 if sys.platform == "linux" else 1024 * 1024
_LOAD = """
import sys, time
from pathlib import Path
from tests.bench.tracker import memory
from tests.bench.deals import TODAY
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.house import SWEPT_AT_ONCE, House
from tracker.settings import Settings
begun = time.perf_counter()
house = House.open(Settings(home=Path(sys.argv[2])))
with read_deals_file(Path(sys.argv[1])) as file, house.work("bench", TODAY) as work:
    done = load(work, file, is_update=False)
print(done.new_deals, time.perf_counter() - begun, memory("VmHWM"))
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of a house of one size; seconds, megabytes."""

    page: float
    raw_page: float
    change: float
    bare_change: float
    recomputed: float
    growth: float


def main() -> None:
    """Prints the figures and the verdicts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deals", type=int, default=1_000_000, help="the larger house; the smaller is a tenth of it")
    parser.add_argument("--rounds", type=int, default=2_000)
    parser.add_argument("--folder", type=Path, help="where to build; a temporary folder unless given")
    given = parser.parse_args()
    if given.deals < _LEAST:
        parser.error(f"--deals: не меньше {_LEAST}, чтобы сотая часть была целым образцом")
    mode = "/".join(journal_mode())
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version} ({mode}), {os.cpu_count()} ядра\n")
    with _folder(given.folder) as folder:
        small, small_house = _house(folder / "small", given.deals // 10, given.rounds)
        large, large_house = _house(folder / "large", given.deals, given.rounds)
        dense, sparse = _sweeps(folder, small_house, large_house, given.deals)
        _load(folder, given.deals // 10)
    print()
    _verdict("первая страница и итоги, p95 / тот же SQL в sqlite3", large.page / large.raw_page, RAW_LIMIT)
    _verdict("первая страница и итоги, p95: рост от десятой части до целого", large.page / small.page, GROWTH_LIMIT)
    _verdict("изменение факта с находками / без правил", large.change / large.bare_change, CHANGE_LIMIT)
    _verdict("обход дня: 1 % большой базы / столько же, но всё", sparse / dense, SWEEP_LIMIT)
    _verdict("полный пересчёт: рост времени на сделку", large.recomputed / small.recomputed, LINEAR_LIMIT)
    _verdict("полный пересчёт: память в конце / после десятой части", large.growth, FLAT_LIMIT)


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="pervichka-bench-") as made:
        yield Path(made)


def _house(folder: Path, deals: int, rounds: int) -> tuple[Measured, House]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    house = House.open(Settings(home=folder))
    begun = time.perf_counter()
    fill(house, deals, folder)
    print(f"{deals} сделок, 4–5 документов в каждой: база построена за {time.perf_counter() - begun:.0f} с")
    recomputed, growth = _recompute(house, deals)
    page, raw_page = _page(house, rounds)
    change, bare_change = _change(house, max(rounds // 5, 100))
    return Measured(page, raw_page, change, bare_change, recomputed, growth), house


def _recompute(house: House, deals: int) -> tuple[float, float]:
    """Seconds for a deal of a sweep of everything, and its memory at the end as a multiple of that after a tenth."""
    watched = _Memory(house, deals // 10)
    begun = time.perf_counter()
    done = house.sweep(TODAY, everything=True)
    taken = time.perf_counter() - begun
    held = memory("RssAnon")
    _row(f"полный пересчёт, находок {done.findings}", f"{deals / taken:.0f} сделок/с, {held:.0f} МБ")
    return taken / deals, held / watched.early


class _Memory:
    """Notes the memory of the process once, when a sweep has come so far."""

    def __init__(self, house: House, deals: int) -> None:
        self.early = 0.0
        self._left = deals
        event.listen(house.database._writer, "commit", self._look)

    def _look(self, connection: Any) -> None:
        del connection
        self._left -= SWEPT_AT_ONCE
        if self._left <= 0 and not self.early:
            self.early = memory("RssAnon")


def _page(house: House, rounds: int) -> tuple[float, float]:
    """p95 of the first page with totals, by the program and by the same SQL through sqlite3."""

    def ours() -> None:
        with house.database.read() as connection:
            open_findings(connection, TODAY)

    raw = _RawPage(house)
    ours()
    raw()
    taken = _turn_by_turn(ours, raw, rounds)
    for name, seconds in zip(("первая страница и итоги", "то же через sqlite3"), taken, strict=True):
        _row(name, f"p50 {_ms(statistics.median(seconds))}, p95 {_ms(_p95(seconds))}")
    return _p95(taken[0]), _p95(taken[1])


class _RawPage:
    """The statements that the list executes, compiled once and run by the driver alone."""

    def __init__(self, house: House) -> None:
        kept = findings_list._LIST
        page = page_of(kept.rows, findings_list._KEYS[findings_list.FindingOrder.URGENCY], None, PAGE)
        totals = select(func.sum(FindingTotalRow.count), func.sum(FindingTotalRow.exposure))
        options: dict[str, Any] = {"dialect": sqlite.dialect(), "compile_kwargs": {"literal_binds": True}}
        self._page, self._totals = (str(statement.compile(**options)) for statement in (page, totals))
        self._connection = sqlite3.connect(str(house.database.path), isolation_level=None)

    def __call__(self) -> None:
        self._connection.execute("BEGIN")
        self._connection.execute(self._page).fetchall()
        self._connection.execute(self._totals).fetchall()
        self._connection.execute("COMMIT")


def _change(house: House, rounds: int) -> tuple[float, float]:
    """Medians of a change of one fact with its findings made anew, and without rules; each its own transaction."""
    with house.database.read() as connection:
        statement = select(DocumentRow.id, DocumentRow.deal_id).where(DocumentRow.kind == "waybill").limit(rounds * 40)
        papers = connection.execute(statement).all()[::40]
    turn = 0

    def change(with_rules: bool) -> None:
        nonlocal turn
        paper = papers[turn // 2 % len(papers)]
        turn += 1
        on = TODAY - timedelta(turn % 300)
        with house.work("bench", TODAY) as work:
            work.connection.execute(update(DocumentRow).where(DocumentRow.id == paper.id).values(original_on=on))
            work.note("document.recorded", f"document:{paper.id}", original_on=on)
            if with_rules:
                work.touch(paper.deal_id)

    for _ in range(20):
        change(True)
        change(False)
    taken = _turn_by_turn(lambda: change(True), lambda: change(False), rounds)
    for name, seconds in zip(("изменение факта с находками", "изменение факта без правил"), taken, strict=True):
        _row(name, f"p50 {_ms(statistics.median(seconds))}, p95 {_ms(_p95(seconds))}")
    return statistics.median(taken[0]), statistics.median(taken[1])


def _sweeps(folder: Path, small: House, large: House, deals: int) -> tuple[float, float]:
    """Seconds of a sweep of a house of 1 % of the deals, all due, and of the large house, 1 % of it due."""
    due = deals // 100
    dense = House.open(Settings(home=folder / "dense"))
    fill(dense, due, folder)
    times: dict[str, list[float]] = {"dense": [], "sparse": []}
    for _ in range(3):
        for name, house, step in (("dense", dense, 1), ("sparse", large, 100)):
            with house.database.write() as connection:
                every = WatchRow.deal_id % step == 0
                connection.execute(update(WatchRow).where(every).values(recheck_on=TODAY))
            begun = time.perf_counter()
            swept = house.sweep(TODAY)
            times[name].append(time.perf_counter() - begun)
            if swept.deals < due:
                raise SystemExit(f"обход пересмотрел {swept.deals} сделок вместо {due}")
    _row(f"обход дня: {due} сделок, все", f"{statistics.median(times['dense']):.2f} с")
    _row(f"обход дня: {due} из {deals} сделок", f"{statistics.median(times['sparse']):.2f} с")
    for house in (small, large, dense):
        house.close()
    return statistics.median(times["dense"]), statistics.median(times["sparse"])


def _load(folder: Path, deals: int) -> None:
    """`load` of a JSON file, in a process of its own, so that its memory is its own."""
    path = folder / "deals.json"
    write_deals(path, deals)
    command = [sys.executable, "-c", _LOAD, str(path), str(folder / "loaded")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    count, seconds, held = done.stdout.split()
    speed = f"{int(count) / float(seconds):.0f} сделок/с, {float(held):.0f} МБ"
    _row(f"load: {count} сделок, JSON {path.stat().st_size / 1e6:.0f} МБ", speed)


def _turn_by_turn(one: Callable[[], None], other: Callable[[], None], rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of each call, taken in turns, so that both meet the same machine."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for times, call in zip(taken, (one, other), strict=True):
            begun = time.perf_counter()
            call()
            times.append(time.perf_counter() - begun)
    return taken


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def memory(name: str) -> float:
    """Memory of this process in MB: «RssAnon», its own pages now, or «VmHWM», the most of all pages so far.

    What a child inherits from its parent does not count. Elsewhere than on Linux both are the most so far.
    """
    status = Path("/proc/self/status")
    if not status.is_file():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MB
    lines = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines())
    return int(lines[name].split()[0]) / 1024


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} мс"


def _row(name: str, value: str) -> None:
    print(f"  {name:60} {value}")


def _verdict(name: str, ratio: float, limit: float) -> None:
    print(f"{'✓' if ratio <= limit else '✗'} {name:66} {ratio:5.2f}  (не больше {limit})")


if __name__ == "__main__":
    main()
