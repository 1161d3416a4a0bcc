"""One job as a workflow of DBOS: its step again and again, each answer remembered, until nothing is left."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from dbos import DBOS

from docgen.errors import DocgenError
from tracker.house import House
from tracker.jobs.queueing import DRIVE
from tracker.jobs.storage import VERSION
from tracker.jobs.table import step_of

_LONGEST_PAUSE: Final = 900  # seconds, after many failures in a row
_log = logging.getLogger("tracker.jobs")


class _Stopped(Exception):  # noqa: N818  nobody sees it: DBOS is gone when it is raised
    """The worker stops; the workflow stays as a killed one would, and goes on in the next worker."""


@dataclass(slots=True)
class Driver:
    """Does the steps of one worker, in threads of DBOS. ``today`` answers the business day; ``begun`` counts steps."""

    house: House
    today: Callable[[], date]
    begun: int = 0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _gone: threading.Event = field(default_factory=threading.Event)
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _working: set[threading.Thread] = field(default_factory=set)
    _threads: set[threading.Thread] = field(default_factory=set)

    def register(self) -> None:
        """Makes the workflow known to DBOS; the order of its steps is that of ``VERSION``."""

        @DBOS.workflow(name=DRIVE)
        def drive(job: str, argument: int, failures: int, turn: int) -> None:
            while True:
                pause, failures = DBOS.run_step({"name": "step"}, self.step, job, argument, failures)
                if pause is None:
                    return
                if pause > 0:
                    _ask_again(job, argument, failures, turn + 1, pause)
                    return

    def step(self, job: str, argument: int, failures: int) -> tuple[float | None, int]:
        """The pause that the job's step wants, and how many times in a row it has failed; a failure is logged."""
        self._begin()
        try:
            return step_of(job)(self.house, argument, self.today()), 0
        except DocgenError as error:
            _log.warning("%s: %s", job, error)
        except Exception:  # noqa: BLE001  whatever a room got wrong, others still get their turn
            _log.exception("%s: непредвиденная ошибка", job)
        finally:
            self._end()
        return float(min(2**failures, _LONGEST_PAUSE)), failures + 1

    def _begin(self) -> None:
        thread = threading.current_thread()
        with self._turn:
            self._threads.add(thread)
            is_stopping = self._stopping.is_set()
            if not is_stopping:
                self._working.add(thread)
                self.begun += 1
        if is_stopping:
            self._gone.wait()
            raise _Stopped

    def _end(self) -> None:
        with self._turn:
            self._working.discard(threading.current_thread())

    def is_at_rest(self) -> bool:
        """Whether no step is being done."""
        with self._turn:
            return not self._working

    def stop(self) -> None:
        """No step begins any more; returns when the last one has ended."""
        with self._turn:
            self._stopping.set()
        while True:
            if self.is_at_rest():
                return
            threading.Event().wait(0.01)

    def release(self) -> None:
        """DBOS is gone: its threads may end, and have ended when this returns."""
        self._gone.set()
        for thread in self._threads:
            thread.join()


def _ask_again(job: str, argument: int, failures: int, turn: int, seconds: float) -> None:
    """Asks for the same job in so many seconds; the id says whose successor it is, so that it is asked for once.

    The asking one is still there, so the deduplication ids of the two must differ.
    """
    first, _, _ = str(DBOS.workflow_id).partition(".")
    DBOS.enqueue_workflow_with_options(
        {
            "workflow_name": DRIVE,
            "queue_name": job,
            "workflow_id": f"{first}.{turn}",
            "app_version": VERSION,
            "deduplication_id": f"{job}:{argument}:again:{turn % 2}",
            "duplication_policy": "return-existing",
            "delay_seconds": seconds,
        },
        job,
        argument,
        failures,
        turn,
    )
