"""The index in PostgreSQL: a tsvector of its own ``russian`` stems, of whole words and of marks, with a GIN index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Connection, FromClause, column, delete, func, literal, table, text
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.sql.expression import cast

from tracker.search.texts import Text
from tracker.search.words import Clause, Question, Word

_TEXTS: Final = table("search_texts", column("id", BigInteger()), column("words", TSVECTOR()))
_INSERT: Final = text(
    "INSERT INTO search_texts (id, words) VALUES (:id, array_to_tsvector(CAST(:forms AS text[])) "
    "|| strip(to_tsvector('russian', :words)))"
)
_PREFIX: Final = "search_mark"


class Postgres:
    """One table; whatever comes into the language of questions is letters, digits and «_» in quotes."""

    is_made: Final = "SELECT to_regclass('search_basis') IS NOT NULL"
    key: Final = "BIGINT"
    tables: Final = (
        "CREATE TABLE search_texts (id BIGINT NOT NULL PRIMARY KEY, words TSVECTOR NOT NULL)",
        "CREATE INDEX ix_search_texts_words ON search_texts USING gin (words) WITH (fastupdate = off)",
    )
    texts: FromClause = _TEXTS
    subject: ColumnElement[Any] = _TEXTS.c.id

    def trigger(self, table: str, event: str, body: str) -> Iterable[str]:
        """A function and its trigger."""
        name = f"{_PREFIX}_{event.split(maxsplit=1)[0].lower()}_{table}"
        yield _function(name, body)
        yield f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"

    def emptied(self, table: str) -> Iterable[str]:
        """TRUNCATE looks at no row: without a basis everything is indexed anew."""
        name = f"{_PREFIX}_truncate_{table}"
        yield _function(name, "DELETE FROM search_basis;")
        yield f"CREATE TRIGGER {name} AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"

    def drop_triggers(self, connection: Connection) -> None:
        """With their functions, by their names, whichever version of the program made them."""
        functions = text(
            "SELECT proname FROM pg_proc WHERE starts_with(proname, :prefix) AND pronamespace = "
            "(SELECT oid FROM pg_namespace WHERE nspname = current_schema())"
        )
        for name in connection.execute(functions, {"prefix": f"{_PREFIX}_"}).scalars().all():
            connection.exec_driver_sql(f'DROP FUNCTION "{name}"() CASCADE')

    def replace(self, connection: Connection, subjects: Sequence[int], texts: Sequence[Text]) -> None:
        """Deletes and inserts."""
        connection.execute(delete(_TEXTS).where(_TEXTS.c.id.in_(subjects)))
        rows = [
            {"id": one.subject, "forms": sorted({*one.words, *one.marks}), "words": " ".join(one.words)}
            for one in texts
        ]
        if rows:
            connection.execute(_INSERT, rows)

    def exactly(self, question: Question, owners: Sequence[str] | None) -> ColumnElement[bool]:
        """By marks alone."""
        return _matching(_owned(_any(question.exact), owners))

    def loosely(self, question: Question, owners: Sequence[str] | None) -> ColumnElement[bool]:
        """By words, without those that are found by marks."""
        asked = _owned(_all(map(_clause, question.clauses)), owners)
        return _matching(asked.op("&&")(func.tsquery_not(_any(question.exact), type_=TSQUERY())))

    def content(self, connection: Connection) -> dict[int, object]:
        """Vectors as text."""
        return {row[0]: str(row[1]) for row in connection.execute(_TEXTS.select())}


ENGINE: Final = Postgres()
_Asked = ColumnElement[Any]


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {body} RETURN NULL; END$$"


def _matching(asked: _Asked) -> ColumnElement[bool]:
    return _TEXTS.c.words.op("@@", is_comparison=True)(asked)


def _owned(asked: _Asked, owners: Sequence[str] | None) -> _Asked:
    return asked if owners is None else _all((asked, _any(owners)))


def _lexeme(form: str, *, is_begun: bool = False) -> _Asked:
    """As it stands in a vector, past every dictionary."""
    return cast(literal(f"'{form}'{':*' * is_begun}"), TSQUERY())


def _any(marks: Sequence[str]) -> _Asked:
    return _joined("||", map(_lexeme, marks))


def _all(parts: Iterable[_Asked]) -> _Asked:
    return _joined("&&", parts)


def _joined(sign: str, parts: Iterable[_Asked]) -> _Asked:
    return reduce(lambda one, other: one.op(sign, return_type=TSQUERY())(other).self_group(), parts)


def _clause(clause: Clause) -> _Asked:
    words = _all(map(_word, clause.words))
    return words if clause.mark is None else _joined("||", (words, _lexeme(clause.mark)))


def _word(word: Word) -> _Asked:
    """By its stem or as it is: the ``russian`` dictionary keeps no prepositions, and cuts only some beginnings."""
    stemmed = func.to_tsquery("russian", f"{word.word}{':*' * word.is_begun}", type_=TSQUERY())
    return _joined("||", (stemmed, _lexeme(word.word, is_begun=word.is_begun)))
