"""The whole check of a template: in the limited process, with paragraphs and lines named, and a trial at the end."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest

from docgen.errors import TemplateError
from docgen.library import find_kind
from docgen.template_check import Report, check
from tests.docgen.docx import toys
from tests.docgen.sandbox import docx_files as files
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


def with_table(*rows: tuple[str, ...]) -> bytes:
    return toys.template("{{ document.sign }}", draw=lambda document: toys.add_table(document, *rows))


def test_text_beside_a_tag_of_rows_is_told_before_it_vanishes() -> None:
    rows = (("ВАЖНО {%tr for l in lines %}", ""), ("{{ l.name }}", ""), ("{%tr endfor %}", "ИТОГО {{ totals.gross }}"))
    broken = looked(with_table(*rows)).broken
    assert [note.where.split(" «")[0] for note in broken] == ["текст, абзац 2", "текст, абзац 6"]
    assert all("другого текста не бывает, он пропадёт" in note.text for note in broken)


def test_two_tags_of_rows_in_one_row_are_told() -> None:
    (note,) = looked(with_table(("{%tr for l in lines %}", "{%tr endfor %}"))).broken
    assert "в одной строке: у каждого должна быть своя" in note.text


def test_text_beside_a_tag_of_cells_is_told() -> None:
    (note,) = looked(with_table(("{%tc for l in lines %} Товар", "{{ l.name }}", "{%tc endfor %}"))).broken
    assert "в ячейке с «{%tc for l in lines %}» другого текста не бывает" in note.text


def test_honest_loops_over_rows_and_cells_are_usable() -> None:
    rows = (("{%tr for l in lines %}", ""), ("{{ l.name }}", "{{ l.amount | money }}"), ("{%tr endfor %}", ""))
    assert looked(with_table(*rows)).is_usable
    assert looked(with_table(("{%tc for l in lines %}", "{{ l.name }}", "{%tc endfor %}"))).is_usable


def test_a_variable_called_p_is_no_tag_of_paragraphs() -> None:
    report = looked(word("{% for p in lines %}Товар {{ p.name }}, {% set r = p.name %}{{ r }}{% endfor %}"))
    assert report.is_usable, list(report.lines())


def test_tags_in_endnotes_are_told_because_nothing_fills_them() -> None:
    report = looked(files.with_notes("endnotes", "ИНН {{ seller.inn }}"))
    (note,) = report.broken
    assert note.where == "концевые сноски, абзац 1 «ИНН {{ seller.inn }}»"
    assert "теги не работают" in note.text
    assert report.known == ()


def test_tags_in_a_chart_are_told() -> None:
    chart = b'<c:chart xmlns:c="x"><c:v>{{ seller.inn }}</c:v></c:chart>'
    report = looked(files.with_members({"word/charts/chart1.xml": chart}, "{{ document.sign }}"))
    assert [note.where for note in report.broken] == ["диаграмма, word/charts/chart1.xml"]


def test_changes_and_comments_are_told_with_their_paragraph() -> None:
    xml = '<w:p><w:ins w:id="1" w:author="Юрист"><w:r><w:t>слово</w:t></w:r></w:ins></w:p>'
    (note,) = looked(files.with_xml(xml, "{{ document.sign }}")).forbidden
    assert note.where == "текст, абзац 1 «слово»"
    assert "примите или отклоните исправления" in note.text


@pytest.mark.parametrize("quotes", ["“—”", "‘—’"])
def test_curly_quotes_of_word_are_as_good_in_a_tag_as_straight_ones(quotes: str) -> None:
    assert looked(word(f"{{{{ document.sign | default({quotes}) }}}}")).is_usable


@pytest.mark.parametrize(("paragraphs", "suffix"), [(("просто",), ".docx"), (("",), ".docx"), (("<p>текст",), ".html")])
def test_a_template_without_a_single_name_of_its_kind_is_not_usable(paragraphs: tuple[str, ...], suffix: str) -> None:
    report = looked(word(*paragraphs) if suffix == ".docx" else paragraphs[0].encode(), suffix)
    assert not report.is_usable
    assert "нет ни одного имени этого вида" in report.broken[0].text
    assert check(word("просто"), ".docx", None).is_usable


def test_what_the_trial_finds_is_told_in_russian_with_its_paragraph() -> None:
    (note,) = looked(word("{{ document.sign }}", "Доля {{ 1 / 0 }}")).broken
    assert "абзац «Доля {{ 1 / 0 }}»: значение не подходит тегу: деление на ноль" in note.text


def test_a_section_that_may_be_absent_is_advice_and_no_refusal() -> None:
    kind = find_kind("cover_letter")
    context = dict(sample_order("cover_letter").context)
    report = check(word("{{ number }} по договору {{ contract.number }}, КПП {{ seller.kpp }}"), ".docx", kind, context)
    assert report.is_usable
    (note,) = report.advice
    assert "раздела «contract» может не быть" in note.text
    assert "{% if contract %}" in note.text
    assert "абзац 1" in note.where
    assert report.may_be_empty == ("contract.number", "seller.kpp")
    told = "\n".join(report.lines())
    assert "Предупреждения (1):" in told
    assert "Может быть пусто (2):" in told


def test_a_second_trial_shows_what_fails_only_without_optional_data() -> None:
    kind = find_kind("cover_letter")
    context = dict(sample_order("cover_letter").context)
    template = word("{{ number }}{% if contract %}есть{% else %}{{ contract.number }}{% endif %}")
    report = check(template, ".docx", kind, context)
    assert report.is_usable
    assert [note.where for note in report.advice] == ["проба с пустыми необязательными сведениями"]
    assert "«number» берётся из раздела, который пуст" in report.advice[0].text
