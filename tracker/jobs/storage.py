"""Where DBOS keeps what was asked for: a file beside the embedded database, or a schema of PostgreSQL."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Final

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer
from sqlalchemy import URL, make_url
from sqlalchemy.exc import DBAPIError

from tracker.errors import DatabaseError
from tracker.jobs.table import JOBS
from tracker.settings import Settings
from tracker.turns import turn

APPLICATION: Final = "pervichka"
SCHEMA: Final = "pervichka_jobs"

VERSION: Final = "1"
"""Of the order of steps in ``worker``. It is not that of the program, so that an update goes on with old work."""

SERIALIZER: Final = DBOSPortableJSONSerializer()

_FILE = "jobs.sqlite3"
_POLLED_EVERY = 0.2  # seconds
_WAIT_SECONDS = 60


def url_of(settings: Settings) -> URL:
    """Where it is."""
    told = make_url(settings.url)
    if told.get_backend_name() == "postgresql":
        return told.set(drivername="postgresql+psycopg")
    return URL.create("sqlite", database=str(settings.home / _FILE))


def text_of(url: URL) -> str:
    """The URL as DBOS takes it."""
    return url.render_as_string(hide_password=False)


@contextmanager
def client(settings: Settings) -> Iterator[DBOSClient]:
    """Somebody who asks for work and does none; tables and queues are made if need be. Raises DatabaseError."""
    _be_quiet()
    url = url_of(settings)
    file = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
    with _told():
        with turn(file, _WAIT_SECONDS) if file else nullcontext():
            if file is not None:
                file.touch(mode=0o600)
            DBOS.migrate(text_of(url), schema=SCHEMA)
        made = DBOSClient(
            system_database_url=text_of(url),
            dbos_system_schema=SCHEMA,
            application_name=APPLICATION,
            serializer=SERIALIZER,
            retry_connection_errors=False,
        )
        with closing(_Destroyed(made)):
            for name in JOBS:
                made.register_queue(
                    name, global_concurrency=1, polling_interval_sec=_POLLED_EVERY, on_conflict="always_update"
                )
            yield made


class _Destroyed:
    """Lets ``closing`` end a client, who says «destroy»."""

    def __init__(self, client: DBOSClient) -> None:
        self._client = client

    def close(self) -> None:
        self._client.destroy()


def _be_quiet() -> None:
    """DBOS would log to the terminal by itself; with a handler of ours its log goes where the program's log goes."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
        logger.setLevel(logging.WARNING)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, OSError) as error:
        is_broken = any(word in str(error) for word in ("malformed", "not a database"))
        raise DatabaseError(_BROKEN if is_broken else _OUT_OF_REACH) from error


_OUT_OF_REACH = (
    "Очередь фоновых работ недоступна: проверьте права на PERVICHKA_HOME, место на диске или DATABASE_URL и запустите "
    "снова."
)
_BROKEN = (
    f"Файл очереди фоновых работ «{_FILE}» повреждён: удалите его и запустите снова. Работа не потеряна: что осталось "
    "сделать, записано в базе."
)
