"""VIP-анкета: seven goals in order, a scale that only the user sets, and sheets that stand apart."""

from __future__ import annotations

import io
from typing import Any

import docx
import pypdfium2
import pytest

from docgen.errors import InputError
from docgen.filters import NBSP
from docgen.rendering import render_paper
from tests.templates.drafts import docx_words, draft, pages, sample, text
from tests.templates.test_questionnaires import BOTH_ENGINES, empty

KIND = "vip_questionnaire"
GOALS = [
    "1. Отношения",
    "2. Обратная связь",
    "3. Качество",
    "4. Развитие",
    "5. Дальнейшие продажи",
    "6. Отзыв",
    "7. Рекомендации",
]
PERMISSION = "Разрешение использовать отзыв"
CONSENT = "Согласие на обработку персональных данных"
SCALE: dict[str, Any] = {"from": 0, "to": 5, "questions": [{"text": "Довольны ли Вы сроками?", "mark": 4}]}


def boxes(drawn: str) -> str:
    """What stands under the question of the mark."""
    return drawn.split("Довольны ли Вы сроками?")[1].partition("3. Качество")[0]


def test_the_seven_goals_are_the_sections_in_their_order() -> None:
    drawn = text(draft(KIND))
    places = [drawn.index(goal) for goal in GOALS]
    assert places == sorted(places)
    opened = docx.Document(io.BytesIO(render_paper(draft(KIND).kind, draft(KIND).context, "docx")))
    headings = [paragraph.text for paragraph in opened.paragraphs if paragraph.style.name == "Heading 2"]
    assert headings == [*GOALS, "Документы"]


@pytest.mark.parametrize("engine", BOTH_ENGINES)
def test_the_permission_stands_on_a_page_of_its_own_with_nothing_else(engine: str) -> None:
    for order in (draft(KIND), empty(KIND)):
        found = pages(order, engine)
        holding = [page for page in found if PERMISSION in page]
        assert len(holding) == 1
        assert holding[0].startswith(PERMISSION)
        for foreign in (*GOALS, "Документы", CONSENT, "Следующий шаг", "Кто спрашивал"):
            assert foreign not in holding[0]


def test_the_permission_begins_a_page_in_docx_too() -> None:
    opened = docx.Document(io.BytesIO(render_paper(draft(KIND).kind, draft(KIND).context, "docx")))
    titles = [paragraph for paragraph in opened.paragraphs if paragraph.text in (PERMISSION, CONSENT)]
    assert [title.paragraph_format.page_break_before for title in titles] == [True, True]


def test_the_permission_says_who_allows_whom_what_where_and_until_when() -> None:
    sheet = next(page for page in pages(draft(KIND)) if PERMISSION in page)
    for said in (
        "Кто разрешает Акционерное общество «Северный торговый центр»",
        "Кому Общество с ограниченной ответственностью «Светотехника»",
        "название нашей компании ☒ разрешаем ☐ не разрешаем",
        "имя и должность автора отзыва ☒ разрешаем ☐ не разрешаем",
        "наш логотип ☐ разрешаем ☒ не разрешаем",
        "☒ на сайте ☒ в презентациях и коммерческих предложениях ☐ в социальных сетях",
        "Действует до 31 декабря 2027 г. включительно",
        "не согласие на обработку персональных данных",
        "Действует на основании доверенности № 17/26 от 12 января 2026 г.",
    ):
        assert said in sheet


def test_the_permission_holds_the_very_text_that_it_allows_to_use() -> None:
    sheet = next(page for page in pages(draft(KIND)) if PERMISSION in page)
    assert f"Текст отзыва {' '.join(sample(KIND)['testimonial']['text'].split())} Что можно указать" in sheet
    blank = next(page for page in pages(empty(KIND)) if PERMISSION in page)
    assert "Текст отзыва Что можно указать" in blank


@pytest.mark.parametrize("engine", BOTH_ENGINES)
def test_a_permission_with_a_testimonial_of_two_thousand_signs_is_still_one_sheet(engine: str) -> None:
    testimonial = {"text": "Свет стал ровнее, а счета меньше. " * 58}
    found = [page for page in pages(draft(KIND, testimonial=testimonial), engine) if "М. П. (при наличии)" in page]
    assert [page.startswith(PERMISSION) for page in found] == [True]


def test_what_was_not_answered_in_the_permission_is_neither_allowed_nor_refused() -> None:
    sheet = next(page for page in pages(draft(KIND, "permission")) if PERMISSION in page)
    assert "☒" not in sheet
    assert sheet.count("☐") == 10


def test_a_testimonial_without_a_signer_is_told_of() -> None:
    told = draft(KIND, "permission").warnings
    assert any("отзыв не публикуйте" in warning for warning in told)
    assert not any("отзыв не публикуйте" in warning for warning in draft(KIND).warnings)


def test_no_scale_is_assumed() -> None:
    drawn = text(draft(KIND, "scale"))
    part = drawn.split("2. Обратная связь")[1].split("3. Качество")[0]
    assert "Как Вы оцениваете нашу работу?" in part
    assert "☐" not in part
    assert "☒" not in part
    assert not any(char.isdigit() for char in part)


def test_a_mark_in_words_needs_no_scale() -> None:
    drawn = text(draft(KIND, "scale", feedback={"mark": "Хорошо, но медленно"}))
    assert "Как Вы оцениваете нашу работу? Хорошо, но медленно" in drawn


@pytest.mark.parametrize(("low", "high"), [(0, 5), (1, 10), (1, 3), (0, 20)])
def test_the_scale_has_a_box_for_each_mark_from_end_to_end(low: int, high: int) -> None:
    scale = {"from": low, "to": high, "questions": [{"text": "Довольны ли Вы сроками?"}]}
    drawn = boxes(text(draft(KIND, scale=scale)))
    assert drawn.split() == [part for mark in range(low, high + 1) for part in ("☐", str(mark))]


@pytest.mark.parametrize("mark", range(6))
def test_the_given_mark_and_no_other_is_marked(mark: int) -> None:
    order = draft(KIND, scale=SCALE | {"questions": [{"text": "Довольны ли Вы сроками?", "mark": mark}]})
    drawn = boxes(text(order))
    assert drawn.count("☒") == 1
    assert f"☒ {mark}" in drawn
    assert docx_words(order).count("☒") == text(order).count("☒")


def test_the_words_of_the_ends_are_printed_as_far_as_they_are_given() -> None:
    assert "0 — плохо; 5 — отлично." in text(draft(KIND, scale=SCALE | {"low": "плохо", "high": "отлично"}))
    assert "5 — отлично." in text(draft(KIND, scale=SCALE | {"high": "отлично"}))
    assert "0 —" not in boxes(text(draft(KIND, scale=SCALE)))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"from": 5}, "шкала кончается не выше"),
        ({"to": 21}, "больше 21 деления"),
        ({"questions": [{"text": "?", "mark": 6}]}, "оценка выше верхнего края"),
        ({"from": 1, "questions": [{"text": "?", "mark": 0}]}, "оценка ниже нижнего края"),
        ({"questions": []}, "scale.questions"),
    ],
)
def test_a_scale_that_cannot_hold_its_marks_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        empty(KIND, scale=SCALE | changed)


def test_one_mark_cannot_be_given_in_words_and_on_a_scale() -> None:
    with pytest.raises(InputError, match="оценка дана и словами, и по шкале"):
        empty(KIND, scale=SCALE, feedback={"mark": "хорошо"})


def test_no_consent_is_printed_unless_it_is_asked_for() -> None:
    for order in (empty(KIND), draft(KIND, "personal_data_consent")):
        assert CONSENT not in text(order)
    told = draft(KIND, "personal_data_consent").warnings
    assert any("лист согласия не напечатан" in warning for warning in told)


@pytest.mark.parametrize("engine", BOTH_ENGINES)
def test_a_consent_is_a_sheet_that_names_no_other_paper(engine: str) -> None:
    for order in (draft(KIND), empty(KIND, personal_data_consent=True)):
        sheet = next(page for page in pages(order, engine) if page.startswith(CONSENT))
        for foreign in ("анкета", "Страница", "отзыв ", "Разрешение", *GOALS):
            assert foreign not in sheet
        assert any("отдельный документ" in warning for warning in order.warnings)


def test_a_consent_names_the_operator_purposes_data_actions_term_and_withdrawal() -> None:
    given = sample(KIND)["consent"]
    sheet = next(page for page in pages(draft(KIND)) if page.startswith(CONSENT))
    lists = [item for key in ("purposes", "data", "actions") for item in given[key]]
    for said in [*lists, given["operator"], given["person"], given["term"], given["withdrawal"]]:
        assert " ".join(said.split()) in sheet


def test_a_blank_consent_has_room_for_everything_that_was_not_given() -> None:
    sheet = next(page for page in pages(empty(KIND, personal_data_consent=True)) if page.startswith(CONSENT))
    for caption in ("Оператор", "Цели обработки", "Персональные данные", "Действия с данными", "Срок согласия"):
        assert caption in sheet


def test_recommended_people_are_business_contacts_and_get_no_advertising_unasked() -> None:
    for order in (draft(KIND), empty(KIND)):
        drawn = text(order)
        assert "Просим только деловые контакты." in drawn
        assert "кто заранее на это согласился (ст. 18 Закона о рекламе)" in drawn


def test_papers_are_asked_for_only_while_some_are_out() -> None:
    assert "Какой документ ещё не вернулся" in text(empty(KIND))
    assert "Акт сверки № 4 от 30 сентября 2026 г. 04.12.2026" in text(draft(KIND))
    back = text(draft(KIND, "papers", papers_back="all"))
    assert "☒ да, все ☐ не все" in back
    assert "Какой документ ещё не вернулся" not in back


def test_papers_cannot_be_all_back_and_out() -> None:
    with pytest.raises(InputError, match="вернулись все документы"):
        draft(KIND, papers_back="all")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"relations": {"next_visit": "2026-11-01"}}, "следующая встреча раньше даты беседы"),
        ({"permission": {"until": "2026-11-01"}}, "разрешение кончилось раньше даты беседы"),
    ],
)
def test_days_before_the_talk_are_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        empty(KIND, **changed)


def test_a_problem_says_when_which_deal_what_settles_it_who_by_when_and_when_the_client_was_told() -> None:
    problem = {
        "problem": "Гаснет свет",
        "happened": "в октябре",
        "deal": "Счёт № 15",
        "settled_by": "Новый щит",
        "owner": "Громов",
        "due": "2026-12-01",
        "told_on": "2026-11-20",
    }
    drawn = text(draft(KIND, problems=[problem]))
    assert "Гаснет свет в октябре Счёт № 15 Новый щит Громов до 01.12.2026 20.11.2026" in drawn


@pytest.mark.parametrize("engine", BOTH_ENGINES)
def test_beside_a_consent_the_first_two_pages_are_numbered(engine: str) -> None:
    for order in (draft(KIND), empty(KIND, personal_data_consent=True)):
        found = pages(order, engine)
        assert ["Страница" in page for page in found] == [True, True] + [False] * (len(found) - 2)
        assert [page.endswith(f"Страница {number}") for number, page in enumerate(found[:2], 1)] == [True, True]
        assert order.context["document"]["full_title"].replace(NBSP, " ") in found[0]


def test_every_page_of_a_blank_is_numbered_where_no_consent_is_among_them() -> None:
    order = empty(KIND)
    count = len(pypdfium2.PdfDocument(render_paper(order.kind, order.context, "pdf")))
    assert [f"Страница {number} из {count}" in page for number, page in enumerate(pages(order), 1)] == [True] * count
