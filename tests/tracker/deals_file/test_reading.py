"""A file is read deal by deal: all of it or all its faults, and nothing is left behind."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tracemalloc
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import pytest
import yaml

from docgen.errors import InputError, OutputError
from tests.tracker.deals_file.files import entries, faults_of, many, sample, write
from tests.tracker.random_deals import deals_file
from tracker.deals_file import reading
from tracker.deals_file.reading import read_deals_file
from tracker.deals_file.schema import json_schema

ROOT = Path(__file__).resolve().parents[3]


def test_yaml_and_json_give_the_same_entries(tmp_path: Path) -> None:
    data = deals_file(Random(5), 12)
    as_json = entries(write(tmp_path, data))
    as_yaml = entries(write(tmp_path, yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "deals.yaml"))
    assert as_json == as_yaml
    assert [deal.id for deal in as_json[1]] == [deal["id"] for deal in data["deals"]]


def test_a_deal_comes_with_all_its_facts(tmp_path: Path) -> None:
    (client,), (deal,) = entries(write(tmp_path, sample()))
    assert (client.id, client.tier, client.contacts[0].position) == ("c1", "key", "бухгалтер")
    assert deal.contract is not None
    assert deal.contract.attorney is not None
    assert [owed.amount for owed in deal.obligations] == [12_000_000, 12_000_000]
    assert deal.documents[0].covers == (("o1", 12_000_000),)
    assert (deal.payments[0].amount, deal.claims[0].amount, deal.demands[0].amount) == (6_000_000, 6_000_000, 1_000)


def test_entries_can_be_asked_for_again(tmp_path: Path) -> None:
    with read_deals_file(write(tmp_path, many(5))) as file:
        assert list(file.deals()) == list(file.deals())
        assert file.counts == {"clients": 1, "deals": 5}


@pytest.mark.parametrize("name", ["deals.json", "deals.yaml"])
def test_one_broken_deal_among_thousands_tells_all_its_faults(tmp_path: Path, name: str) -> None:
    data = many(1_500)
    broken = data["deals"][1_000] | {"client": "c9", "subject": None, "payments": [{"date": "нет"}]}
    data["deals"][1_000] = broken
    data["deals"][1_499] = "пусто"
    assert set(faults_of(write(tmp_path, data, name))) == {
        "deals[1000].client",
        "deals[1000].subject",
        "deals[1000].payments[0].date",
        "deals[1000].payments[0].amount",
        "deals[1000].payments[0].evidence",
        "deals[1499]",
    }


@pytest.mark.parametrize("name", ["deals.json", "deals.yaml"])
def test_a_syntax_error_among_thousands_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    rows = json.dumps(many(800), indent=1, ensure_ascii=False).split("\n")
    middle = len(rows) // 2
    rows[middle] += '"'
    ((path, message),) = faults_of(write(tmp_path, "\n".join(rows), name)).items()
    assert path == ""
    assert f"строка {middle + 1}," in message or f"строка {middle + 2}," in message


def test_faults_are_told_from_the_top_to_the_bottom(tmp_path: Path) -> None:
    data = sample() | {"x": 1}
    data["organization"]["inn"] = "1"
    data["clients"][0]["party"]["inn"] = "2"
    data["deals"][0]["subject"] = None
    data["deals"].append(data["deals"][0] | {"id": "d2", "subject": "Так", "client": "нет"})
    assert list(faults_of(write(tmp_path, data))) == [
        "organization.inn",
        "x",
        "clients[0].party.inn",
        "deals[0].subject",
        "deals[1].client",
    ]


def test_reading_stops_where_there_is_nothing_but_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_FAULTS", 100)
    found = faults_of(write(tmp_path, sample() | {"deals": [5] * 100_000}))
    assert len(found) == 102
    assert "ошибок больше 100" in found[""]


def test_thousands_of_faults_are_all_told(tmp_path: Path) -> None:
    assert len(faults_of(write(tmp_path, sample() | {"deals": [{}] * 5_000}))) == 15_000


def test_many_deals_take_little_memory(tmp_path: Path) -> None:
    path = write(tmp_path, many(1_000))
    entries(write(tmp_path, sample(), "first.json"))  # what is made once and kept
    tracemalloc.start()
    try:
        with read_deals_file(path) as file:
            assert sum(1 for _ in file.deals()) == 1_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5 * path.stat().st_size  # its bytes, its text in two bytes a letter


@pytest.mark.parametrize("data", [sample(), sample() | {"deals": [5]}, "{"])
def test_nothing_is_left_open_or_behind(tmp_path: Path, data: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, data)
    waiting = tmp_path / "waiting"
    waiting.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(waiting))
    before = open_files()
    faults_of(path)
    assert open_files() <= before
    assert list(waiting.iterdir()) == []


def open_files() -> set[str]:
    return {path.name for path in Path("/proc/self/fd").iterdir()}


def test_a_full_folder_for_waiting_entries_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, many(200))
    code = (
        f"from pathlib import Path; from tracker.deals_file.reading import read_deals_file as r; r(Path({str(path)!r}))"
    )
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 16; exec "$0" -c "$1"', sys.executable, code],
        check=False, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert done.stderr.splitlines()[-1].startswith("docgen.errors.OutputError: Не удалось записать в «")


def test_a_missing_folder_for_waiting_entries_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "нет"))
    with pytest.raises(OutputError, match="нет"):
        read_deals_file(write(tmp_path, sample()))


def test_the_schema_takes_what_is_taken(tmp_path: Path) -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    validator.check_schema(json_schema())
    for data in (sample(), *(deals_file(Random(seed), 8) for seed in range(5))):
        validator.validate(data)
        entries(write(tmp_path, data))
    assert not validator.is_valid(sample() | {"x": 1})
    with pytest.raises(InputError):
        entries(write(tmp_path, sample() | {"x": 1}))


def test_papers_and_contracts_need_no_number(tmp_path: Path) -> None:
    data = sample()
    del data["deals"][0]["contract"]["number"]
    del data["deals"][0]["documents"][0]["number"]
    with read_deals_file(write(tmp_path, data)) as file:
        (deal,) = file.deals()
    assert deal.contract is not None
    assert {deal.contract.number, deal.documents[0].number} == {"б/н"}


def test_nothing_may_have_been_performed_of_what_was_begun(tmp_path: Path) -> None:
    data = sample()
    data["deals"][0]["obligations"][0]["performed_amount"] = "0"
    with read_deals_file(write(tmp_path, data)) as file:
        (deal,) = file.deals()
    assert deal.obligations[0].performed_amount == 0
