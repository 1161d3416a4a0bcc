from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.intake.cleaning import clean
from docgen.intake.problems import path_of


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("  Светильник  ", "Светильник"),
        ("Светильник\n  светодиодный\t36 Вт", "Светильник светодиодный 36 Вт"),
        ("a\r\nb\x85c\u2028d", "a b c d"),
        ("36\u00a0Вт", "36\u00a0Вт"),
        ("36\u00a0\u00a0Вт", "36\u00a0\u00a0Вт"),
        (
            "ООО «A & B» <script>alert(1)</script> | 'x' \"y\" \\",
            "ООО «A & B» <script>alert(1)</script> | 'x' \"y\" \\",
        ),
        ("👩‍👩‍👧 💡 ﬁ Ⅷ ① й", "👩‍👩‍👧 💡 ﬁ Ⅷ ① й"),
        ("{{ 7 * 7 }} {% raw %}", "{{ 7 * 7 }} {% raw %}"),
    ],
)
def test_a_text_stays_as_it_was_given_but_for_ends_and_line_breaks(given_text: str, kept: str) -> None:
    assert clean(given_text) == (kept, [])


@pytest.mark.parametrize("empty", ["", "   ", "\n\t", "\u00a0", "\u200b\ufeff", " \u2060 "])
def test_a_text_that_shows_nothing_is_not_given(empty: str) -> None:
    assert clean({"a": empty}) == ({"a": None}, [])


@pytest.mark.parametrize("code", [0, 7, 0x0B, 0x1B, 0x7F, 0x80, 0x9F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF])
def test_a_character_that_xml_cannot_carry_is_told_with_its_path(code: int) -> None:
    data, (problem,) = clean({"lines": [{"name": f"a{chr(code)}b"}]})
    assert path_of(problem.loc) == "lines[0].name"
    assert f"U+{code:04X}" in problem.text
    assert data == {"lines": [{"name": "a\ufffdb"}]}


def test_a_control_character_in_a_key_is_told_and_does_not_reach_the_terminal() -> None:
    data, (problem,) = clean({"na\x1b[31mme": 1, "ok": 2})
    assert data == {"ok": 2}
    assert path_of(problem.loc) == "na\\u001b[31mme"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once, told = clean(text)
    again, still_told = clean(once)
    assert again == once
    assert set(map(str, still_told)) <= set(map(str, told))
