from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import jinja2
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from docgen.errors import TemplateError
from docgen.markup import inline
from docgen.markup.pieces import PieceKind
from docgen.markup.tree import parse
from tests.docgen.docx.twin.pages import LOOK

JINJA = jinja2.Environment(autoescape=True)
CONTEXTS = [{"p": p, "q": q, "x": "X", "empty": [], "one": [1], "two": [1, 2]} for p in (0, 1) for q in (0, 1)]
LEAVES = st.sampled_from(["а", "б ", " в", " г ", " ", "д, ", ".", "", "{{ x }}", "<br>", "<b> ж </b>"])
WRITTEN = {PieceKind.EXPRESSION: "{{{{ {} }}}}", PieceKind.STATEMENT: "{{% {} %}}", PieceKind.TEXT: "{}"}


def _statements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, max_size=3).map("".join)
    flags, lists = st.sampled_from("pq"), st.sampled_from(["empty", "one", "two"])
    return st.one_of(
        st.builds("{{% if {} %}}{}{{% endif %}}".format, flags, several),
        st.builds("{{% if {} %}}{}{{% else %}}{}{{% endif %}}".format, flags, several, several),
        st.builds("{{% for i in {} %}}{}{{% endfor %}}".format, lists, several),
        st.builds("{{% for i in {} %}}{}{{% else %}}{}{{% endfor %}}".format, lists, several, several),
    )


PARAGRAPHS = st.lists(st.recursive(LEAVES, _statements, max_leaves=5), min_size=1, max_size=5).map("".join)


def _written(paragraph: str) -> jinja2.Template:
    pieces = inline.pieces(parse(paragraph).children, LOOK)
    texts = (WRITTEN[piece.kind].format(piece.value) if piece.kind in WRITTEN else "¶" for piece in pieces)
    return JINJA.from_string("".join(texts))


def _shown(paragraph: str, context: dict[str, Any]) -> list[str]:
    text = re.sub("</?b>", "", JINJA.from_string(paragraph).render(context))
    return [re.sub("[ \n]+", " ", line).strip() for line in text.split("<br>")]


@given(PARAGRAPHS)
def test_spaces_are_those_of_a_browser_whatever_the_branches(paragraph: str) -> None:
    refused = True
    with suppress(TemplateError):
        template, refused = _written(paragraph), False
    assume(not refused)
    for context in CONTEXTS:
        # Nobody sees a space at the end of a line.
        assert [line.strip(" ") for line in template.render(context).split("¶")] == _shown(paragraph, context)


@pytest.mark.parametrize(
    "paragraph",
    [
        "ИНН {{ x }}{% if p %}, КПП {{ x }}{% endif %}",
        "а {% if p %}б{% endif %} в",
        "а\n  {% if p %}\n  б\n  {% endif %}\n  в",
        "{% if p %}а {% endif %}б",
        "{% if p %}а{% endif %} б",
        "{% if p %}а{% endif %}{% if q %} б{% endif %}",
        "а{% if p %}<br>{% endif %} б",
        "Оплата{% if p %} {{ x }}{% endif %}: {% for i in two %}{{ i }} {% endfor %}р.",
        "{% for i in two %}{{ i }}{% if not loop.last %}, {% endif %}{% endfor %}.",
        "{% if p %}{{ x }}, {% endif %}{{ x }}{% if q %}, {{ x }}{% endif %}.",
    ],
)
def test_what_templates_really_write_is_never_refused(paragraph: str) -> None:
    template = _written(paragraph)
    for context in CONTEXTS:
        assert [line.strip(" ") for line in template.render(context).split("¶")] == _shown(paragraph, context)


def test_no_break_spaces_are_not_collapsed() -> None:
    assert _written("а \u00a0 б&nbsp;&nbsp;в").render() == "а \u00a0 б\u00a0\u00a0в"


def test_a_space_that_would_be_right_for_some_data_only_is_refused() -> None:
    with pytest.raises(TemplateError, match="if q"):
        _written("я{% if p %} а {% endif %}{% if q %} б {% endif %}в")


def test_minus_signs_of_jinja_trim_what_they_touch() -> None:
    assert _written("а  {%- if p -%}  б  {%- endif -%}  в").render(p=1) == "абв"
