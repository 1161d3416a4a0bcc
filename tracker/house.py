"""The house at work: one database, one vault, one clock; and ``Work``, a change that is whole or has not been."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection

from tracker import migrations, watch
from tracker.clock import Clock, instant_text, system_clock
from tracker.database import Database
from tracker.journal import Change, Journal
from tracker.search import index as search_index
from tracker.settings import Settings
from tracker.vault import Vault

SWEPT_AT_ONCE: Final = 2_000
"""Deals in one transaction of a sweep: a writer waits a second for it; fewer would write the same index pages often."""


@dataclass(slots=True, kw_only=True)
class Work:
    """One change of the house, by one person, inside one transaction.

    What is noted goes into the journal, and the findings of what is touched are made anew, before it is committed.
    """

    connection: Connection
    vault: Vault
    journal: Journal
    today: date
    at: str
    grace_days: int
    changes: list[Change] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)

    @property
    def actor(self) -> str:
        """Who makes the change."""
        return self.journal.actor

    def note(self, kind: str, subject: str, /, **details: Any) -> None:
        """Writes down what was changed."""
        self.changes.append(Change(kind=kind, subject=subject, details=details))

    def touch(self, *deal_ids: int) -> None:
        """Says whose findings may be others now."""
        self.touched.update(deal_ids)

    def flush(self) -> None:
        """Writes the events and makes the findings of what was done so far; a long change does it often."""
        if self.changes:
            self.journal.record(self.connection, self.changes)
            self.changes.clear()
        if self.touched:
            watch.renew(self.connection, self.touched, self.today, self.grace_days)
            if not watch.is_basis_current(self.connection, self.grace_days):
                watch.outdate(self.connection, self.touched)  # others may work by other rules or settings
            self.touched.clear()
        search_index.keep(self.connection)


@dataclass(slots=True)
class House:
    """Everything that a command or a screen needs. Use ``House.open``."""

    settings: Settings
    database: Database
    vault: Vault
    clock: Clock

    @classmethod
    def open(cls, settings: Settings, clock: Clock = system_clock) -> House:
        """The house, its database made and brought up to date if need be. Raises DatabaseError."""
        house = cls(settings, Database.at(settings.url), Vault(settings.vault), clock)
        house.database.make_private()
        migrations.upgrade(house.database)
        return house

    @contextmanager
    def work(self, actor: str, today: date) -> Iterator[Work]:
        """A change: committed with its events and its findings, or not at all."""
        at = instant_text(self.clock())
        with self.database.write() as connection:
            work = Work(
                connection=connection,
                vault=self.vault,
                journal=Journal(actor, at),
                today=today,
                at=at,
                grace_days=self.settings.grace_days,
            )
            yield work
            work.flush()

    def sweep(self, today: date, *, everything: bool = False) -> watch.Swept:
        """Makes anew the findings that can have changed by this day; short transactions, so that nobody waits.

        everything: all of them; done by itself when rules, calendar or settings are others than when they were made.
        """
        grace_days = self.settings.grace_days
        deals = findings = 0
        if everything or not self._is_basis_current():
            with self.database.write() as connection:
                watch.outdate_all(connection)
                watch.keep_basis(connection, grace_days)
        while self._is_anything_due(today):
            with self.database.write() as connection:
                ids = watch.due_deals(connection, today, SWEPT_AT_ONCE)
                done = watch.renew(connection, ids, today, grace_days)
            deals += done.deals
            findings += done.findings
        return watch.Swept(deals=deals, findings=findings)

    def _is_basis_current(self) -> bool:
        with self.database.read() as connection:
            return watch.is_basis_current(connection, self.settings.grace_days)

    def _is_anything_due(self, today: date) -> bool:
        """Asked on a reader, so that whoever only looks at a list waits for no writer."""
        with self.database.read() as connection:
            return bool(watch.due_deals(connection, today, 1))

    def close(self) -> None:
        """Closes the database."""
        self.database.dispose()
