"""The index in SQLite: FTS5 over words and their stems, which this program makes, since FTS5 knows no Russian."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Connection, FromClause, String, bindparam, column, table, text

from tracker.search.texts import Text
from tracker.search.words import Clause, Question, Word, stem

_TEXTS: Final = table(
    "search_texts", column("rowid", BigInteger()), column("words", String()), column("marks", String())
)
_CREATE: Final = (  # the prefixes: beginnings that half of all texts have
    "CREATE VIRTUAL TABLE search_texts USING fts5(words, marks, detail = 'column', columnsize = 0, "
    "prefix = '1 2 3', tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")"
)


class Sqlite:
    """One FTS5 table; whatever comes into its language is letters, digits and «_» in quotes."""

    is_made: Final = "SELECT count(*) FROM sqlite_master WHERE name = 'search_basis'"
    key: Final = "INTEGER"  # any other type would cost an index beside the table
    tables: Final = (_CREATE,)
    texts: FromClause = _TEXTS
    subject: ColumnElement[Any] = _TEXTS.c.rowid

    def trigger(self, table: str, event: str, body: str) -> Iterable[str]:
        """One trigger."""
        name = f"search_{event.split(maxsplit=1)[0].lower()}_{table}"
        yield f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {body} END"

    def emptied(self, table: str) -> Iterable[str]:
        """A DELETE of all rows runs the triggers of each."""
        del table
        return ()

    def drop_triggers(self, connection: Connection) -> None:
        """By their names, whichever version of the program made them."""
        names = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'search\\_%' ESCAPE '\\'")
        for name in connection.execute(names).scalars().all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')

    def replace(self, connection: Connection, subjects: Sequence[int], texts: Sequence[Text]) -> None:
        """Deletes and inserts: FTS5 updates no other way itself."""
        connection.exec_driver_sql("DELETE FROM search_texts WHERE rowid = ?", [(one,) for one in subjects])
        if texts:
            connection.exec_driver_sql(
                "INSERT INTO search_texts (rowid, words, marks) VALUES (?, ?, ?)",
                [(one.subject, " ".join(_indexed(one)), " ".join(sorted(one.marks))) for one in texts],
            )

    def exactly(self, question: Question, owners: Sequence[str] | None) -> ColumnElement[bool]:
        """By marks alone."""
        return _matching(_owned(_exact(question), owners))

    def loosely(self, question: Question, owners: Sequence[str] | None) -> ColumnElement[bool]:
        """By words, without those that are found by marks."""
        asked = _owned(f"({' AND '.join(map(_clause, question.clauses))})", owners)
        return _matching(f"({asked}) NOT {_exact(question)}")

    def content(self, connection: Connection) -> dict[int, object]:
        """Words and marks."""
        return {row[0]: (row[1], row[2]) for row in connection.execute(_TEXTS.select())}


ENGINE: Final = Sqlite()


def _indexed(one: Text) -> Iterator[str]:
    """Every stem, and the word itself where it is another, so that any beginning of it is found."""
    return iter(dict.fromkeys(form for word in one.words for form in (stem(word), word)))


def _matching(asked: str) -> ColumnElement[bool]:
    return text("search_texts MATCH :asked").bindparams(bindparam("asked", asked, unique=True))  # type: ignore[return-value]


def _exact(question: Question) -> str:
    return f"(marks : ({_any(question.exact)}))"


def _owned(asked: str, owners: Sequence[str] | None) -> str:
    return asked if owners is None else f"({asked} AND marks : ({_any(owners)}))"


def _any(marks: Sequence[str]) -> str:
    return " OR ".join(f'"{mark}"' for mark in marks)


def _clause(clause: Clause) -> str:
    words = f"words : ({' AND '.join(map(_word, clause.words))})"
    return words if clause.mark is None else f'({words} OR marks : "{clause.mark}")'


def _word(word: Word) -> str:
    forms = dict.fromkeys((stem(word.word), word.word))
    return f"({' OR '.join(f'{chr(34)}{form}{chr(34)}' + ' *' * word.is_begun for form in forms)})"
