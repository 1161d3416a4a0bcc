"""Mappings of columns saved under a name."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.tracker.statements.statement_files import OWN
from tracker.errors import NotFoundError, RefusedError
from tracker.models import EventRow
from tracker.statements.mappings.mapping import mapping_from
from tracker.statements.mappings.store import find_mapping, list_mappings, remove_mapping, save_mapping

TODAY = date(2026, 11, 23)
MAPPING = mapping_from({"account": OWN, "columns": {"date": "Дата", "amount": "Сумма"}, "negative": "in"})
OTHER = mapping_from({"account": OWN, "columns": {"date": "A", "amount": "B"}})


def kinds(house):
    with house.database.read() as connection:
        return [*connection.scalars(select(EventRow.kind).order_by(EventRow.seq))]


def test_a_saved_mapping_is_found_again_and_saving_it_twice_changes_nothing(house):
    with house.work("orlova", TODAY) as work:
        assert save_mapping(work, "Учебный банк", MAPPING)
    with house.work("orlova", TODAY) as work:
        assert not save_mapping(work, "Учебный банк", MAPPING)
        assert find_mapping(work.connection, "Учебный банк") == MAPPING
    assert kinds(house) == ["statement_mapping.saved"]


def test_another_mapping_of_the_same_name_takes_its_place(house):
    with house.work("orlova", TODAY) as work:
        save_mapping(work, "банк", MAPPING)
        assert save_mapping(work, "банк", OTHER)
        save_mapping(work, "другой", MAPPING)
        assert find_mapping(work.connection, "банк") == OTHER
        assert list_mappings(work.connection) == ["банк", "другой"]


def test_a_removed_mapping_is_gone_and_another_stays(house):
    with house.work("orlova", TODAY) as work:
        save_mapping(work, "банк", MAPPING)
        save_mapping(work, "другой", MAPPING)
        remove_mapping(work, "банк")
    with house.work("orlova", TODAY) as work:
        with pytest.raises(NotFoundError, match="Есть: другой"):
            find_mapping(work.connection, "банк")
        with pytest.raises(NotFoundError):
            remove_mapping(work, "банк")
    assert kinds(house)[-1] == "statement_mapping.removed"


def test_a_name_that_is_none_is_refused(house):
    with house.work("orlova", TODAY) as work:
        for name in ("", " ", "a" * 101, "a\nb", "../x", "a/b"):
            with pytest.raises(RefusedError, match="не подходит"):
                save_mapping(work, name, MAPPING)
