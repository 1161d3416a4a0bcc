"""XML of document flow: formats of several years, service documents, and files that only pretend."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.exchange.facts import Role, Title
from docgen.exchange.xml_files import UnreadableXmlError, day_of, is_xml, kopecks_of, look_into
from tests.docgen.exchange.making import (
    BUYER_ID,
    CLIENT_INN,
    OUR_INN,
    SELLER_ID,
    attorney,
    buyer_title,
    receipt,
    receipt_id,
    seller_title,
    xml,
)


@pytest.mark.parametrize("is_old", [False, True], ids=["5.02", "5.01"])
def test_a_sellers_title_states_its_paper(is_old: bool) -> None:
    found = look_into(seller_title("РМ-15/26", revision="2", is_old=is_old))
    assert found is not None
    assert (found.role, found.file_id) == (Role.TITLE, SELLER_ID.casefold())
    assert found.title == Title(
        number="РМ-15/26",
        date=date(2026, 11, 24),
        revision=2,
        function="СЧФДОП",
        total=24_400_000,
        seller_inn=OUR_INN,
        buyer_inn=CLIENT_INN,
    )


@pytest.mark.parametrize(("code", "outcome"), [("1", 1), ("2", 2), ("3", 3), ("", None), ("9", None)])
def test_a_buyers_title_states_the_outcome(code: str, outcome: int | None) -> None:
    found = look_into(buyer_title(code))
    assert found is not None
    assert (found.role, found.file_id, found.outcome) == (Role.BUYER_TITLE, BUYER_ID.casefold(), outcome)
    assert (found.about, found.said_on, found.said_time) == ((SELLER_ID.casefold(),), date(2026, 11, 25), None)
    assert (found.title, found.details) == (
        Title(number="15", date=date(2026, 11, 24), function="СЧФДОП"),
        "Товары приняты",
    )


def test_a_buyers_title_without_a_day_of_acceptance_has_that_of_its_making() -> None:
    found = look_into(buyer_title("1", ""))
    assert found is not None
    assert (found.said_on, found.said_time) == (date(2026, 11, 25), "10:20:30")


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("DP_PDPOL", Role.DISPATCH),
        ("DP_PDOTPR", Role.DELIVERY),
        ("DP_IZVPOL", Role.NOTICE),
        ("DP_UVUTOCH", Role.CLARIFICATION),
        ("DP_PRANNUL", Role.ANNULMENT),
    ],
)
def test_a_service_document_says_when_and_of_which_file(kind: str, role: Role) -> None:
    found = look_into(receipt(kind, note="Не тот КПП"))
    assert found is not None
    assert (found.role, found.about) == (role, (SELLER_ID.casefold(),))
    assert (found.said_on, found.said_time) == (date(2026, 11, 24), "11:12:13")
    assert (found.file_id, found.operator, found.details) == (
        receipt_id(kind).casefold(),
        "АО «Оператор»",
        "Не тот КПП",
    )


def test_a_kind_is_known_by_elements_where_the_identifier_is_an_operators_own() -> None:
    own = receipt("DP_IZVPOL").replace(receipt_id("DP_IZVPOL").encode(), b"ff00-1")
    found = look_into(own)
    assert found is not None
    assert found.role is Role.NOTICE
    named = look_into(seller_title(file_id="00-77"))
    assert named is not None
    assert named.role is Role.TITLE


def test_a_power_of_attorney_is_known_by_its_number() -> None:
    found = look_into(attorney())
    assert found is not None
    assert (found.role, found.attorney) == (Role.ATTORNEY, "4f1c2d3e-5a6b-4c7d-8e9f-0a1b2c3d4e5f")


@pytest.mark.parametrize("content", [b"<html/>", "<Файл ИдФайл='XX_1'/>".encode(), b"<a xmlns='urn:x'/>"])
def test_another_xml_is_a_mere_file(content: bytes) -> None:
    assert is_xml(content)
    assert look_into(content) is None


BOMB = (
    '<!DOCTYPE Файл [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><Файл ИдФайл="ON_NSCHFDOPPR_1">&c;</Файл>'
)
OUTSIDE = '<!DOCTYPE Файл [<!ENTITY a SYSTEM "file:///etc/passwd">]><Файл ИдФайл="ON_NSCHFDOPPR_1">&a;</Файл>'


@pytest.mark.parametrize(
    "content",
    [xml(BOMB), xml(OUTSIDE), b"<a", b"<a></b>", b"\xff\xfe<\x00", xml("<a>" * 5000), seller_title()[:-1]],
)
def test_what_is_broken_or_sly_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableXmlError):
        look_into(content)


@given(st.binary(max_size=200))
def test_random_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(UnreadableXmlError):
        look_into(b"<\x01" + content)


def test_a_truncated_title_is_refused_at_every_byte() -> None:
    whole = seller_title()
    for length in range(len(whole)):
        with pytest.raises(UnreadableXmlError):
            look_into(whole[:length])


@given(st.integers(0, 10**14))
def test_sums_become_kopecks(kopecks: int) -> None:
    assert kopecks_of(f"{kopecks // 100}.{kopecks % 100:02}") == kopecks
    assert kopecks_of(str(kopecks // 100)) == kopecks // 100 * 100


@pytest.mark.parametrize("told", [None, "", "1,50", "-1", "1.234", "x", "1e5", "²", "9" * 16])
def test_what_is_no_sum_is_none(told: str | None) -> None:
    assert kopecks_of(told) is None


@pytest.mark.parametrize("told", [None, "", "31.02.2026", "2026-11-24", "1.1.2026", "00.00.0000", "24.11.2026x"])
def test_what_is_no_day_is_none(told: str | None) -> None:
    assert day_of(told) is None
