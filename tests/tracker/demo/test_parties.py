"""Parties of the demo company: nobody real, and requisites that any form would take."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from docgen.declension.gender import gender_of
from docgen.intake.party_checks import check_party
from docgen.intake.raw import Place
from docgen.requisites import check_account, check_corr_account, check_inn, check_ogrn
from tests.demo_company import TODAY
from tracker.demo import requisites
from tracker.demo.catalogue import price_on, products
from tracker.demo.clients import make_clients
from tracker.demo.data import read
from tracker.models import PartyRow
from tracker.parties import input_of, read_parties

REAL = re.compile(
    r"сбер|втб|альфа|тинькофф|т-банк|газпром|роснефт|лукойл|яндекс|ozon|озон|wildberries|ржд|«магнит»|пят[её]рочк|"
    r"мегафон|билайн|мтс|ростех|росатом|bosch|makita|canon|xerox|toyota|komatsu|jungheinrich|1с\b|контур|диадок",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"[\w.+-]+@([\w.-]+)")
digits = st.text("0123456789", min_size=11, max_size=11)


def test_requisites_of_the_demo_company_pass_their_checks(seeded):
    with seeded.database.read() as connection:
        keys = connection.execute(select(PartyRow.id)).scalars().all()
        parties = read_parties(connection, keys)
    assert len(parties) == 63
    for party in parties.values():
        assert list(check_party(Place(input_of(party)), TODAY)) == [], party.short_name


@given(st.integers(100_000_000, 999_999_999), digits)
def test_made_up_numbers_pass_their_checks(stem, tail):
    assert check_inn(requisites.inn(str(stem)), 10) is None
    assert check_inn(requisites.inn(f"{stem}0"), 12) is None
    assert check_ogrn(requisites.ogrn(f"{stem}123"), 13) is None
    assert check_ogrn(requisites.ogrn(f"{stem}12345"), 15) is None
    for bank in read("clients")["banks"]:
        assert check_account(requisites.account(bank["bic"], "40702", tail), bank["bic"]) is None
        assert check_corr_account(requisites.corr_account(bank["bic"]), bank["bic"]) is None


@pytest.mark.parametrize("name", ["company", "clients", "catalogue"])
def test_nobody_real_is_named(name):
    text = files("tracker.demo").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    assert REAL.findall(text) == []


def test_addresses_belong_to_nobody():
    clients = make_clients(["Орлова Мария Викторовна"], TODAY)
    told = [str(client.party) for client in clients]
    domains = {domain for text in told for domain in ADDRESS.findall(text)}
    assert {domain for domain in domains if not domain.endswith(".example")} == set()
    assert all(client.party["inn"][2:4] == "00" for client in clients)  # there is no such tax office
    assert all(" 000-" in client.party["phone"] for client in clients)


def test_signatories_have_the_gender_that_their_names_show():
    data = read("clients")
    for name, gender in [*data["heads"], *data["entrepreneurs"]]:
        known = gender_of(name)
        assert known is not None
        assert known.value == gender, name


def test_no_two_clients_are_one():
    clients = make_clients(["Орлова Мария Викторовна"], TODAY)
    for key in ("inn", "ogrn", "short_name", "email"):
        assert len({client.party[key] for client in clients}) == len(clients) == 60, key


def test_lines_of_the_catalogue_are_told_apart_and_sold_above_their_cost():
    lines = products()
    assert len({line.code for line in lines}) == len({line.name for line in lines}) == 300
    for line in lines:
        assert line.cost < line.floor < line.price
        assert price_on(line, TODAY - timedelta(300), TODAY) <= line.price
