"""The power of attorney М-2: filled in for those who collect, or a blank that the client fills in by hand."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from docgen.errors import InputError
from tests.templates.drafts import ENTREPRENEUR, docx_words, draft, pages, sample, text

KIND = "power_of_attorney"
FACTS = (
    "number", "issued_on", "valid_until", "okpo", "accountant", "receiver", "passport", "supplier", "source",
    "materials",
)  # fmt: skip
MATERIAL = {"name": "Щит освещения", "unit": "шт", "quantity": "2"}
CAPTIONS = (
    "Номер доверенности", "Дата выдачи", "Срок действия", "Должность и фамилия лица, которому выдана доверенность",
    "Расписка в получении доверенности", "Поставщик",
    "Номер и дата наряда (замещающего наряд документа) или извещения",
    "Номер и дата документа, подтверждающего выполнение поручения", "Форма по ОКУД", "по ОКПО", "Организация",
    "Доверенность №", "Доверенность действительна по", "(наименование потребителя и его адрес)",
    "(наименование плательщика и его адрес)", "Счет №", "(наименование банка)", "Доверенность выдана", "(должность)",
    "(фамилия, имя, отчество)", "Паспорт:", "Кем выдан", "На получение от", "(наименование поставщика)",
    "материальных ценностей по", "(наименование, номер и дата документа)", "Номер по порядку", "Материальные ценности",
    "Единица измерения", "Количество (прописью)", "Подпись лица, получившего доверенность", "удостоверяем",
    "Руководитель", "Главный бухгалтер", "М.П.",
)  # fmt: skip


def missing(drawn: str) -> list[str]:
    """Captions of the approved form that are not there word after word; cells of a table row are read across."""
    words = drawn.split()
    return [caption for caption in CAPTIONS if not set(caption.split()) <= set(words)]


@pytest.mark.parametrize("gone", [(), FACTS], ids=["filled", "blank"])
def test_every_caption_of_the_approved_form_is_there(gone: tuple[str, ...]) -> None:
    order = draft(KIND, *gone)
    assert missing(text(order)) == []
    assert missing(" ".join(docx_words(order))) == []
    assert text(order).count("постановлением Госкомстата России от 30.10.97 № 71а") == 2


def test_the_receiver_is_told_in_the_dative_and_the_supplier_in_the_genitive() -> None:
    drawn = text(draft(KIND))
    assert "Доверенность выдана старшему кладовщику Мельник Ольге Игоревне" in drawn
    assert "На получение от Общества с ограниченной ответственностью «Светотехника»" in drawn
    assert "материальных ценностей по счёту на оплату № 15 от 22 ноября 2026 г." in drawn
    assert "Старший кладовщик Мельник О. И." in drawn


def test_quantities_are_told_in_words_that_agree_with_their_unit() -> None:
    drawn = text(draft(KIND))
    assert "шт Сто двадцать одна" in drawn
    assert "м Четыреста двенадцать целых пять десятых" in drawn
    assert "121" not in drawn


def test_a_blank_has_lines_and_rows_to_fill_in_and_the_issuer_alone() -> None:
    order = draft(KIND, *FACTS)
    drawn = text(order)
    assert "Доверенность № ____________" in drawn
    assert drawn.count("«___» ____________________ 20___ г.") == 2
    assert "Организация АО «Северный ТЦ»" in drawn
    assert "Счет № 40702810538000054321 в ПАО Сбербанк" in drawn
    assert "None" not in drawn
    assert order.warnings == ()


def test_the_day_of_preparing_is_printed_nowhere() -> None:
    given = sample(KIND)
    order = draft(KIND, *FACTS, date="2026-12-01")
    assert given["date"] != given["issued_on"]
    for drawn in (text(order), " ".join(docx_words(order))):
        assert not re.search(r"01\.12\.2026|1 декабря|«01» декабря", drawn)


def test_the_short_form_has_no_stub_and_its_own_code() -> None:
    drawn = text(draft(KIND, form="m2a"))
    assert "0315002" in drawn
    assert "форма № М-2а" in drawn
    assert not re.search(r"0315001|Линия отреза|Расписка в получении|№ М-2(?!а)", drawn)
    assert "0315001" in text(draft(KIND, "form"))


def test_consumer_and_payer_are_the_issuer_unless_others_are_named() -> None:
    assert text(draft(KIND)).count("АО «Северный ТЦ», 127434, г. Москва") == 2
    drawn = text(draft(KIND, payer="ООО «Плательщик», г. Тверь"))
    assert "ООО «Плательщик», г. Тверь (наименование плательщика и его адрес)" in drawn


@pytest.mark.parametrize("given", ["number", "receiver", "valid_until"])
def test_a_filled_one_without_the_day_of_issue_is_warned_of(given: str) -> None:
    warnings = " ".join(draft(KIND, *(fact for fact in FACTS if fact != given)).warnings)
    assert "без даты выдачи доверенность ничтожна (ст. 186 ГК РФ)" in warnings


@pytest.mark.parametrize(
    ("gone", "changed", "say"),
    [
        (("valid_until",), {}, "действует год"),
        (("passport",), {}, "нет паспорта получателя"),
        ((), {"receiver": {"name": "Мельник О. И."}}, "в именительном падеже"),
        ((), {"materials": [MATERIAL, {"name": "Щит", "unit": "шт"}]}, "нет количества"),
    ],
)
def test_what_may_stop_the_goods_is_warned_of(gone: tuple[str, ...], changed: dict[str, Any], say: str) -> None:
    assert draft(KIND).warnings == ()
    assert [warning for warning in draft(KIND, *gone, **changed).warnings if say in warning]


def test_a_representative_who_gives_it_out_is_warned_of() -> None:
    power = {"number": "7", "date": "2026-01-12", "valid_until": "2026-12-31"}
    signatory = {"position": "Заместитель директора", "name": "Орлов Вадим Петрович", "basis": "доверенности"}
    issuer = sample(KIND)["issuer"] | {"signatory": signatory | {"power_of_attorney": power}}
    assert "передоверие" in " ".join(draft(KIND, issuer=issuer).warnings)


@pytest.mark.parametrize(
    ("gone", "changed", "path"),
    [
        ((), {"date": "2026-12-05"}, "issued_on"),
        ((), {"valid_until": "2026-12-03"}, "valid_until"),
        (("issued_on",), {"valid_until": "2026-12-02"}, "valid_until"),
        ((), {"source": {"title": "Счёт", "number": "1", "date": "2026-12-05"}}, "source.date"),
        ((), {"passport": {"number": "1", "issued_on": "2026-12-05"}}, "passport.issued_on"),
        ((), {"supplier": {"full_name": "АО «Северный ТЦ»", "inn": "7715000121", "kpp": "771501001"}}, "supplier.inn"),
    ],
)
def test_contradictions_are_refused_at_their_place(gone: tuple[str, ...], changed: dict[str, Any], path: str) -> None:
    with pytest.raises(InputError) as refused:
        draft(KIND, *gone, **changed)
    assert [fault.path for fault in refused.value.faults] == [path]


def test_it_may_end_on_the_day_it_was_given() -> None:
    assert draft(KIND, valid_until="2026-12-04").context["valid_until"] == date(2026, 12, 4)


@pytest.mark.parametrize("engine", ["plutoprint", pytest.param("weasyprint", marks=pytest.mark.pango)])
def test_a_long_list_goes_on_under_its_header_and_ends_with_the_signatures(engine: str) -> None:
    drawn = pages(draft(KIND, materials=[MATERIAL] * 150), engine)
    assert len(drawn) > 4
    assert all("Количество (прописью)" in page for page in drawn[1:])
    for end in ("150 Щит освещения шт Две", "удостоверяем", "Главный бухгалтер"):
        assert end in drawn[-1]


@pytest.mark.pango
@pytest.mark.parametrize("form", ["m2", "m2a"])
def test_both_engines_and_docx_agree_on_a_blank_of_two_pages(form: str) -> None:
    order = draft(KIND, *FACTS, form=form, issuer=ENTREPRENEUR)
    fast, reference = pages(order), pages(order, "weasyprint")
    assert len(fast) == 2
    assert [sorted(page.split()) for page in fast] == [sorted(page.split()) for page in reference]
    margin = "Страница 1 из 2 Страница 2 из 2"
    assert sorted([*docx_words(order), *margin.split()]) == sorted(" ".join(fast).split())
