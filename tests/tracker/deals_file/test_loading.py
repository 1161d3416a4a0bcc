"""A file goes into the database whole or not at all; twice is once; what differs is told, and applied when asked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests.docgen.intake.conftest import change
from tests.tracker.deals_file.files import of_same_ids, sample, write
from tests.tracker.furnished import rows_of
from tests.tracker.histories import computed_tables, kept_tables_of
from tests.tracker.making import events
from tests.tracker.random_deals import CLIENT, deals_file
from tracker.audit import audit
from tracker.deals_file.comparing import Difference
from tracker.deals_file.entries import ClientEntry, DealEntry
from tracker.deals_file.loading import DifferencesError, Loaded, load
from tracker.deals_file.reading import read_deals_file
from tracker.deals_file.stored import known_clients, known_deals
from tracker.errors import RefusedError
from tracker.fact_store import CHUNK
from tracker.house import House
from tracker.models import AllocationRow, DealRow, DocumentRow, ObligationRow, PaymentRow
from tracker.settings import Settings

TODAY = date(2026, 11, 22)


def load_into(house: House, path: Path, *, is_update: bool = False, today: date = TODAY) -> Loaded:
    with read_deals_file(path) as file, house.work("anna", today) as work:
        return load(work, file, is_update=is_update)


@pytest.fixture
def load_data(house: House, tmp_path: Path) -> Callable[..., Loaded]:
    return lambda data, **given: load_into(house, write(tmp_path, data), **given)


def changed(changes: dict[str, Any]) -> dict[str, Any]:
    data = sample()
    for path, value in changes.items():
        change(data, path, value)
    return data


def told(house: House, load_data: Callable[..., Loaded], data: Any) -> list[str]:
    """Differences that a load without --update refuses; it writes nothing."""
    before = rows_of(house)
    with pytest.raises(DifferencesError) as caught:
        load_data(data)
    assert rows_of(house) == before
    return [difference.path for difference in caught.value.differences]


def stored(house: House) -> tuple[list[ClientEntry], list[DealEntry]]:
    """All that is stored, as entries, each list by ids."""
    with house.database.read() as connection:
        deals = known_deals(connection, connection.execute(select(DealRow.code)).scalars().all())
        clients = known_clients(connection, {known.entry.client for known in deals.values()})
    return (
        [clients[key].entry for key in sorted(clients)],
        [in_order(deals[key].entry) for key in sorted(deals)],
    )


def in_order(entry: DealEntry) -> DealEntry:
    return replace(
        entry,
        obligations=tuple(sorted(entry.obligations, key=lambda owed: owed.id)),
        documents=tuple(
            replace(paper, covers=tuple(sorted(paper.covers)))
            for paper in sorted(entry.documents, key=lambda paper: paper.id)
        ),
    )


@contextmanager
def another_house(tmp_path: Path, template: Path) -> Any:
    home = tmp_path / "another"
    home.mkdir()
    shutil.copy(template, home / "pervichka.db")
    opened = House.open(Settings(home=home))
    yield opened
    opened.close()


def test_loading_twice_changes_nothing(house: House, load_data: Callable[..., Loaded]) -> None:
    data = deals_file(Random(11), 20)
    done = load_data(data)
    assert (done.new_clients, done.new_deals, done.changed, done.same) == (len(data["clients"]), 20, 0, 0)
    rows, kept = rows_of(house), rows_of(house, derived=True)
    for is_update in (False, True):
        done = load_data(data, is_update=is_update)
        assert (done.new_clients, done.new_deals, done.changed) == (0, 0, 0)
        assert done.same == len(data["clients"]) + 20
        assert (rows_of(house), rows_of(house, derived=True)) == (rows, kept)


def test_what_is_new_beside_what_is_known_is_added(house: House, load_data: Callable[..., Loaded]) -> None:
    load_data(sample())
    data = sample()
    data["clients"].append(data["clients"][0] | {"id": "c2"})
    data["deals"].append(data["deals"][0] | {"id": "d2", "client": "c2"})
    done = load_data(data)
    assert (done.new_clients, done.new_deals, done.changed, done.same) == (1, 1, 0, 2)


def test_what_a_file_does_not_name_stays(house: House, load_data: Callable[..., Loaded]) -> None:
    load_data(sample())
    before = stored(house)
    assert load_data(sample() | {"clients": [], "deals": []}, is_update=True) == Loaded()
    assert stored(house) == before


def test_more_deals_than_are_handled_at_once_are_all_loaded(house: House, load_data: Callable[..., Loaded]) -> None:
    data = sample()
    count = 2 * CHUNK + 1
    plain = {"client": "c1", "subject": "Поставка"}
    data["deals"] = [plain | {"id": f"d{number}"} for number in range(count)]
    assert load_data(data).new_deals == count
    assert load_data(data).same == count + 1
    data["deals"][-1]["subject"] = "Монтаж"
    assert told(house, load_data, data) == [f"deals[d{count - 1}].subject"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("path", "value", "paths"),
    [
        ("deals[0].subject", "Монтаж", ["deals[d1].subject"]),
        ("deals[0].obligations[0].amount", "120000.01", ["deals[d1].obligations[o1].amount"]),
        ("deals[0].obligations[1]", ..., ["deals[d1].obligations[p1]"]),
        ("deals[0].documents[0].covers.o1", "1", ["deals[d1].documents[w1].covers[o1]"]),
        ("deals[0].documents", [], ["deals[d1].documents[w1]"]),
        ("deals[0].payments", [], ["deals[d1].payments[0]"]),
        ("deals[0].payments[0].amount", "60000.01", ["deals[d1].payments[0].amount"]),
        ("deals[0].contract", ..., ["deals[d1].contract"]),
        ("deals[0].contract.scan_on", "2025-01-15", ["deals[d1].contract.scan_on"]),
        ("deals[0].claims", [], ["deals[d1].claims[0]"]),
        ("deals[0].demands[0].answered_on", ..., ["deals[d1].demands[0].answered_on"]),
        ("clients[0].contacts", [], ["clients[c1].contacts[0]"]),
        ("clients[0].surveys[1]", {"held_on": "2025-04-01"}, ["clients[c1].surveys[1]"]),
        ("clients[0].insolvent_on", "2026-01-01", ["clients[c1].insolvent_on"]),
        ("clients[0].party.phone", "+7 495 000-00-00", ["clients[c1].party.phone"]),
        ("organization.vat", "exempt", ["organization.vat"]),
        ("organization.phone", "+7 495 000-00-00", ["organization.phone"]),
    ],
)  # fmt: skip
def test_a_changed_fact_is_shown_and_applied_when_asked(
    house: House, load_data: Callable[..., Loaded], path: str, value: object, paths: list[str]
) -> None:
    load_data(sample())
    data = changed({path: value})
    assert told(house, load_data, data) == paths
    seen = len(events(house))
    done = load_data(data, is_update=True)
    assert done.changed == 1
    (event,) = events(house)[seen:]
    assert event["kind"] in ("deal.changed", "client.changed", "organization.changed")
    assert [fact["path"] for fact in json.loads(event["details"])["facts"]] == paths
    assert load_data(data).changed == 0
    assert kept_tables_of(house) == computed_tables(house, TODAY)


@pytest.mark.parametrize("seed", range(4))
def test_an_update_leaves_what_a_fresh_load_would_have_brought(
    house: House, load_data: Callable[..., Loaded], seed: int, tmp_path: Path, sqlite_template: Path
) -> None:
    one, other = of_same_ids(seed)
    load_data(one)
    house.sweep(TODAY)
    load_data(other, is_update=True)
    with another_house(tmp_path, sqlite_template) as fresh:
        load_into(fresh, write(tmp_path, other))
        assert stored(house) == stored(fresh)
        for day in (TODAY, date(2025, 6, 1), date(2028, 1, 1)):
            assert audit(house, day) == audit(fresh, day)
    assert kept_tables_of(house) == computed_tables(house, TODAY)
    assert load_data(other).changed == 0


def test_a_random_file_is_stored_as_it_is_read(house: House, load_data: Callable[..., Loaded], tmp_path: Path) -> None:
    data = deals_file(Random(77), 25)
    load_data(data)
    with read_deals_file(write(tmp_path, data)) as file:
        deals = sorted(map(in_order, file.deals()), key=lambda deal: deal.id)
    assert stored(house)[1] == deals


def test_a_deal_moves_to_another_client_with_its_money(house: House, load_data: Callable[..., Loaded]) -> None:
    data = sample()
    data["clients"].append({"id": "c2", "party": CLIENT})
    load_data(data)
    data["deals"][0]["client"] = "c2"
    assert told(house, load_data, data) == ["deals[d1].client"]
    load_data(data, is_update=True)
    with house.database.read() as connection:
        owner = connection.execute(select(DealRow.counterparty_id)).scalar_one()
        assert connection.execute(select(PaymentRow.counterparty_id)).scalar_one() == owner
    assert kept_tables_of(house) == computed_tables(house, TODAY)


def test_what_stays_keeps_its_key(house: House, load_data: Callable[..., Loaded]) -> None:
    def keys() -> tuple[Any, ...]:
        with house.database.read() as connection:
            return tuple(
                connection.execute(select(row.id).where(row.code.is_not(None)).order_by(row.id)).scalars().all()
                for row in (DealRow, ObligationRow, DocumentRow)
            )

    load_data(sample())
    before = keys()
    load_data(changed({"deals[0].obligations[0].amount": "130000.00", "deals[0].documents[0].number": "16"}),
              is_update=True)  # fmt: skip
    assert keys() == before


def test_a_deal_of_another_organisation_of_ours_is_refused(house: House, load_data: Callable[..., Loaded]) -> None:
    load_data(sample())
    before = rows_of(house)
    ours = sample()["organization"] | {"inn": "7707083893", "kpp": "773601001", "ogrn": "1027700132195"}
    for is_update in (False, True):
        with pytest.raises(RefusedError, match="«d1» уже есть у другой нашей организации"):
            load_data(sample() | {"organization": ours}, is_update=is_update)
    assert rows_of(house) == before
    data = sample() | {"organization": ours}
    data["deals"][0]["id"] = "d2"
    done = load_data(data)
    assert (done.new_clients, done.new_deals, done.same) == (0, 1, 1)
    assert audit(house, TODAY).totals.deals == 2


def test_a_payment_that_belongs_to_another_deal_too_is_not_lost(house: House, load_data: Callable[..., Loaded]) -> None:
    data = sample()
    data["deals"].append({"id": "d2", "client": "c1", "subject": "Монтаж"})
    load_data(data)
    with house.database.write() as connection:
        payment = connection.execute(select(PaymentRow.id)).scalar_one()
        deals = connection.execute(select(DealRow.id).order_by(DealRow.id)).scalars().all()
        row = {"payment_id": payment, "deal_id": deals[1], "amount": 1}
        connection.execute(AllocationRow.__table__.insert(), row)
    before = rows_of(house)
    data["deals"][0]["payments"] = []
    with pytest.raises(RefusedError, match="d1"):
        load_data(data, is_update=True)
    assert rows_of(house) == before


def issued_by_program(house: House, *, is_contract: bool) -> None:
    """Makes a paper of the file look like one that the program issued."""
    with house.database.write() as connection:
        statement = update(DocumentRow).where(DocumentRow.is_contract.is_(is_contract))
        code = {} if not is_contract else {"code": "page-1"}
        connection.execute(statement.values(page_id="page-1", **code))


def test_a_contract_that_the_program_issued_need_not_be_in_the_file(
    house: House, load_data: Callable[..., Loaded]
) -> None:
    load_data(sample())
    issued_by_program(house, is_contract=True)
    data = changed({"deals[0].contract": ...})
    assert load_data(data).same == 2
    assert load_data(data, is_update=True).changed == 0
    assert stored(house)[1][0].contract is not None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("is_contract", "path", "value"),
    [
        (True, "deals[0].contract.number", "26"),
        (True, "deals[0].contract.date", "2025-01-09"),
        (True, "deals[0].kind", "services"),
        (False, "deals[0].documents[0].number", "16"),
        (False, "deals[0].documents[0].kind", "handover_certificate"),
    ],
)
def test_the_number_and_the_date_of_an_issued_paper_are_never_changed(
    house: House, load_data: Callable[..., Loaded], is_contract: bool, path: str, value: str
) -> None:
    load_data(sample())
    issued_by_program(house, is_contract=is_contract)
    before = rows_of(house)
    with pytest.raises(RefusedError, match="выдала программа"):
        load_data(changed({path: value}), is_update=True)
    assert rows_of(house) == before


def test_facts_of_an_issued_paper_are_taken(house: House, load_data: Callable[..., Loaded]) -> None:
    load_data(sample())
    issued_by_program(house, is_contract=False)
    data = changed({"deals[0].documents[0].scan_on": "2025-02-05", "deals[0].contract.scan_on": "2025-02-05"})
    assert load_data(data, is_update=True).changed == 1
    assert load_data(data).same == 2


def test_a_contract_takes_the_place_of_an_annulled_one(house: House, load_data: Callable[..., Loaded]) -> None:
    load_data(sample())
    with house.database.write() as connection:
        statement = update(DocumentRow).where(DocumentRow.is_contract.is_(True))
        connection.execute(statement.values(annulled_on=date(2025, 3, 1)))
    assert told(house, load_data, sample()) == ["deals[d1].contract"]
    load_data(sample(), is_update=True)
    assert load_data(sample()).same == 2
    with house.database.read() as connection:
        assert connection.execute(select(func.count()).where(DocumentRow.is_contract.is_(True))).scalar_one() == 2


def test_all_or_nothing_when_something_breaks_half_way(
    house: House, load_data: Callable[..., Loaded], monkeypatch: pytest.MonkeyPatch
) -> None:
    load_data(sample())
    before, kept = rows_of(house), rows_of(house, derived=True)
    data = deals_file(Random(1), 3 * CHUNK // 2)
    for deal in data["deals"]:
        deal["id"] += "-new"
    data["organization"] = sample()["organization"]
    data["clients"] = [client | {"id": client["id"] + "-new"} for client in data["clients"]]
    for deal in data["deals"]:
        deal["client"] += "-new"
    calls = iter((None,))

    def stop(*_: object) -> None:
        next(calls)

    monkeypatch.setattr("tracker.watch.renew", stop)
    with pytest.raises(StopIteration):
        load_data(data)
    assert (rows_of(house), rows_of(house, derived=True)) == (before, kept)


def test_a_long_name_fits_into_either_database(house: House, load_data: Callable[..., Loaded]) -> None:
    longest = {"id": "d" * 100, "client": "c" * 100, "manager": "м" * 200, "subject": "п" * 1000}
    data = sample()
    data["clients"][0] |= {"id": "c" * 100, "tier": "т" * 300}
    data["clients"][0]["contacts"][0] |= {"name": "и" * 300, "position": "б" * 300}
    data["deals"][0] |= longest
    data["deals"][0]["contract"]["number"] = "1" * 100
    data["deals"][0]["documents"][0] |= {"id": "w" * 100, "number": "1" * 100, "vat_rate": "20." + "0" * 4}
    load_data(data)
    assert load_data(data).same == 2


def test_the_largest_sums_fit_and_add_up(house: House, load_data: Callable[..., Loaded]) -> None:
    largest = "1000000000000.00"
    owed = sample()["deals"][0]["obligations"][0] | {"amount": largest}
    data = changed({"deals[0].obligations": [owed | {"id": f"o{number}"} for number in range(1, 301)]})
    data["deals"][0] |= {"documents": [], "payments": []}
    load_data(data)
    assert audit(house, TODAY).totals.unproven_debt == 300 * 10**14
    assert kept_tables_of(house) == computed_tables(house, TODAY)


def test_a_difference_reads_as_a_sentence() -> None:
    assert str(Difference("deals[d1].kind", "supply", "")) == "deals[d1].kind: в базе supply, в файле нет"
