"""A step of a change that happens as a whole: who goes on after its failure finds nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tracker.house import Work


@contextmanager
def step(work: Work) -> Iterator[None]:
    """Rows and events of the block are the change's, or, if it raises, none of them is."""
    noted = len(work.changes)
    try:
        with work.connection.begin_nested():
            yield
    except BaseException:
        del work.changes[noted:]
        raise
