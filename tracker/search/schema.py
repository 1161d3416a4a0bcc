"""Tables and triggers of the index. They are derived data, so no migration and no archive knows them.

A trigger on every table that a text is made from puts the subject into ``search_queue``: nobody who writes rows, now or
later, has to remember the index. Migrations take all of it away first (``drop``), and the next search makes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Final

from sqlalchemy import BigInteger, Connection, String, bindparam, column, exists, select, table, text

from docgen.library import templates_root
from tracker.search import postgres, sqlite
from tracker.search.engine import Engine
from tracker.search.subjects import Kind, base_of

QUEUE: Final = table("search_queue", column("subject", BigInteger()))
BASIS: Final = table("search_basis", column("digest", String()))

_ROWS: Final = {
    Kind.CLIENT: "counterparties",
    Kind.DEAL: "deals",
    Kind.PAPER: "documents",
    Kind.PAYMENT: "payments",
}


@dataclass(frozen=True, slots=True)
class _Watched:
    """A table, its columns whose change matters (none: all), and which rows of which kinds a row of it is in.

    A place is a query of keys, where «row» stands for NEW or OLD.
    """

    table: str
    columns: tuple[str, ...]
    places: tuple[tuple[Kind, str], ...]
    new_in: int | None = None
    """In how many of the places a new row can be: nothing belongs to it yet, and loads need not look. None: in all."""


def _everything_of(clients: str) -> tuple[tuple[Kind, str], ...]:
    """The clients and all that bears their names."""
    deals = f"SELECT id FROM deals WHERE counterparty_id IN ({clients})"  # noqa: S608  texts of this module alone
    return (
        (Kind.CLIENT, clients),
        (Kind.DEAL, deals),
        (Kind.PAPER, f"SELECT id FROM documents WHERE deal_id IN ({deals})"),  # noqa: S608
        (Kind.PAYMENT, f"SELECT id FROM payments WHERE counterparty_id IN ({clients})"),  # noqa: S608
    )


_NAMES = ("full_name", "short_name", "inn", "kpp", "ogrn", "phone", "email")
_WATCHED: Final = (
    _Watched("parties", _NAMES, _everything_of("SELECT id FROM counterparties WHERE party_id = row.id")),
    _Watched("counterparties", ("code", "party_id", "manager"), _everything_of("SELECT row.id"), new_in=1),
    _Watched("contacts", (), ((Kind.CLIENT, "SELECT id FROM counterparties WHERE party_id = row.party_id"),)),
    _Watched(
        "deals",
        ("code", "counterparty_id", "manager", "subject"),
        (
            (Kind.DEAL, "SELECT row.id"),
            (Kind.CLIENT, "SELECT row.counterparty_id"),
            (Kind.PAPER, "SELECT id FROM documents WHERE deal_id = row.id"),
            (Kind.PAYMENT, "SELECT payment_id FROM allocations WHERE deal_id = row.id"),
        ),
        new_in=2,
    ),
    _Watched("obligations", ("deal_id", "by", "amount"), ((Kind.DEAL, "SELECT row.deal_id"),)),
    _Watched(
        "documents",
        ("deal_id", "kind", "number", "date", "page_id", "code"),
        ((Kind.PAPER, "SELECT row.id"),),
    ),
    _Watched("issued_papers", ("total",), ((Kind.PAPER, "SELECT row.document_id"),)),
    _Watched("confirmations", (), ((Kind.PAPER, "SELECT row.document_id"),)),
    _Watched(
        "payments",
        ("counterparty_id", "date", "amount", "number", "purpose"),
        ((Kind.PAYMENT, "SELECT row.id"),),
    ),
    _Watched("allocations", (), ((Kind.PAYMENT, "SELECT row.payment_id"),)),
)


def engine_of(connection: Connection) -> Engine:
    """The index of this database."""
    return postgres.ENGINE if connection.dialect.name == "postgresql" else sqlite.ENGINE


def is_made(connection: Connection) -> bool:
    """Whether there are tables of an index."""
    return bool(connection.execute(text(engine_of(connection).is_made)).scalar())


def is_basis_current(connection: Connection) -> bool:
    """Whether the index was made by this program's words; ask only where it is made."""
    return connection.execute(select(BASIS.c.digest)).scalar() == basis_digest()


def is_behind(connection: Connection) -> bool:
    """Whether anything waits to be indexed; ask only where the index is made."""
    return bool(connection.execute(select(exists(select(QUEUE.c.subject)))).scalar())


def drop(connection: Connection) -> None:
    """Takes the index away with its triggers; nothing happens where there is none."""
    engine_of(connection).drop_triggers(connection)
    for name in ("search_texts", "search_queue", "search_basis"):
        connection.execute(text(f"DROP TABLE IF EXISTS {name}"))


def create(connection: Connection) -> None:
    """Makes an empty index, and puts everything that is there into the queue."""
    drop(connection)
    engine = engine_of(connection)
    connection.execute(text(f"CREATE TABLE search_queue (subject {engine.key} NOT NULL PRIMARY KEY)"))
    connection.execute(text("CREATE TABLE search_basis (digest VARCHAR(64) NOT NULL)"))
    for statement in (*engine.tables, *_triggers(engine)):
        connection.exec_driver_sql(statement)
    for kind, rows in _ROWS.items():
        connection.exec_driver_sql(f"INSERT INTO search_queue SELECT {base_of(kind)} + id FROM {rows}")  # noqa: S608
    connection.execute(BASIS.insert().values(digest=bindparam("digest")), {"digest": basis_digest()})


def _triggers(engine: Engine) -> Iterator[str]:
    for watched in _WATCHED:
        yield from engine.trigger(watched.table, "INSERT", _marking(watched.places[: watched.new_in], ("NEW",)))
        yield from engine.trigger(watched.table, "DELETE", _marking(watched.places, ("OLD",)))
        of = f" OF {', '.join(f'{chr(34)}{name}{chr(34)}' for name in watched.columns)}" if watched.columns else ""
        yield from engine.trigger(watched.table, f"UPDATE{of}", _marking(watched.places, ("OLD", "NEW")))
        yield from engine.emptied(watched.table)


def _marking(places: tuple[tuple[Kind, str], ...], rows: tuple[str, ...]) -> str:
    """Puts into the queue whatever a row is in. Not OR IGNORE: the outer statement's own conflicts would rule it."""
    return " ".join(
        f"INSERT INTO search_queue SELECT {base_of(kind)} + found.id FROM "  # noqa: S608
        f"({_keyed(keys.replace('row.', f'{row}.'))}) AS found WHERE true ON CONFLICT (subject) DO NOTHING;"
        for row in rows
        for kind, keys in places
    )


def _keyed(query: str) -> str:
    """The query with its column called «id»."""
    head, is_from, rest = query.removeprefix("SELECT ").partition(" FROM ")
    return f"SELECT {head} AS id{is_from}{rest}"


@cache
def basis_digest() -> str:
    """A digest of all that texts depend on beside the rows: this package, the names of kinds, the stemmer."""
    files = [*sorted(Path(__file__).parent.glob("*.py")), *sorted(templates_root().glob("*/metadata.yaml"))]
    whole = sha256()
    for path in files:
        whole.update(f"{path.parent.name}/{path.name}".encode() + b"\0" + path.read_bytes() + b"\0")
    whole.update(metadata.version("snowballstemmer").encode())
    return whole.hexdigest()
