"""Turns of writers of an SQLite file, whose own lock goes to whoever asks first while a waiter sleeps ever longer.

So one program that writes without a pause would leave another without a turn for minutes. Locks of the system beside
the file are asked for a thousand times a second; they go with the process that held them, however it ended. There are
two: who holds the door is the next to have the turn, so whoever had it last waits behind, however fast it asks again.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tracker.errors import DatabaseError

_PAUSE = 0.001
BUSY = "База занята другой программой дольше двух минут: ничего не записано, повторите позже."


@contextmanager
def turn(file: Path, seconds: float) -> Iterator[None]:
    """Waits for a turn to write. Raises DatabaseError when it did not come in so many seconds."""
    until = time.monotonic() + seconds
    with _opened(Path(f"{file}.turn")) as turn_file:
        with _opened(Path(f"{file}.next")) as door:
            _wait(door, until)
            _wait(turn_file, until)
        yield


@contextmanager
def held(file: Path) -> Iterator[bool]:
    """Whether this process alone holds the lock of this file now: nobody waits for another."""
    with _opened(file) as stream:
        yield _is_taken(stream.fileno())


def _wait(stream: IO[bytes], until: float) -> None:
    while not _is_taken(stream.fileno()):
        if time.monotonic() > until:
            raise DatabaseError(BUSY)
        time.sleep(_PAUSE)


def _opened(place: Path) -> IO[bytes]:
    try:
        return place.open("ab")
    except OSError as error:
        text = f"В папке базы нельзя создать файл «{place.name}»: проверьте права на неё и место на диске."
        raise DatabaseError(text) from error


if sys.platform == "win32":

    def _is_taken(descriptor: int) -> bool:
        """SQLite's own lock keeps order there, only not so fairly."""
        del descriptor
        return True

else:
    import fcntl

    def _is_taken(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
