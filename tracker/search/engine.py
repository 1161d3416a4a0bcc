"""What the index asks of a database; there is one module for each that answers it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, FromClause

from tracker.search.texts import Text
from tracker.search.words import Question


class Engine(Protocol):
    """A full-text index. Its table has one row for each subject."""

    @property
    def is_made(self) -> str:
        """A query whether there is an index."""

    @property
    def key(self) -> str:
        """The type of a key that is a number."""

    @property
    def tables(self) -> Sequence[str]:
        """Statements that make the table of texts."""

    @property
    def texts(self) -> FromClause:
        """The table of texts."""

    @property
    def subject(self) -> ColumnElement[Any]:
        """The column with the subject."""

    def trigger(self, table: str, event: str, body: str) -> Iterable[str]:
        """Statements that make a trigger for each row of a table."""

    def emptied(self, table: str) -> Iterable[str]:
        """Statements that outdate the whole index when a table is emptied without a look at its rows."""

    def drop_triggers(self, connection: Connection) -> None:
        """Takes all triggers of the index away."""

    def replace(self, connection: Connection, subjects: Sequence[int], texts: Sequence[Text]) -> None:
        """Makes the texts of these subjects what they are now; a subject without a text is gone."""

    def exactly(self, question: Question, owners: Sequence[str] | None) -> ColumnElement[bool]:
        """Whether a text has the whole number, code or sum that is asked. owners: marks, one of which it must have."""

    def loosely(self, question: Question, owners: Sequence[str] | None) -> ColumnElement[bool]:
        """Whether a text has all words that are asked, but nothing exactly."""

    def content(self, connection: Connection) -> dict[int, object]:
        """All that is indexed, to compare; for tests and checks."""
