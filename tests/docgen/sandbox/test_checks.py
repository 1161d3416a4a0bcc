"""Checks before the libraries: what they must not mistake for an attack, and broken input of every kind."""

from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape
from PIL import Image

from docgen.errors import DocgenError
from docgen.filters import css_string
from docgen.library import templates_root
from docgen.sandbox import CrashedError, Finding, ForbiddenTemplateError, page
from docgen.sandbox.css import faults_of_css
from docgen.sandbox.ooxml import check, read_parts
from docgen.sandbox.ooxml_links import is_outside, is_safe_hyperlink
from docgen.sandbox.pictures import fault_of_picture
from docgen.sandbox.protocol import Answer, packed, packed_error, unpacked
from tests.docgen.docx import toys
from tests.docgen.sandbox import docx_files as files

HONEST = toys.template("Договор {{ number }}")
NASTY = st.text(alphabet=st.sampled_from(list("<>&\"'()\\/:;@#-* \nurlimportscbas{}%"))) | st.text()


@given(NASTY)
def test_data_that_were_escaped_never_look_like_an_attack(text: str) -> None:
    html = f'<style>p::before {{ content: "{css_string(text)}" }}</style><p title="{escape(text)}">{escape(text)}</p>'
    assert list(page.findings(html, is_template=False)) == []


@given(st.text(alphabet=list("url(import@\"'/*\\75 69d:;{}) x#"), max_size=60))
def test_any_css_is_read_to_its_end(css: str) -> None:
    assert all(0 <= at < len(css) and fault for at, fault in faults_of_css(css))


@pytest.mark.parametrize("fill", ["url(#a)", "URL( '#a' )", "url()", "red /* url(http://a) */", "'url(http://a)'"])
def test_css_that_loads_nothing_passes(fill: str) -> None:
    assert list(faults_of_css(f"p {{ fill: {fill} }}")) == []


def test_every_shipped_template_passes() -> None:
    for path in templates_root().glob("*/template.html"):
        page.check(path.read_text(encoding="utf-8"), is_template=True)
    for path in templates_root().glob("*/template.docx"):
        check(path.read_bytes())


def test_the_line_of_a_forbidden_thing_is_told() -> None:
    html = "<p>a\n<p>b\n<style>\np { color: red }\nq { background: url(//h/a) }</style>\n<img src=a.png>"
    assert [finding.where for finding in page.findings(html, is_template=True)] == [
        "строка 5 шаблона",
        "строка 6 шаблона",
    ]


def test_a_list_of_many_items_without_end_tags_is_not_deep() -> None:
    page.check("<ul>" + "<li>a<p>b" * 1_000 + "</ul><table>" + "<tr><td>a" * 1_000, is_template=False)


def test_everything_forbidden_is_told_at_once_but_not_endlessly() -> None:
    with pytest.raises(ForbiddenTemplateError) as refusal:
        page.check("<script></script>\n" * 25, is_template=True)
    assert len(refusal.value.findings) == 25
    assert "ещё таких мест: 15" in str(refusal.value)


@settings(max_examples=150)
@given(st.integers(0, len(HONEST) - 1), st.binary(min_size=1, max_size=8))
def test_a_spoiled_file_is_read_or_refused_but_never_crashes(at: int, noise: bytes) -> None:
    with contextlib.suppress(DocgenError):
        check(HONEST[:at] + noise + HONEST[at + len(noise) :])


def test_parts_are_read_as_they_are() -> None:
    assert read_parts(HONEST) == files.members("Договор {{ number }}")


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("media/a.png", False),
        ("../a.png", False),
        ("#b", False),
        ("", False),
        ("//h/a", True),
        ("\\\\h\\a", True),
        ("/\\h", True),
        (" HTTP://h", True),
        ("C:\\a", True),
        ("file:a", True),
    ],
)
def test_an_address_outside_is_told_from_one_inside(address: str, outside: bool) -> None:
    assert is_outside(address) is outside


def test_a_link_is_safe_when_only_a_browser_or_a_mail_program_opens_it() -> None:
    assert all(map(is_safe_hyperlink, ["https://a", "HTTP://a", "mailto:a@b", "tel:+7", "#a", "a.html", "{{ a }}"]))
    assert not any(map(is_safe_hyperlink, ["javascript:a", " JavaScript:a", "file:///a", "\\\\h\\a", "ms-word:a"]))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP"])
def test_the_size_of_a_picture_is_read_without_opening_it(kind: str) -> None:
    def picture(width: int, height: int) -> bytes:
        saved = io.BytesIO()
        Image.new("1" if kind in {"PNG", "BMP"} else "L", (width, height)).save(saved, kind)
        return saved.getvalue()

    assert fault_of_picture(picture(5_000, 9_999)) == ""
    assert "10000 × 5001" in fault_of_picture(picture(10_000, 5_001))


@given(st.sampled_from([b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM", b"\xff\xd8", b"RIFF1234WEBPVP8X"]), st.binary())
def test_a_spoiled_picture_is_told_or_passed_but_never_crashes(magic: bytes, rest: bytes) -> None:
    assert isinstance(fault_of_picture(magic + rest), str)


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.lists(st.text())), st.binary())
def test_an_answer_arrives_as_it_was_sent(facts: dict[str, object], data: bytes) -> None:
    arrived = unpacked(packed(Answer(facts, data)))
    assert (arrived.facts, arrived.data) == (facts, data)


@given(st.binary())
def test_rubbish_is_no_answer(raw: bytes) -> None:
    with pytest.raises(CrashedError):
        unpacked(raw)


def test_a_refusal_arrives_with_its_findings() -> None:
    sent = ForbiddenTemplateError([Finding("word/document.xml", "макросы")])
    with pytest.raises(ForbiddenTemplateError) as refusal:
        unpacked(packed_error(sent))
    assert refusal.value.findings == sent.findings
    assert str(refusal.value) == str(sent)
