"""Every refusal of the contract names its place in the file's own keys, and every fact of life is taken."""

from __future__ import annotations

import json
import re
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.docgen.intake.conftest import change
from tests.docgen.intake.test_fuzz import JUNK, damage, places
from tests.tracker.deals_file.files import faults_of, sample, write
from tracker.deals_file.schema import json_schema

DEAL = "deals[0]"
OWED, DUE = f"{DEAL}.obligations[0]", f"{DEAL}.obligations[1]"
PAPER, CONTRACT, PAID = f"{DEAL}.documents[0]", f"{DEAL}.contract", f"{DEAL}.payments[0]"
CLIENT = "clients[0]"


def changed(changes: dict[str, Any]) -> dict[str, Any]:
    data = sample()
    for path, value in changes.items():
        change(data, path, value)
    return data


def told(folder: Path, changes: dict[str, Any]) -> dict[str, str]:
    return faults_of(write(folder, changed(changes)))


def test_the_sample_is_taken(tmp_path: Path) -> None:
    assert told(tmp_path, {}) == {}


@pytest.mark.parametrize(
    ("path", "value", "part"),
    [
        (f"{PAPER}.covers.o1", "120000.01", "больше, чем само обязательство (120 000,00 руб.)"),
        (f"{PAPER}.covers.o2", "1.00", 'обязательства "o2" в этой сделке нет; есть: o1, p1'),
        (f"{PAPER}.covers.о1", "1.00", "в этой сделке нет"),  # Cyrillic о
        (f"{PAPER}.covers.o1", "0", "больше 0"),
        (f"{PAPER}.covers.o1", None, "не заполнено"),
        (f"{PAPER}.covers.o1", 1.5, "в кавычки"),
        (f"{PAPER}.covers", [], "нужны пары"),
        (f"{PAPER}.covers", "o1", "нужны пары"),
        (f"{PAPER}.signed_by_client_on", "2025-01-29", "подпись клиента (29.01.2025) раньше даты самого документа"),
        (f"{PAPER}.original_on", "2025-01-29", "оригинал (29.01.2025) раньше"),
        (f"{CONTRACT}.signed_by_client_on", "2025-01-09", "подпись клиента (09.01.2025) раньше"),
        (f"{CONTRACT}.original_on", "2025-01-09", "оригинал (09.01.2025) раньше"),
        (f"{CONTRACT}.power_of_attorney.until", "2024-12-31", "кончается раньше, чем начинается"),
        (f"{CONTRACT}.acceptance_days", 0, "от 1 до 365"),
        (f"{CONTRACT}.protections[0]", "scan", "бывает"),
        (f"{CONTRACT}.code", "x", "неизвестный ключ"),
        (f"{OWED}.kind", "payment", "мы должны goods, services, works, handover"),
        (f"{DUE}.kind", "works", "клиент должен только payment"),
        (f"{OWED}.by", "client", ""),
        (f"{OWED}.amount", "-1", "больше 0"),
        (f"{OWED}.amount", "1000000000000.01", "не больше"),
        (f"{OWED}.amount", "1.001", "округлите"),
        (f"{OWED}.performed_amount", "1,5", "с точкой"),
        (f"{OWED}.due_on", None, "не заполнено"),
        (f"{OWED}.due_on", ..., "нет обязательного ключа"),
        (f"{OWED}.due_on", "2025-02-30", "не существует"),
        (f"{OWED}.due_on", "0000-01-01", "не существует"),
        (f"{OWED}.due_on", "9999-01-01", "не похож на правду"),
        (f"{OWED}.id", 5, "в кавычках"),
        (f"{OWED}.id", "o" * 101, "не длиннее 100"),
        (f"{PAPER}.kind", "накладная", "бывает"),
        (f"{PAPER}.kind", "supply_contract", "бывает"),
        (f"{PAPER}.kind", "internal_price_list", "бывает"),
        (f"{PAPER}.status", 1, "статус есть только у УПД"),
        (f"{PAPER}.vat_rate", "101", "не больше 100"),
        (f"{PAPER}.datе", "2025-01-30", "может быть, «date»"),  # Cyrillic е
        (f"{PAID}.evidence", "слово", "бывает"),
        (f"{PAID}.direction", "back", "бывает"),
        (f"{PAID}.amount", {}, "нужно число"),
        (f"{DEAL}.client", "c2", 'клиента "c2" в clients нет'),
        (f"{DEAL}.client", "c" * 101, "не длиннее"),
        (f"{DEAL}.client", ..., "нет обязательного ключа"),
        (f"{DEAL}.kind", "barter", "бывает"),
        (f"{DEAL}.manager", "м" * 201, "не длиннее 200"),
        (f"{DEAL}.contract", [], "нужен раздел"),
        (f"{DEAL}.obligations", {}, "нужен список"),
        (f"{DEAL}.payments", [None], ""),
        (f"{CLIENT}.party.inn", "7712345672", "ИНН"),
        (f"{CLIENT}.party.kpp", "771201001", "КПП нет"),
        (f"{CLIENT}.party.bank.account", "40802810001300001235", ""),
        (f"{CLIENT}.contacts[0].left", "2025-01-01", "неизвестный ключ"),
        (f"{CLIENT}.id", ..., "нет обязательного ключа"),
        ("organization.ogrn", ..., "ОГРН"),
        ("organization.bank.account", "40702810938000012346", ""),
        ("organization", ..., "нет обязательного ключа"),
        ("clients", None, "не заполнено"),
        ("deals", 5, "нужен список"),
        ("dеals", [], "может быть, «deals»"),  # Cyrillic е
    ],
)
def test_a_refusal_names_its_place(tmp_path: Path, path: str, value: object, part: str) -> None:
    found = told(tmp_path, {path: value})
    place = {f"{DEAL}.payments": f"{PAID}", f"{OWED}.by": f"{OWED}.kind"}.get(path, path)
    assert part in found[place].replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (("clients",), "clients[1].id"),
        (("deals",), "deals[1].id"),
        (("deals", 0, "obligations"), f"{DEAL}.obligations[2].id"),
        (("deals", 0, "documents"), f"{DEAL}.documents[1].id"),
    ],
)
def test_a_repeated_id_is_refused(tmp_path: Path, keys: tuple[str | int, ...], place: str) -> None:
    data = sample()
    items = reduce(getitem, keys, data)
    items.append(items[0])
    found = faults_of(write(tmp_path, data))
    assert list(found) == [place]
    assert "уже есть" in found[place]


def test_the_same_id_in_another_deal_or_another_list_is_no_repetition(tmp_path: Path) -> None:
    data = changed({f"{DEAL}.id": "c1", f"{PAPER}.id": "o1"})
    data["deals"].append(data["deals"][0] | {"id": "d2"})
    assert faults_of(write(tmp_path, data)) == {}


@pytest.mark.parametrize(
    "ids", [("d1", "D1"), ("й", "и\u0306"), ("d1", "d1/2"), ("e", "е"), ("d 1", "d1"), ("0", "00")]
)
def test_ids_that_only_look_alike_are_two(tmp_path: Path, ids: tuple[str, str]) -> None:
    data = sample()
    data["deals"] = [data["deals"][0] | {"id": name} for name in ids]
    assert faults_of(write(tmp_path, data)) == {}


def test_a_float_of_yaml_is_refused_by_its_path(tmp_path: Path) -> None:
    text = yaml.safe_dump(sample(), allow_unicode=True).replace("'60000.00'", "60000.00")
    found = faults_of(write(tmp_path, text, "deals.yaml"))
    assert set(found) == {f"{PAID}.amount", f"{DEAL}.claims[0].amount"}
    assert all("60000.00" in text for text in found.values())


def test_a_whole_number_is_taken_for_a_sum(tmp_path: Path) -> None:
    assert told(tmp_path, {f"{PAID}.amount": 60000, f"{PAPER}.covers.o1": 5}) == {}


def test_one_broken_field_hides_nothing_else_in_its_deal(tmp_path: Path) -> None:
    changes = {
        f"{OWED}.kind": "payment",
        f"{DUE}.due_on": "завтра",
        f"{PAPER}.covers": {"o1": "120000.01", "нет": "1", "p1": 1.5},
        f"{PAPER}.signed_by_client_on": "2025-01-01",
        f"{PAPER}.status": "1",
        f"{PAPER}.unknown": 1,
        f"{CONTRACT}.power_of_attorney.until": "2024-01-01",
        f"{PAID}.amount": "0",
        f"{DEAL}.client": "c9",
        f"{CLIENT}.party.inn": "1",
        "organization.kpp": "1",
    }
    covers = {f"{PAPER}.covers.{name}" for name in ("o1", "нет", "p1")}
    assert set(told(tmp_path, changes)) == (changes.keys() - {f"{PAPER}.covers"}) | covers


def test_an_obligation_with_a_broken_id_does_not_make_its_covers_unknown(tmp_path: Path) -> None:
    assert list(told(tmp_path, {f"{OWED}.id": 1, f"{PAPER}.covers": {"1": "5.00"}})) == [f"{OWED}.id"]


def test_broken_obligations_do_not_make_every_cover_unknown(tmp_path: Path) -> None:
    assert list(told(tmp_path, {f"{DEAL}.obligations": "нет"})) == [f"{DEAL}.obligations"]


@pytest.mark.parametrize(
    "changes",
    [
        {f"{DEAL}.documents[1]": {"id": "w2", "kind": "universal_transfer_document", "status": 2, "number": "15",
                                  "date": "2025-01-30", "covers": {"o1": "120000.00"}}},
        {f"{OWED}.performed_amount": "1.00"},
        {f"{OWED}.performed_amount": "999999.00"},
        {f"{PAPER}.sent_on": "2024-12-01"},
        {f"{OWED}.performed_on": "2020-01-01"},
        {f"{PAID}.amount": "99999999.00"},
        {f"{DEAL}.payments[1]": {"date": "2025-01-20", "amount": "60000.00", "evidence": "bank_statement"}},
        {f"{PAID}.direction": "out"},
        {f"{OWED}.due_on": "2099-01-01", f"{PAID}.date": "2100-12-31", f"{PAPER}.date": "2090-01-01",
         f"{PAPER}.signed_by_client_on": "2090-01-01", f"{PAPER}.original_on": "2090-01-01"},
        {f"{CONTRACT}.number": "15"},
        {f"{DEAL}.contract": ...},
        {f"{DEAL}.contract": None, f"{DEAL}.documents": None, f"{DEAL}.payments": [], f"{DEAL}.claims": None},
        {f"{PAPER}.covers": None},
        {f"{PAPER}.covers": {}},
        {f"{PAPER}.covers": ...},
        {f"{PAPER}.covers": {"p1": "5.00"}},
        {f"{PAPER}.scan_on": "2020-01-01", f"{PAPER}.delivered_on": "2020-01-01"},
        {f"{CLIENT}.contacts": [], f"{CLIENT}.surveys": None, f"{CLIENT}.tier": ""},
        {"clients[1]": {"id": "c2", "party": sample()["clients"][0]["party"]}},
        {f"{CLIENT}.party": sample()["organization"]},
        {"deals": []},
        {f"{PAPER}.number": "№ 15/а-Ж 😀"},
    ],
)  # fmt: skip
def test_a_fact_of_life_is_taken(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert told(tmp_path, changes) == {}


def words_of(schema: Any) -> set[str]:
    found: set[str] = set()
    if isinstance(schema, dict):
        found |= {*schema.get("properties", {})} | {word for word in schema.get("enum", ()) if isinstance(word, str)}
        schema = list(schema.values())
    for inner in schema if isinstance(schema, list) else ():
        found |= words_of(inner)
    return found


ALLOWED = words_of(json_schema()) | {"true", "false", "name", "example", "ru", "o1", "p1", "deal", "yaml"}


@settings(max_examples=300)
@given(data=st.data())
def test_random_damage_is_told_once_each_in_russian(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    file = sample()
    known = list(places(file))
    for _ in range(data.draw(st.integers(1, 4))):
        way = data.draw(st.sampled_from(["delete", "replace", "replace", "add"]))
        damage(file, data.draw(st.sampled_from(known)), way, data.draw(JUNK))
    path = tmp_path_factory.getbasetemp() / "damaged.json"
    path.write_text(json.dumps(file), encoding="utf-8")
    for place, message in faults_of(path).items():
        assert re.search("[а-яё]", message)
        own = re.sub(r'"[^"]*"|U\+[0-9A-F]+', "", message)
        assert {word for word in re.findall(r"[A-Za-z_]\w+", own) if word not in ALLOWED} == set(), (place, message)
