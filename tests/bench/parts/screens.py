"""Every screen over the demo company: its time in Python, its statements; and whether these grow with the rows."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import quantiles

from tests.demo_company import NOW, copy_company
from tests.demo_company import TODAY as DEMO_DAY
from tests.web.desk import Desk, open_desk
from tests.web.lived_in import live_in
from tests.web.samples import Sample, busiest_deal, screens
from web.commands.demo_cli import make_company

MOST = 12
ROUNDS = 20


def report() -> bool:
    """Prints a line for each screen; answers whether all keep to the number of statements."""
    with tempfile.TemporaryDirectory() as folder:
        make_company(Path(folder), DEMO_DAY)
        desk = open_desk(copy_company(Path(folder), Path(folder) / "copy"), DEMO_DAY, NOW)
        live_in(desk, busiest_deal(desk))
        found = [(sample, *_measured(desk, sample)) for sample in screens(desk)]
        desk.house.close()
    print("   p95, мс   SQL  экран")
    for sample, taken, count in sorted(found, key=lambda one: -one[1]):
        print(f"{taken * 1000:10.1f} {count:5} {'' if count <= MOST else '✗'} {sample.endpoint} ({sample.login})")
    worst = max(count for _, _, count in found)
    print(f"экранов {len(found)}, запросов к базе не больше {worst} (цель ≤ {MOST}) {'✓' if worst <= MOST else '✗'}")
    return worst <= MOST


def _measured(desk: Desk, sample: Sample) -> tuple[float, int]:
    """The 95th percentile of the time, seconds, and the statements of one request."""
    desk.get(sample.login, sample.url)
    with desk.statements() as seen:
        answer = desk.get(sample.login, sample.url)
    assert answer.status_code == 200, (sample, answer.status)
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        desk.get(sample.login, sample.url)
        taken.append(time.perf_counter() - begun)
    return quantiles(taken, n=20)[-1], len(seen)
