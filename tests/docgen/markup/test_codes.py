from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.docx import read_text
from docgen.errors import TemplateError
from tests.docgen.docx.twin import pages

QUOTED = st.text(st.sampled_from("аб “”‘’«»&<>%{}#|,.()[]"), max_size=12).filter(
    lambda text: (
        not any(tag in text for tag in ("{{", "}}", "{%", "%}", "{#", "#}")) and not text.endswith(("}", "%", "#"))
    )
)


@given(QUOTED)
def test_a_literal_inside_a_tag_comes_out_letter_for_letter(text: str) -> None:
    made = pages.filled(f'<p>[{{{{ "{text}" }}}}]</p>')
    assert read_text(made).paragraphs == (f"[{text}]",)


@given(QUOTED)
def test_a_literal_in_a_statement_between_blocks_is_compared_letter_for_letter(text: str) -> None:
    made = pages.filled(f"{{% if name == '{text}' %}}<p>да</p>{{% endif %}}", name=text)
    assert read_text(made).paragraphs == ("да",)


def test_comparisons_survive_xml() -> None:
    page = "{% if 1 < count and count >= 3 %}<p>{{ count > 2 }}</p>{% endif %}"
    assert read_text(pages.filled(page, count=3)).paragraphs == ("True",)


@pytest.mark.parametrize("code", ["loop.index % 2", "{'a': 1}"])
def test_what_docxtpl_would_cut_off_is_refused(code: str) -> None:
    with pytest.raises(TemplateError, match="вне кавычек"):
        pages.drawn(f"{{% if {code} %}}<p>а</p>{{% endif %}}")
