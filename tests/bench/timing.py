"""How long work takes, measured so that the first time and the collector of garbage do not count."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any


def median_time(work: Callable[[], Any], rounds: int) -> float:
    """Seconds; the work is done once more beforehand, to be warm."""
    work()
    gc.collect()
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)
