"""Places of workers. A worker holds one as long as it lives, however it ends; DBOS knows it by the name of its place.

So whoever takes a place goes on with what its last holder left, and a living worker can tell that another is dead.
The lock is one of the system beside an embedded database and an advisory one in PostgreSQL, where workers may be on
several machines.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import URL, NullPool, create_engine, text

_NAME = "worker-"
_ADVISORY = 7_412_027  # any number that is nobody else's in this database


@contextmanager
def any_slot(url: URL) -> Iterator[str]:
    """Takes the first free place for as long as the block lasts; answers its name."""
    for number in count():
        with _try(url, number) as is_taken:
            if is_taken:
                yield f"{_NAME}{number}"
                return


@contextmanager
def slot(url: URL, name: str) -> Iterator[bool]:
    """Takes the place of this name, if nobody alive holds it, for as long as the block lasts."""
    number = name.removeprefix(_NAME)
    if not number.isdigit():
        yield False
        return
    with _try(url, int(number)) as is_taken:
        yield is_taken


@contextmanager
def _try(url: URL, number: int) -> Iterator[bool]:
    if url.get_backend_name() == "sqlite":
        with _lock_file(Path(f"{url.database}.{_NAME}{number}"), number) as is_taken:
            yield is_taken
        return
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:  # the server gives the lock back when the connection ends
        query = text("SELECT pg_try_advisory_lock(:family, :number)")
        yield bool(connection.execute(query, {"family": _ADVISORY, "number": number}).scalar())


if sys.platform == "win32":

    @contextmanager
    def _lock_file(path: Path, number: int) -> Iterator[bool]:
        """One worker is expected there; a second would do the same work again and find it done."""
        del path
        yield number == 0
else:
    import fcntl

    @contextmanager
    def _lock_file(path: Path, number: int) -> Iterator[bool]:
        del number
        with path.open("ab") as stream:
            try:
                fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True
