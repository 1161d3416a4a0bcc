"""A worker: does what was asked for, in this process, until it is told to stop or nothing is left."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from tracker.clock import instant_text
from tracker.house import House
from tracker.jobs.queueing import ask, key_of
from tracker.jobs.table import JOBS, waiting_of

if TYPE_CHECKING:
    from dbos import DBOSClient

    from tracker.jobs.driving import Driver

_TICK: Final = 0.1  # seconds between two looks at what is left
_LOOK_AROUND: Final = 5.0  # seconds between two searches for work that nobody asked for and for dead workers
_ACTIVE: Final = ("ENQUEUED", "PENDING")
_KNOWN: Final = (*_ACTIVE, "DELAYED")
_ENDED: Final = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
_KEPT: Final = timedelta(days=30)
_FORGOTTEN_AT_ONCE: Final = 500


def run(
    house: House,
    *,
    until_idle: bool,
    today: Callable[[], date],
    jobs: Sequence[str] | None = None,
    on_progress: Callable[[], None] | None = None,
) -> None:
    """Works until SIGINT or SIGTERM, or with ``until_idle`` until nothing is left but what waits for its time.

    What a killed worker left goes on at once. today: answers the business day. jobs: names, None for all.
    on_progress is called ten times a second, in this thread. One worker in a process; several processes share the
    work. Raises DatabaseError.
    """
    from tracker.jobs.driving import Driver
    from tracker.jobs.slots import any_slot
    from tracker.jobs.storage import client, url_of

    names = list(jobs if jobs is not None else JOBS)
    url = url_of(house.settings)
    with client(house.settings) as asking, any_slot(url) as own, _signals() as stop:
        worker = _Worker(house, asking, own, names, Driver(house, today))
        worker.forget_old()
        with worker.at_work():
            while not stop.is_set():
                worker.look_around()
                if until_idle and worker.is_idle():
                    break
                if on_progress is not None:
                    on_progress()
                stop.wait(_TICK)
    if on_progress is not None:
        on_progress()


@dataclass(slots=True)
class _Worker:
    house: House
    asking: DBOSClient
    own: str
    names: list[str]
    driver: Driver
    _looked_at: float = -_LOOK_AROUND
    _asked: set[tuple[str, int]] = field(default_factory=set)
    _still: tuple[int, set[str]] | None = None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """DBOS does the steps for as long as the block lasts."""
        from dbos import DBOS

        from tracker.jobs.storage import APPLICATION, SCHEMA, SERIALIZER, VERSION, text_of, url_of

        DBOS(
            config={
                "name": APPLICATION,
                "system_database_url": text_of(url_of(self.house.settings)),
                "dbos_system_schema": SCHEMA,
                "application_version": VERSION,
                "executor_id": self.own,
                "serializer": SERIALIZER,
                "run_migrations": False,
                "enable_otlp": False,
                "log_level": "WARNING",
                "use_listen_notify": False,
                "notification_listener_polling_interval_sec": 0.3,
            }
        )
        self.driver.register()
        DBOS.listen_queues(self.names)
        DBOS.launch()
        try:
            yield
        finally:
            self.driver.stop()
            with _silence():
                DBOS.destroy(destroy_registry=True)
                self.driver.release()

    def forget_old(self) -> None:
        """Takes away what ended long ago: DBOS keeps every step, and rooms keep what came of their work themselves."""
        before = instant_text(self.house.clock() - _KEPT)
        old = self.asking.list_workflows(
            status=list(_ENDED), completed_before=before, limit=_FORGOTTEN_AT_ONCE, load_input=False, load_output=False
        )
        if old:
            self.asking.delete_workflows([workflow.workflow_id for workflow in old])

    def is_idle(self) -> bool:
        """Whether nothing is left to do now, asked for or not."""
        return not self._keys(_ACTIVE) and not self._ask_for_waiting()

    def look_around(self) -> None:
        """Now and then searches for work that nobody asked for, and for what dead workers or threads left."""
        if time.monotonic() - self._looked_at > _LOOK_AROUND:
            self._looked_at = time.monotonic()
            self._ask_for_waiting()
            self._adopt()
            self._revive()

    def _keys(self, states: Sequence[str]) -> set[tuple[str, int]]:
        found = self.asking.list_workflows(
            status=list(states), queue_name=self.names, load_input=False, load_output=False
        )
        return {key_of(workflow.workflow_id) for workflow in found}

    def _ask_for_waiting(self) -> bool:
        """Asks for what the tables say is to be done and nobody asked for; answers whether there was any such.

        A process may die between its commit and its asking; what a worker did in vain is not asked for at once again.
        """
        waiting = {(name, argument) for name in self.names for argument in waiting_of(name)(self.house)}
        unknown = waiting - self._keys(_KNOWN)
        fresh, self._asked = unknown - self._asked, unknown
        ask(self.asking, sorted(fresh))
        return bool(fresh)

    def _adopt(self) -> None:
        """Asks anew for what workers left that are dead: their place can be taken."""
        from tracker.jobs.slots import slot
        from tracker.jobs.storage import url_of

        pending = self.asking.list_workflows(
            status="PENDING", queue_name=self.names, load_input=False, load_output=False
        )
        for other in {workflow.executor_id for workflow in pending if workflow.executor_id != self.own}:
            with slot(url_of(self.house.settings), other or "") as is_dead:
                if is_dead:
                    self._take_over(other)

    def _revive(self) -> None:
        """Asks anew for what is pending here though nothing was done since the last look.

        A workflow whose step DBOS could not write down, because the disk was full or the file was taken away, ends
        without a word. Where it cannot be asked for either, this worker ends, and the next one finds all work again.
        """
        pending = self.asking.list_workflows(
            status="PENDING", executor_id=self.own, queue_name=self.names, load_input=False, load_output=False
        )
        still = (self.driver.begun, {workflow.workflow_id for workflow in pending})
        if pending and still == self._still and self.driver.is_at_rest():
            self._take_over(self.own)
        self._still = still if self.driver.is_at_rest() else None

    def _take_over(self, other: str | None) -> None:
        """They are read again: before its place was free, its holder may have ended them."""
        left = self.asking.list_workflows(
            status="PENDING", executor_id=other, queue_name=self.names, load_input=False, load_output=False
        )
        for workflow in left:
            self.asking.resume_workflow(workflow.workflow_id, queue_name=workflow.queue_name)


@contextmanager
def _signals() -> Iterator[threading.Event]:
    """An event that is set when the process is asked to stop; a second request is obeyed at once."""
    stop = threading.Event()
    former: dict[signal.Signals, Any] = {}

    def restore() -> None:
        for number, handler in former.items():
            signal.signal(number, handler)

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()
        restore()

    with suppress(ValueError):  # only the main thread may; in another one nobody sends signals
        for number in (signal.SIGINT, signal.SIGTERM):
            former[number] = signal.signal(number, ask_to_stop)
    try:
        yield stop
    finally:
        restore()


@contextmanager
def _silence() -> Iterator[None]:
    """DBOS logs workflows that a stop has broken off as errors, which they are not."""
    logger = logging.getLogger("dbos")
    was, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = was
