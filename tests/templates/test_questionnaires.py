"""Questionnaires and passports: a blank that a hand can fill, a record that keeps what it was told, in order."""

from __future__ import annotations

import io
from typing import Any

import docx
import pypdfium2
import pytest

from docgen.errors import InputError
from docgen.html import render_html
from docgen.intake.source import Source
from docgen.library import find_kind
from docgen.papers.reading import PaperOrder, paper_from
from docgen.rendering import render_paper
from tests.templates.drafts import docx_words, draft, long_tables, pages, sample, text

KINDS = (
    "vip_questionnaire",
    "client_questionnaire",
    "needs_questionnaire",
    "audit_questionnaire",
    "site_passport",
    "outlet_passport",
)
WITH_MONTH = "needs_questionnaire"
BOTH_ENGINES = ["plutoprint", pytest.param("weasyprint", marks=pytest.mark.pango)]
TABLES = {
    "vip_questionnaire": ["problems", "proposals", "needs", "recommended"],
    "client_questionnaire": ["deciders"],
    "audit_questionnaire": ["people", "products"],
    "site_passport": ["contacts", "systems", "equipment", "measurements"],
    "outlet_passport": ["contacts", "assortment", "competitors"],
}
LONG = "Приезжайте заранее, иначе пропуск не успеют заказать. " * 18
ANSWERS = {
    "vip_questionnaire": {"relations": {"changes": LONG, "meet": LONG}, "feedback": {"works": LONG, "fails": LONG}},
    "client_questionnaire": {"activity": LONG, "territory": LONG},
    "needs_questionnaire": {"task": LONG, "in_use": LONG, "hinders": LONG, "result": LONG},
    "audit_questionnaire": {"trial_order": {"what": LONG[:490]}},
    "site_passport": {"access": {"limits": LONG}},
    "outlet_passport": {"format_details": LONG[:490]},
}


def empty(kind: str, **given: Any) -> PaperOrder:
    """A form of which nothing is known but the client and the day."""
    data = {"date": "2026-11-24", "client": {"full_name": "АО «Ель»"}, **given}
    return paper_from(Source(data, ()), find_kind(kind))


def first_column(order: PaperOrder) -> list[str]:
    """What stands in the first column of every DOCX table, from top to bottom."""
    opened = docx.Document(io.BytesIO(render_paper(order.kind, order.context, "docx")))
    return [row.cells[0].text for table in opened.tables for row in table.rows]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("engine", BOTH_ENGINES)
def test_an_empty_form_is_a_blank_with_nothing_filled_in_for_the_client(kind: str, engine: str) -> None:
    drawn = " ".join(pages(empty(kind), engine))
    assert "АО «Ель»" in drawn
    assert "24 ноября 2026 г." in drawn
    for filled in ("None", "☒", "[]", "{", "Undefined"):
        assert filled not in drawn


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_form_says_the_same_in_docx(kind: str) -> None:
    order = empty(kind)
    said = " ".join(docx_words(order))
    assert "None" not in said
    assert "☒" not in said
    assert said.count("☐") == text(order).count("☐")


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_form_has_rows_and_lines_to_write_on(kind: str) -> None:
    html = render_html(find_kind(kind), empty(kind).context)
    cells = html.count('class="write"') + html.count('class="blank"') + html.count('class="room"')
    assert cells >= 6
    assert html.count('class="answer"') >= 4
    assert "<p></p>" not in html, "an answer that is not there leaves lines, not an empty paragraph"


@pytest.mark.parametrize("kind", KINDS)
def test_rows_to_write_in_are_high_enough_for_a_hand(kind: str) -> None:
    """In DOCX rows to write in state their least height, which is never under 7 mm."""
    order = empty(kind)
    opened = docx.Document(io.BytesIO(render_paper(order.kind, order.context, "docx")))
    stated = [row.height.mm for table in opened.tables for row in table.rows if row.height is not None]
    assert len(stated) >= 12
    assert min(stated) > 6.9


@pytest.mark.parametrize("kind", KINDS)
def test_the_head_names_client_day_place_and_who_asked_and_answered_whom(kind: str) -> None:
    data = sample(kind)
    drawn = text(draft(kind))
    for fact in (data["client"]["full_name"], data["asked_by"]["name"], data["answered_by"]["position"]):
        assert fact in drawn
    assert " ".join(data["place"].split()) in drawn
    assert f"От какой компании {data['seller']['short_name']}" in drawn


@pytest.mark.parametrize("kind", KINDS)
def test_the_next_step_has_its_day_and_its_owner(kind: str) -> None:
    step = {"what": "Прислать расчёт", "due": "2026-12-20", "owner": "Орлова М. В."}
    drawn = text(draft(kind, next_step=step))
    assert "Следующий шаг Прислать расчёт Срок 20 декабря 2026 г. Ответственный Орлова М. В." in drawn


@pytest.mark.parametrize("kind", KINDS)
def test_a_next_step_before_the_talk_is_refused(kind: str) -> None:
    with pytest.raises(InputError, match="следующий шаг раньше даты"):
        empty(kind, next_step={"what": "Позвонить", "due": "2026-11-23"})


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_that_does_not_say_who_asks_is_told_of(kind: str) -> None:
    assert any("от чьего имени спрашивают" in warning for warning in empty(kind).warnings)
    assert not any("не указана наша компания" in warning for warning in draft(kind).warnings)


@pytest.mark.parametrize(("kind", "table"), [(kind, table) for kind, tables in TABLES.items() for table in tables])
def test_filled_rows_stand_in_the_order_of_the_file_and_no_empty_ones_with_them(kind: str, table: str) -> None:
    key = next(iter(sample(kind)[table][0]))
    rows = [{key: f"Ряд {letter}"} for letter in "ДАВБГ"]
    column = first_column(draft(kind, **{table: rows}))
    at = column.index("Ряд Д")
    assert column[at : at + 5] == [row[key] for row in rows]
    html = render_html(find_kind(kind), draft(kind, **{table: rows}).context)
    assert 'class="blank"' not in html
    assert 'class="room"' not in html


@pytest.mark.parametrize(("kind", "table"), [(kind, table) for kind, tables in TABLES.items() for table in tables])
@pytest.mark.parametrize(("engine", "count"), long_tables(90, 50))
def test_a_long_table_goes_on_over_pages_and_loses_no_row(kind: str, table: str, engine: str, count: int) -> None:
    key = next(iter(sample(kind)[table][0]))
    rows = [{key: f"Ряд-{number}-й"} for number in range(1, count + 1)]
    found = pages(draft(kind, **{table: rows}), engine)
    drawn = " ".join(found).split()
    assert [word for word in drawn if word.startswith("Ряд-")] == [row[key] for row in rows]
    holding = [page for page in found if "Ряд-" in page]
    assert len(holding) > 1
    caption = holding[0].split("Ряд-1-й")[0].split()[-1]
    assert all(caption in page for page in holding), "the captions are repeated"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("engine", BOTH_ENGINES)
def test_long_answers_are_printed_whole(kind: str, engine: str) -> None:
    order = draft(kind, **ANSWERS[kind])
    words = " ".join(pages(order, engine)).split()
    expected = render_html(order.kind, order.context).count("Приезжайте")
    assert words.count("Приезжайте") == expected > 0
    assert words.count("Приезжайте") == docx_words(order).count("Приезжайте")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fill", ["filled", "empty"])
def test_no_page_ends_with_a_heading(kind: str, fill: str) -> None:
    """A heading left alone at the foot of a page is taken for an empty section."""
    order = empty(kind) if fill == "empty" else draft(kind)
    content = pypdfium2.PdfDocument(render_paper(order.kind, order.context, "pdf"))
    opened = docx.Document(io.BytesIO(render_paper(order.kind, order.context, "docx")))
    headings = {paragraph.text for paragraph in opened.paragraphs if paragraph.style.name == "Heading 2"}
    assert headings
    for page in content:
        rows = [row.strip() for row in page.get_textpage().get_text_range().splitlines() if row.strip()]
        body = [row for row in rows if not row.startswith(("Страница", order.context["document"]["full_title"]))]
        assert body[-1] not in headings


@pytest.mark.parametrize("kind", KINDS)
def test_the_client_is_spoken_to_politely(kind: str) -> None:
    """«Вы» and «Ваш» of one client are written with a capital in every case."""
    words = {word.strip("«»().,:;?!") for word in text(empty(kind)).split()}
    assert not words & {"вы", "вас", "вам", "вами", "ваш", "ваша", "ваше", "ваши", "вашей", "вашего", "вашему"}


def test_a_joint_step_later_than_a_month_is_no_progress() -> None:
    late = {"form": "meeting", "what": "Встретиться", "due": "2027-01-02"}
    soon = late | {"due": "2026-12-31"}
    for step, is_told in ((late, True), (soon, False)):
        told = draft(WITH_MONTH, next_step=step).warnings
        assert any("позже, чем через месяц" in warning for warning in told) is is_told


@pytest.mark.parametrize(
    ("step", "marked"), [("survey", "обследование"), ("offer", "предложение"), ("meeting", "встреча")]
)
def test_the_joint_step_is_a_survey_an_offer_or_a_meeting(step: str, marked: str) -> None:
    drawn = text(draft(WITH_MONTH, next_step={"form": step}))
    steps = drawn.split("Что сделаем вместе в течение месяца?")[1].split("Следующий шаг")[0]
    assert f"☒ {marked}" in steps
    assert (steps.count("☒"), steps.count("☐")) == (1, 2)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("bic", "04452522", "в БИК 9 цифр"),
        ("account", "4070281033800006789", "в расчётном счёте 20 цифр"),
        ("corr_account", "301018104000000002255", "в корреспондентском счёте 20 цифр"),
    ],
)
def test_bank_details_of_a_wrong_length_are_refused(key: str, value: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        empty("client_questionnaire", bank={key: value})


def test_a_client_known_by_one_name_gets_a_line_for_the_short_one() -> None:
    assert text(empty("client_questionnaire")).count("АО «Ель»") == 2, "the head and the full name"


def test_a_trial_order_before_the_talk_is_refused() -> None:
    with pytest.raises(InputError, match="пробный заказ раньше даты беседы"):
        empty("audit_questionnaire", trial_order={"due": "2026-11-01"})


def test_brands_are_named_for_the_client_to_confirm() -> None:
    rows = [
        {"group": "Лампы", "brands": "«Квант»", "confirmed": "confirmed"},
        {"group": "Кабель", "suppliers": "«Опт»"},
    ]
    drawn = text(draft("audit_questionnaire", products=rows))
    assert "Лампы «Квант» да" in drawn
    assert "Кабель «Опт» ☐ да ☐ нет" in drawn


def test_a_sales_area_larger_than_the_whole_is_refused() -> None:
    with pytest.raises(InputError, match="торговый зал больше общей площади"):
        empty("outlet_passport", area={"total": "100", "sales": "100.5"})
