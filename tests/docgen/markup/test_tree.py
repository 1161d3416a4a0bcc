from __future__ import annotations

import pytest

from docgen.docx import read_text
from docgen.errors import TemplateError
from tests.docgen.docx.twin import pages


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<p>а", "Не закрыт тег <p>"),
        ("<p>а</div>", "</div> закрывает тег <p>"),
        ("</p>", "лишний тег"),
        ("{% if a %}<p>б</p>", "Не закрыт оператор"),
        ("<div>{% if a %}</div>{% endif %}", "закрывает оператор"),
        ("{% if a %}<div>{% endif %}</div>", "стоит не там"),
        ("{% endfor %}", "стоит не там"),
        ("<p>{% if a %}б{% endfor %}</p>", "стоит не там"),
        ("<ul></ul>", "<ul>"),
        ("<p><table></table></p>", "<table>"),
        ("<p>а<img>б</p>", "<img>"),
        ('<p class="no-such">а</p>', "no-such"),
        ('<p><span class="no-such">а</span></p>', "no-such"),
        ('<table class="no-such"><tr><td></td></tr></table>', "no-such"),
    ],
)
def test_what_the_vocabulary_does_not_have_is_refused(page: str, said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        pages.drawn(page)


def test_entities_become_characters_and_are_escaped_again() -> None:
    text = read_text(pages.filled("<p>&laquo;а&raquo;&nbsp;&amp;&lt;&mdash;&#8470;&nbsp;1</p>"))
    assert text.paragraphs == ("«а»\u00a0&<—№\u00a01",)


def test_the_head_of_a_page_is_not_text() -> None:
    page = "<!DOCTYPE html><html><head><title>{{ no }}</title><style>p { }</style></head><body><p>а</p></body></html>"
    assert read_text(pages.filled(page)).paragraphs == ("а",)


def test_a_tag_may_hold_what_looks_like_html() -> None:
    page = "<p>{% if a<b and b > a %}{{ '<b>' }}{% endif %}</p>"
    assert read_text(pages.filled(page, a=1, b=2)).paragraphs == ("<b>",)


def test_what_is_for_the_pdf_alone_is_left_out() -> None:
    page = '<div class="qr pdf-only">{{ payment_code | no_filter }}<img></div><p>а<span class="pdf-only">б</span></p>'
    assert read_text(pages.filled(page)).paragraphs == ("а",)
