"""The index is what a full computation makes of the rows, whatever happened; and it is never silently behind."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import inspect, text

from tests.tracker.histories import History
from tests.tracker.search.conftest import DATA, TODAY, load_deals
from tracker import migrations
from tracker.backup import backup, restore
from tracker.database import Database
from tracker.house import House
from tracker.models import Base
from tracker.search import index, schema
from tracker.search.index import SearchBehindError, current, refresh, reindex
from tracker.search.searching import search
from tracker.search.texts import texts_of
from tracker.settings import Settings

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
_SEED = st.integers(0, 10**9)


def content(database: Database) -> dict[int, object]:
    with database.read() as connection:
        assert index.is_current(connection)
        return schema.engine_of(connection).content(connection)


class Histories(RuleBasedStateMachine):
    """After every step the kept index equals one that is made from nothing."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="search-"))
        shutil.copy(self.template, self.folder / "pervichka.db")
        self.house = House.open(Settings(home=self.folder))
        self.history = History(self.house, self.folder)
        refresh(self.house.database)

    def teardown(self) -> None:
        self.house.close()
        shutil.rmtree(self.folder)

    @rule(seed=_SEED)
    def deals_come(self, seed: int) -> None:
        self.history.load_new(seed)

    @rule(seed=_SEED)
    def a_file_comes_again_with_other_facts(self, seed: int) -> None:
        self.history.correct(seed)

    @rule(seed=_SEED)
    def a_fact_is_recorded(self, seed: int) -> None:
        self.history.record(seed)

    @rule(seed=_SEED)
    def somebody_changes_rows_past_every_function(self, seed: int) -> None:
        random = Random(seed)
        statement, *values = random.choice(_CHANGES)
        with self.house.database.write() as connection:
            connection.execute(text(statement), {"value": random.choice(values)} if values else {})

    @invariant()
    def the_index_equals_a_full_one(self) -> None:
        refresh(self.house.database)
        kept = content(self.house.database)
        with self.house.database.write() as connection:
            schema.create(connection)
            waiting = connection.execute(schema.QUEUE.select()).scalars().all()
            index.keep(connection) if len(waiting) <= index.AT_ONCE else index._index(connection, waiting)
        assert content(self.house.database) == kept


_CHANGES = (
    ("UPDATE parties SET short_name = :value", "ООО «Лютик»", "АО «Ёж»"),
    ("UPDATE counterparties SET code = code || :value WHERE id = (SELECT max(id) FROM counterparties)", "x"),
    ("UPDATE deals SET manager = :value WHERE id = (SELECT max(id) FROM deals)", "Орлова", "Сизов"),
    ("UPDATE deals SET counterparty_id = (SELECT min(id) FROM counterparties)",),
    ("UPDATE documents SET number = :value WHERE id = (SELECT min(id) FROM documents)", "7/А", "8"),
    ("UPDATE payments SET amount = amount + 1, purpose = :value", "Аванс", "Доплата"),
    ("DELETE FROM allocations WHERE deal_id = (SELECT min(deal_id) FROM allocations)",),
    ("DELETE FROM contacts",),
    ("DELETE FROM confirmations WHERE document_id = (SELECT max(document_id) FROM confirmations)",),
)


def test_the_index_equals_a_full_one_on_random_histories(sqlite_template: Path) -> None:
    Histories.template = sqlite_template
    run_state_machine_as_test(Histories, settings=settings(max_examples=3, stateful_step_count=7))


@pytest.mark.parametrize("seed", range(1))
def test_the_same_in_both_databases(house, tmp_path, seed: int) -> None:
    history, random = History(house, tmp_path), Random(seed)
    refresh(house.database)
    for step in range(6):
        (history.load_new if step % 3 == 0 else history.correct if step % 3 == 1 else history.record)(seed * 100 + step)
        statement, *values = _CHANGES[random.randrange(len(_CHANGES))]
        with house.database.write() as connection:
            connection.execute(text(statement), {"value": values[0]} if values else {})
    refresh(house.database)
    kept = content(house.database)
    assert len(kept) == reindex(house.database)
    assert content(house.database) == kept


@on_sqlite
def test_a_question_to_an_index_that_is_behind_is_refused_and_not_answered(house, tmp_path) -> None:
    with house.database.read() as connection, pytest.raises(SearchBehindError):
        search(connection, "ромашка", managers=None)
    refresh(house.database)
    with house.database.write() as connection:
        connection.execute(schema.QUEUE.insert().values(subject=1))
    with house.database.read() as connection, pytest.raises(SearchBehindError, match="повторите через минуту"):
        search(connection, "ромашка", managers=None)


@on_sqlite
def test_a_large_change_is_left_to_the_next_search(house, tmp_path, monkeypatch) -> None:
    refresh(house.database)
    monkeypatch.setattr(index, "AT_ONCE", 2)
    load_deals(house, tmp_path, DATA)
    with house.database.read() as connection:
        assert not index.is_current(connection)
    with current(house.database) as connection:
        assert search(connection, "ромашка", managers=None).total.count == 5


@on_sqlite
def test_a_search_waits_for_no_endless_indexing(house, tmp_path, monkeypatch) -> None:
    load_deals(house, tmp_path, DATA)
    monkeypatch.setattr(index, "PATIENCE", 2)
    monkeypatch.setattr(index, "_IN_TRANSACTION", 2)
    tries = 0
    while True:
        tries += 1
        try:
            with current(house.database) as connection:
                assert search(connection, "ромашка", managers=None).total.count == 5
            break
        except SearchBehindError:
            assert tries < 5
    assert tries > 1


@on_sqlite
def test_other_words_of_the_program_make_the_index_anew(house, tmp_path, monkeypatch) -> None:
    load_deals(house, tmp_path, DATA)
    count = refresh(house.database)
    assert refresh(house.database) == 0
    monkeypatch.setattr(schema, "basis_digest", lambda: "another")
    assert refresh(house.database) == count
    assert refresh(house.database) == 0


def test_migrations_meet_no_table_and_no_trigger_of_the_index(house, tmp_path) -> None:
    load_deals(house, tmp_path, DATA)
    refresh(house.database)
    with house.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        schema.drop(connection)
    with house.database.read() as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version", *Base.metadata.tables}
    load_deals(house, tmp_path, DATA)  # and whoever writes meanwhile needs none
    with current(house.database) as connection:
        assert search(connection, "ромашка", managers=None).total.count == 5


def test_a_migration_takes_the_index_away_first(house, tmp_path, monkeypatch) -> None:
    load_deals(house, tmp_path, DATA)
    refresh(house.database)
    seen = []
    newest = migrations.newest()
    monkeypatch.setattr(migrations, "current", lambda _: None if not seen else newest)
    monkeypatch.setattr(migrations, "_refuse_foreign", lambda _: None)
    monkeypatch.setattr("alembic.command.upgrade", lambda config, _: seen.append(config))
    migrations.upgrade(house.database)
    connection = seen[0].attributes["connection"]
    assert connection is not None
    with house.database.read() as reader:
        assert not schema.is_made(reader)


@on_sqlite
def test_a_restored_house_is_indexed_anew(house, tmp_path) -> None:
    load_deals(house, tmp_path, DATA)
    refresh(house.database)
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    archive = tmp_path / "archive.tar"
    backup(house, archive, now)
    with house.work("anna", TODAY) as work:
        work.connection.execute(text("UPDATE deals SET subject = 'Гирлянды'"))
    with current(house.database) as connection:
        assert search(connection, "гирлянда", managers=None).total.count == 2
    restore(archive, house.settings, replace=True, now=now, today=TODAY)
    house.database.dispose()
    with current(house.database) as connection:
        assert search(connection, "гирлянда", managers=None).total.count == 0
        assert search(connection, "светильник", managers=None).total.count == 1


def test_what_is_no_more_has_no_text(house) -> None:
    with house.database.read() as connection:
        assert texts_of(connection, [1, 2**48 + 1, 2**49 + 1, 2**49 + 2**48 + 1]) == []
