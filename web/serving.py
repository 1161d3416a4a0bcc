"""The desk in one process: a server for browsers, a worker for background work, and the recheck of each new day."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from docgen.errors import DocgenError

if TYPE_CHECKING:
    from flask import Flask

    from tracker.house import House

THREADS: Final = 4
"""Of the server: pages of Python do not gain by more, but an upload must not stop everybody."""


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
            app, host=host, port=port, threads=threads, ident="pervichka", clear_untrusted_proxy_headers=True
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

    day = NewDay(house, today)
    day.look()
    run(house, until_idle=False, today=today, on_progress=day.look)


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
