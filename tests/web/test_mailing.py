"""Addresses as people type them."""

from __future__ import annotations

import pytest

from web.mailing import recipients


@pytest.mark.parametrize(
    "typed",
    ["a@x.ru, b@x.ru", "a@x.ru;b@x.ru", "a@x.ru b@x.ru", " ,a@x.ru;\u00a0, b@x.ru ; "],
)
def test_addresses_are_told_apart_however_they_are_parted(typed: str) -> None:
    assert recipients(typed) == ["a@x.ru", "b@x.ru"]


def test_nothing_typed_is_nobody() -> None:
    assert recipients(" ; ,") == []
