"""The desk in one process: a server for browsers, a worker for background work, and the recheck of each new day."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from docgen.errors import DocgenError
from web.config import LARGEST_UPLOAD

if TYPE_CHECKING:
    from flask import Flask

    from tracker.house import House

THREADS: Final = 4
"""Of the server: pages of Python do not gain by more, but an upload must not stop everybody."""

INDEXED_AT_ONCE: Final = 2_000
"""Subjects of search that are indexed between two looks at the jobs: about a second."""

_INDEX_EVERY: Final = 20.0  # seconds; small changes index themselves, this is for loads and a first start
_LOG = logging.getLogger(__name__)


class AddressTakenError(DocgenError):
    """The server cannot listen where it was told to."""


@contextmanager
def served(app: Flask, host: str, port: int, threads: int = THREADS) -> Iterator[int]:
    """Serves browsers in a thread for as long as the block lasts; answers the port, chosen by the system for 0.

    Raises AddressTakenError.
    """
    from waitress import create_server

    try:
        server: Any = create_server(
            app,
            host=host,
            port=port,
            threads=threads,
            ident="pervichka",
            max_request_body_size=2 * LARGEST_UPLOAD,  # it is kept on the disk before the application may refuse it
            clear_untrusted_proxy_headers=False,  # the application knows how many proxies to believe, none if not told
        )
    except OSError as error:
        raise AddressTakenError(
            f"Адрес {host}:{port} занят или недоступен: закройте другую программу или выберите порт ключом --port."
        ) from error
    thread = threading.Thread(target=server.run, name="desk", daemon=True)
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        server.close()
        thread.join(timeout=5)


def work(house: House, today: Callable[[], date]) -> None:
    """Does background work and each day's recheck in this thread, until the process is asked to stop."""
    from tracker.jobs import run

    chores = Chores(house, today)
    chores.look()
    run(house, until_idle=False, today=today, on_progress=chores.look)


@dataclass(slots=True)
class Chores:
    """What the worker does beside its jobs: each day's recheck, the index of search, scans that nobody took in yet.

    monotonic: seconds that never go back.
    """

    house: House
    today: Callable[[], date]
    monotonic: Callable[[], float] = time.monotonic
    _day: NewDay = field(init=False)
    _is_pending_taken: bool = field(default=False, init=False)
    _indexed_at: float | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._day = NewDay(self.house, self.today)

    def look(self) -> None:
        """Does a little of what waits, so that no job waits for long. A chore that fails is tried again later."""
        self._day.look()
        if not self._is_pending_taken:
            self._is_pending_taken = True
            self._attempt(self._take_pending)
        if self._indexed_at is None or self.monotonic() - self._indexed_at >= _INDEX_EVERY:
            self._attempt(self._index)

    def _take_pending(self) -> None:
        """Once: what clients returned while the program was being stopped."""
        from tracker.sharing.returning import take_pending

        take_pending(self.house, self.today())

    def _index(self) -> None:
        from tracker.search.index import refresh

        is_done = False
        try:
            is_done = refresh(self.house.database, INDEXED_AT_ONCE) < INDEXED_AT_ONCE
        finally:
            self._indexed_at = self.monotonic() if is_done else None

    def _attempt(self, chore: Callable[[], None]) -> None:
        try:
            chore()
        except DocgenError:
            self._indexed_at = self.monotonic()
            _LOG.warning("a chore of the worker has to wait", exc_info=True)


@dataclass(slots=True)
class NewDay:
    """Makes anew, once a day, the findings that can have changed with it."""

    house: House
    today: Callable[[], date]
    _done: date | None = field(default=None, init=False)

    def look(self) -> None:
        """Sweeps if the day is another than at the last look."""
        now = self.today()
        if now != self._done:
            self.house.sweep(now)
            self._done = now
