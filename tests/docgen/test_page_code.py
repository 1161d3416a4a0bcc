"""What stands in the code of a page, and which identifiers a paper may have."""

from __future__ import annotations

import secrets

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from docgen.page_code import ALPHABET, PageCode, PageCodeError, check_id, decode, new_id

IDS = st.text(ALPHABET, min_size=4, max_size=12)


@given(document_id=IDS, pages=st.integers(1, 9999), data=st.data())
def test_what_goes_into_a_code_comes_out(document_id: str, pages: int, data: st.DataObject) -> None:
    code = PageCode(document_id=document_id, page=data.draw(st.integers(1, pages)), pages=pages)
    assert decode(code.encode()) == code


def test_a_code_names_the_paper_the_page_and_the_pages() -> None:
    assert PageCode(document_id="7K3MZQ4X9B2T", page=3, pages=10).encode() == "7K3MZQ4X9B2T/3/10"


@given(st.text(f"{ALPHABET}/ILOU", max_size=22))
def test_no_text_is_read_in_two_ways(text: str) -> None:
    code = decode(text)
    assert code is None or code.encode() == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7K3M",
        "7K3M/1",
        "7K3M/0/1",
        "7K3M/2/1",
        "7K3M/01/10",
        "7K3M/1/10000",
        "7K3M/1/1/1",
        "7K3M/1/1\n",
        "7K3M/١/١",
        "7k3m/1/1",
        "7K3O/1/1",
        "ABC/1/1",
        "7K3MZQ4X9B2T7/1/1",
        "ST00012|Name=ООО «А»",
    ],
)
def test_another_text_is_not_taken_for_a_code(text: str) -> None:
    assert decode(text) is None


@pytest.mark.parametrize(
    ("text", "version"),
    [("7K3MZQ4X9B2T/999/999", 1), ("ABCD/9999/9999", 1), ("7K3MZQ4X9B2T/1000/1000", 2), ("7K3MZQ4X9B2T/9999/9999", 2)],
)
def test_up_to_999_pages_the_smallest_symbol_of_level_m_is_enough(text: str, version: int) -> None:
    assert decode(text) is not None
    assert segno.make_qr(text, error="m", mode="alphanumeric").version == version


@pytest.mark.parametrize("text", ["7K3M", "0000", "7K3MZQ4X9B2T"])
def test_an_identifier_has_four_to_twelve_signs(text: str) -> None:
    assert check_id(text) is None


@pytest.mark.parametrize(
    "text", ["", "7K3", "7K3MZQ4X9B2T7", "7k3m", "7K3-M", "7K3I", "7K3L", "7K3O", "7K3U", "ДОК1", "7K3M\n"]
)
def test_another_identifier_is_refused_with_an_example(text: str) -> None:
    problem = check_id(text)
    assert problem is not None
    assert "от 4 до 12 цифр и заглавных латинских букв, кроме I, L, O и U. Пример: 7K3MZQ4X9B2T." in problem
    assert check_id("7K3MZQ4X9B2T") is None


@pytest.mark.parametrize(("page", "pages"), [(0, 1), (2, 1), (1, 10_000), (-1, 3)])
def test_a_page_outside_its_paper_is_refused(page: int, pages: int) -> None:
    with pytest.raises(PageCodeError, match=f"Нет страницы {page} из {pages}"):
        PageCode(document_id="7K3M", page=page, pages=pages)


def test_a_code_with_a_bad_identifier_is_refused() -> None:
    with pytest.raises(PageCodeError, match="«договор» не годится"):
        PageCode(document_id="договор", page=1, pages=1)


@given(st.binary(min_size=8, max_size=40))
def test_a_new_identifier_may_stand_in_a_code(random_bytes: bytes) -> None:
    made = new_id(random_bytes)
    assert len(made) == 12
    assert check_id(made) is None
    assert made == new_id(random_bytes)


def test_each_of_the_sixty_bits_changes_a_new_identifier() -> None:
    made = {new_id((1 << bit).to_bytes(8)) for bit in range(60)}
    assert len(made | {new_id(bytes(8))}) == 61


def test_new_identifiers_take_any_sign_in_any_place() -> None:
    made = [new_id(secrets.token_bytes(8)) for _ in range(2000)]
    assert [set(signs) for signs in zip(*made, strict=True)] == [set(ALPHABET)] * 12


def test_too_few_random_bytes_are_refused() -> None:
    with pytest.raises(PageCodeError, match="8 случайных байтов, а дано 7"):
        new_id(bytes(7))
