"""The whole check of a template: in the limited process, with paragraphs and lines named, and a trial at the end."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest

from docgen.errors import TemplateError
from docgen.library import find_kind
from docgen.template_check import Report, check
from tests.samples import sample_order

KIND = find_kind("proforma_invoice")


def word(*paragraphs: str | list[str]) -> bytes:
    """A DOCX; a list of texts is one paragraph whose runs are formatted apart."""
    made = docx.Document()
    for paragraph in paragraphs:
        added = made.add_paragraph()
        for run in [paragraph] if isinstance(paragraph, str) else paragraph:
            added.add_run(run).bold = isinstance(paragraph, list) and len(run) % 2 == 0
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def sample() -> dict[str, Any]:
    return dict(sample_order("proforma_invoice").context)


def looked(content: bytes, suffix: str = ".docx") -> Report:
    return check(content, suffix, KIND, sample())


def test_an_honest_template_is_usable_and_its_names_are_listed() -> None:
    content = word(
        "Счёт {{ document.sign }} от {{ document.date | date_long }}",
        "{% for line in lines %}{{ line.name }}: {{ line.amount | money }}; {% endfor %}",
        "{% if totals.exempt %}Без НДС{% else %}НДС {{ totals.vat | money }}{% endif %}",
    )
    report = looked(content)
    assert report.is_usable, list(report.lines())
    assert report.known == (
        "document.date", "document.sign", "lines[].amount", "lines[].name", "totals.exempt", "totals.vat",
    )  # fmt: skip
    assert "seller.bank.account" in report.missing
    assert "document.sign" not in report.missing


def test_unknown_names_are_told_with_the_nearest_and_the_paragraph() -> None:
    report = looked(word("Привет", "Всего {{ totals.gros | money }}"))
    (unknown,) = report.unknown
    assert (unknown.path, unknown.nearest) == ("totals.gros", "totals.gross")
    assert unknown.where == "текст, абзац 2 «Всего {{ totals.gros | money }}»"
    assert not report.is_usable


def test_a_tag_cut_by_formatting_is_told_and_still_works() -> None:
    report = looked(word(["Всего {{ tot", "als.gross", " | money }} руб."]))
    assert report.is_usable
    (note,) = report.split
    assert "на 3" in note.text
    assert "абзац 1" in note.where


@pytest.mark.parametrize(
    ("paragraphs", "place", "told"),
    [
        (("Раз", "Всего {{ totals.gross"), "абзац 2", "не закрыт"),
        (("Всего totals.gross }}",), "абзац 1", "лишние скобки"),
        (("Раз", "{% for line in lines %}", "{{ line.name }}"), "абзац", "не закрыт"),
        (("{% endfor %}",), "абзац 1", "неизвестный или лишний"),
        (("{{ totals.gross | mony }}",), "абзац 1", "может быть, «money»"),
        (("{%tr for line in lines %}",), "абзац 1", "только в таблице"),
        (("Текст {%p if totals.exempt %}", "{%p endif %}"), "абзац 1", "отдельно"),
        (("{{ totals.gross + }}",), "абзац 1", "не читается"),
    ],
)
def test_a_broken_tag_is_told_with_its_paragraph(paragraphs: tuple[str, ...], place: str, told: str) -> None:
    report = looked(word(*paragraphs))
    assert not report.is_usable
    assert any(place in note.where and told in note.text for note in report.broken), report.broken


def test_unknown_names_are_told_even_where_another_tag_is_broken() -> None:
    report = looked(word("{{ seler.inn }}", "{% for line in lines %}{{ line.name }}", "{{ незакрыт"))
    assert [unknown.path for unknown in report.unknown] == ["seler"]
    assert report.broken


def test_what_only_a_trial_shows_is_told() -> None:
    report = looked(word("{{ seller.inn | money }}", "{{ client.short_name | days }}"))
    assert not report.is_usable
    assert report.broken[0].where == "проба на образце"


def test_headers_footers_and_tables_are_looked_through_too() -> None:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].add_run("{{ docment.sign }}")
    table = made.add_table(rows=1, cols=1)
    table.cell(0, 0).text = "{{ totals.gros }}"
    stream = io.BytesIO()
    made.save(stream)
    report = looked(stream.getvalue())
    assert {unknown.path: unknown.where.split(",")[0] for unknown in report.unknown} == {
        "docment": "верхний колонтитул",
        "totals.gros": "текст",
    }


def test_without_a_kind_only_tags_and_walls_are_checked() -> None:
    assert check(word("{{ anything.at_all }}"), ".docx", None).is_usable
    assert not check(word("{{ anything"), ".docx", None).is_usable


def test_an_html_template_is_told_by_lines() -> None:
    text = '{% extends "_base/document.html" %}\n{% block body %}\n<p>{{ totals.gros }}</p>\n{% endblock %}\n'
    report = looked(text.encode(), ".html")
    assert [(unknown.path, unknown.where) for unknown in report.unknown] == [("totals.gros", "строка 3")]
    assert looked(text.replace("gros ", "gross | money ").encode(), ".html").is_usable


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", '<img src="http://example.com/x.png">', '<link rel="stylesheet" href="x.css">'],
)
def test_what_is_forbidden_is_named_with_its_line(text: str) -> None:
    report = looked(f"<p>раз</p>\n{text}".encode(), ".html")
    assert not report.is_usable
    assert "2" in report.forbidden[0].where


def test_reaching_into_python_is_forbidden() -> None:
    report = looked(word("{{ ''.__class__.__mro__ }}"))
    assert not report.is_usable


def test_a_file_that_is_no_template_is_refused_in_russian() -> None:
    with pytest.raises(TemplateError, match=r"\.docx или \.html"):
        check(b"x", ".odt", KIND)
    with pytest.raises(TemplateError, match="Word"):
        check(b"not a zip", ".docx", KIND)
    with pytest.raises(TemplateError, match="UTF-8"):
        check("Привет".encode("cp1251"), ".html", KIND)


def test_the_report_is_plain_data_for_programs_and_sentences_for_people() -> None:
    report = looked(word("{{ totals.gros }}"))
    assert report.as_json()["usable"] is False
    assert report.as_json()["unknown"][0]["nearest"] == "totals.gross"
    told = "\n".join(report.lines())
    assert "может быть, «totals.gross»" in told
    assert told.endswith("исправьте то, что названо выше.")
