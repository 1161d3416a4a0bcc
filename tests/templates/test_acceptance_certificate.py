"""The act of services and works: what makes it a proof, and what it must leave to the client."""

from __future__ import annotations

import re
from typing import Any

import pytest

from docgen.errors import InputError
from docgen.filters import NBSP
from tests.templates.drafts import ENTREPRENEUR, PERSON, docx_words, draft, long_tables, pages, sample, text

KIND = "acceptance_certificate"
WORK = {"name": "Монтаж светильников", "unit": "шт", "quantity": "2", "price": "1150.00", "kind": "works"}
SERVICE = {"name": "Аварийный выезд", "unit": "выезд", "quantity": "1", "price": "7350.50"}
OPTIONAL = ("city", "order", "period", "result", "reports")


@pytest.mark.parametrize(
    ("lines", "title", "accepted"),
    [
        ([SERVICE], "Акт об оказании услуг", "Услуги приняты"),
        ([WORK], "Акт сдачи-приёмки выполненных работ", "Работы приняты"),
        ([WORK, SERVICE], "Акт сдачи-приёмки выполненных работ и оказанных услуг", "Работы и услуги приняты"),
    ],
)
def test_the_title_and_the_acceptance_name_what_was_done(lines: list[Any], title: str, accepted: str) -> None:
    order = draft(KIND, lines=lines)
    assert order.context["document"]["title"] == title
    drawn = text(order)
    assert drawn.startswith(f"{title} № 41 ")
    assert f"{accepted} (нужное отметить):" in drawn


def test_the_act_has_the_seven_requisites_of_a_primary_document() -> None:
    drawn = text(draft(KIND))
    name, made_on = "Акт сдачи-приёмки выполненных работ и оказанных услуг № 41", "«01» декабря 2026 г."
    entity = "Общество с ограниченной ответственностью «Светотехника», в лице Генерального директора"
    content, measure = "Прокладка кабеля ВВГнг(А)-LS 3×1,5 в лотках", "412,5 м 96,40 37 776,75"
    positions = ("Генеральный директор", "Заместитель генерального директора по эксплуатации")
    signatures = ("Кравцова А. С.", "Соловей И. Л.")
    for requisite in (name, made_on, entity, content, measure, *positions, *signatures):
        assert requisite in drawn
    assert drawn.count("расшифровка подписи") == 2


def test_both_sides_sign_on_a_named_basis() -> None:
    drawn = text(draft(KIND))
    assert "на основании Устава на основании доверенности № 17/26 от 12 января 2026 г." in drawn


def test_remarks_are_a_choice_that_only_the_client_makes() -> None:
    drawn = text(draft(KIND))
    assert "☐ без замечаний ☐ с замечаниями:" in drawn
    assert not re.search("[☑☒✓✔]|претензий не имеет|в полном объёме и в срок", drawn)
    with pytest.raises(InputError, match="remarks"):
        draft(KIND, remarks="none")


def test_the_client_dates_the_signature_apart_from_the_act() -> None:
    drawn = text(draft(KIND))
    assert drawn.count("«01» декабря 2026 г.") == 1
    assert drawn.count("Дата подписания «___» ____________ 20___ г.") == 1


def test_what_is_optional_leaves_no_trace() -> None:
    order = draft(KIND, *OPTIONAL)
    drawn = text(order)
    for caption in ("Заявка", "Период", "Результат", "Приложения", "г. Москва «"):
        assert caption not in drawn
    assert not re.search(r" [,.;:)]|,,|None|\( ", drawn)
    assert order.warnings


def test_reports_are_named_part_of_the_act() -> None:
    drawn = text(draft(KIND))
    assert "Отчёт об исполненном за ноябрь 2026 г. — 3 листа" in drawn
    assert "Приложения являются частью акта." in drawn


@pytest.mark.parametrize(("pages_given", "printed"), [(1, "1 лист"), (2, "2 листа"), (5, "5 листов")])
def test_sheets_agree_with_their_number(pages_given: int, printed: str) -> None:
    assert f"Отчёт — {printed} Исполнитель" in text(draft(KIND, reports=[{"title": "Отчёт", "pages": pages_given}]))


def test_a_person_signs_without_position_basis_and_seal() -> None:
    drawn = text(draft(KIND, client=PERSON))
    assert "физическое лицо" in drawn
    assert "от своего имени" in drawn
    assert "паспорта" not in drawn
    assert drawn.count("М. П. (при наличии)") == 1


def test_an_entrepreneur_signs_in_person() -> None:
    drawn = text(draft(KIND, client=ENTREPRENEUR))
    assert "Индивидуальный предприниматель Римская-Корсакова Мария Никитична ИНН" in drawn
    assert "на основании записи в ЕГРИП" in drawn


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"contract": {"title": "Договор", "number": "1", "date": "2026-12-02"}, "order": None}, "contract.date"),
        ({"order": {"title": "Заявка", "number": "1", "date": "2026-12-02"}}, "order.date"),
        ({"order": {"title": "Заявка", "number": "1", "date": "2026-01-10"}}, "order.date"),
        ({"period": {"from": "2026-11-01", "to": "2026-12-31"}}, "period.to"),
        ({"lines": [SERVICE, SERVICE | {"kind": "goods"}]}, "lines[1].kind"),
    ],
)
def test_contradictions_are_refused_at_their_place(changed: dict[str, Any], path: str) -> None:
    with pytest.raises(InputError) as refused:
        draft(KIND, **changed)
    assert [fault.path for fault in refused.value.faults] == [path]


def test_services_are_taxed_on_the_last_day_of_the_period_and_works_on_the_day_of_signing() -> None:
    contract = {"title": "Договор", "number": "1", "date": "2025-09-14"}
    seller = sample(KIND)["seller"]
    client = sample(KIND)["client"]
    del client["signatory"]["power_of_attorney"]
    given: dict[str, Any] = {"date": "2026-01-12", "contract": contract, "seller": seller, "client": client}
    december = {"from": "2025-12-01", "to": "2025-12-31"}
    late = draft(KIND, "order", period=december, **given)
    assert [(line["kind"], line["rate"]) for line in late.context["lines"]] == [
        ("works", "22%"), ("works", "22%"), ("services", "20%"), ("services", "20%")
    ]  # fmt: skip
    assert any("с 1 января 2026 г. она 22% вместо 20%" in warning.replace(NBSP, " ") for warning in late.warnings)
    assert draft(KIND, "order", period=december, lines=[SERVICE], **given).warnings == ()
    whole = draft(KIND, "order", "period", **given)
    assert [one["rate"] for one in whole.context["totals"]["by_rate"]] == ["22%"]
    assert whole.warnings == ()


def many_lines(count: int) -> list[dict[str, Any]]:
    long = ("Светильник промышленный подвесной взрывозащищённый для складов, цехов и ангаров " * 5)[:300].strip()
    return [SERVICE | {"name": long if number % 50 == 7 else f"Услуга {number}"} for number in range(count)]


@pytest.mark.parametrize(("engine", "count"), long_tables(1000, 200))
def test_a_thousand_lines_repeat_the_header_and_keep_the_end_together(engine: str, count: int) -> None:
    drawn = pages(draft(KIND, lines=many_lines(count)), engine)
    assert len(drawn) > count // 50 > 2
    assert all("Наименование работ (услуг)" in page for page in drawn)
    for end in (f"Услуга {count - 1}", f"Всего наименований {count}", "☐ без замечаний", "М. П. (при наличии)"):
        assert end in drawn[-1]


def test_a_full_last_page_never_parts_signatures_from_the_total() -> None:
    for count in range(8, 24):
        last = pages(draft(KIND, lines=[SERVICE] * count))[-1]
        assert "Всего наименований" in last
        assert "расшифровка подписи" in last


@pytest.mark.pango
@pytest.mark.parametrize("client", [PERSON, ENTREPRENEUR])
def test_both_engines_and_docx_agree_on_awkward_input(client: dict[str, Any]) -> None:
    name = "Труба |50×3|, «ёлочки» & <b>жирно</b> {{ 7 * 7 }}"
    order = draft(KIND, *OPTIONAL, client=client, lines=[WORK | {"name": name}, SERVICE])
    fast, reference = pages(order), pages(order, "weasyprint")
    assert [sorted(page.split()) for page in fast] == [sorted(page.split()) for page in reference]
    assert name in " ".join(fast)
    margin = f"{order.context['document']['full_title']} Страница 1 из 1".split()
    assert docx_words(order) == without(sorted(" ".join(fast).split()), margin)


def without(words: list[str], margin: list[str]) -> list[str]:
    for word in margin:
        words.remove(word)
    return words
