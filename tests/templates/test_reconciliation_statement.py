"""The reconciliation of accounts: two books side by side, what it admits, and what is left to the other side's hand."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from docgen.errors import InputError
from docgen.filters import money, sum_words
from docgen.papers.reading import PaperOrder
from docgen.rendering import render_paper
from tests.templates.drafts import ENTREPRENEUR, docx_words, draft, long_tables, pages, sample, text

KIND = "reconciliation_statement"
SHIPPED = {"date": "2026-11-06", "title": "Товарная накладная", "number": "118", "debit": "1000.50"}
PAID = {"date": "2026-11-17", "title": "Платёжное поручение", "number": "855", "credit": "400.25"}
OURS: dict[str, Any] = {"opening": {"debit": "100.00"}, "entries": [SHIPPED, PAID]}
THEIRS: dict[str, Any] = {
    "opening": {"credit": "100.00"},
    "entries": [
        {"date": "2026-11-06", "title": "Товарная накладная", "number": "118", "credit": "1000.50"},
        {"date": "2026-11-17", "title": "Платёжное поручение", "number": "855", "debit": "400.25"},
    ],
}


def plain(printed: str) -> str:
    return " ".join(printed.split())


def books(theirs: dict[str, Any] | None = None, **ours: Any) -> dict[str, Any]:
    return {"ours": OURS | ours} | ({"theirs": theirs} if theirs else {})


def sheet(order: PaperOrder) -> list[list[Any]]:
    opened = CalamineWorkbook.from_filelike(io.BytesIO(render_paper(order.kind, order.context, "xlsx")))
    rows: list[list[Any]] = opened.get_sheet_by_index(0).to_python()
    return rows


def test_every_entry_turnover_and_balance_of_both_books_is_printed() -> None:
    order = draft(KIND)
    drawn, both = text(order), order.context["books"]
    for side in (both["ours"], both["theirs"]):
        for entry in side["entries"]:
            printed = f"{entry['date']:%d.%m.%Y} {entry['document']} {money(entry['debit'] or entry['credit'])}"
            assert plain(printed) in drawn
        turnovers = f"Обороты за период {money(side['debit'])} {money(side['credit'])}"
        assert plain(turnovers) in drawn
        closing = side["closing"]["debit"] or side["closing"]["credit"]
        assert plain(f"Сальдо конечное на 30 ноября 2026 г. {money(closing)}") in drawn
        assert plain(side["conclusion"]) in drawn
        assert plain(sum_words(closing)) in drawn


def test_papers_are_named_by_title_number_and_date() -> None:
    assert "Универсальный передаточный документ № 126 от 12.11.2026 97 320,00" in text(draft(KIND))


def test_differences_are_listed_with_the_line_of_the_table_and_add_up() -> None:
    drawn = text(draft(KIND))
    assert "4 Платёжное поручение № 855 от 17.11.2026 150 000,00 155 000,00 5 000,00" in drawn
    assert "6 Акт об оказании услуг № 41 от 30.11.2026 64 000,00 64 000,00" in drawn
    assert "Сальдо сторон расходится на 69 000,00" in drawn


def test_a_difference_of_the_opening_balances_and_one_in_the_debtors_favour_are_listed() -> None:
    lower = THEIRS | {"opening": {"credit": "350.75"}}
    drawn = text(draft(KIND, books=books(lower)))
    assert "Сальдо начальное 100,00 350,75 −250,75" in drawn
    assert "Сальдо сторон расходится на −250,75" in drawn


def test_books_that_agree_give_one_conclusion_and_no_differences() -> None:
    order = draft(KIND, books=books(THEIRS))
    drawn = text(order)
    assert "Расхождений нет: данные сторон совпадают." in drawn
    assert drawn.count("На 30 ноября 2026 г. задолженность в пользу ООО «Светотехника» составляет 700,25 руб.") == 1
    assert "Сальдо сторон расходится" not in drawn
    assert order.warnings == ()


def test_without_the_clients_data_its_half_is_left_to_its_hand() -> None:
    order = draft(KIND, books=books())
    drawn = text(order)
    assert "По данным АО «Северный ТЦ», руб." in drawn
    assert drawn.count("1 000,50") == 2  # the entry and the turnover, on our side alone
    assert drawn.count("118") == 1
    assert re.search(r"На 30 ноября 2026 г\. задолженность в пользу _+ составляет _+ руб\.", drawn)
    assert "Разногласия (перечисляет Сторона 2" in drawn
    assert "Расхожден" not in drawn


def test_the_clients_half_of_the_sheet_is_empty_too() -> None:
    rows = sheet(draft(KIND, books=books()))
    entries = [row for row in rows if str(row[2]).startswith(("Товарная", "Платёжное"))]
    assert [row[3:5] for row in entries] == [[1000.5, ""], ["", 400.25]]
    assert all(row[5:] == [""] * 5 for row in entries)


def test_the_sheet_holds_true_numbers_of_both_sides_in_their_columns() -> None:
    rows = sheet(draft(KIND, books=books(THEIRS)))
    entry = next(row for row in rows if str(row[2]).startswith("Товарная"))
    assert (entry[0], entry[3], entry[5], entry[9]) == (1, 1000.5, 1, 1000.5)
    assert entry[2] == entry[7] == "Товарная накладная №\u00a0118 от 06.11.2026"


def test_a_balance_in_the_clients_favour_warns_of_our_own_admission() -> None:
    assert not any("ст. 203" in warning for warning in draft(KIND, books=books(THEIRS)).warnings)
    order = draft(KIND, books=books(entries=[PAID]))
    assert "задолженность в пользу АО «Северный ТЦ» составляет 300,25 руб." in text(order)
    assert any("признание долга" in warning for warning in order.warnings)


def test_nothing_owed_is_said_in_words_and_shown_as_zero() -> None:
    order = draft(KIND, books={"ours": {"entries": []}})
    drawn = text(order)
    assert "На 30 ноября 2026 г. задолженность отсутствует." in drawn
    assert "Сальдо конечное на 30 ноября 2026 г. 0,00" in drawn
    assert "None" not in drawn


def test_an_accountant_without_a_power_of_attorney_is_warned_of() -> None:
    client = sample(KIND)["client"]
    assert not any("бухгалтер" in warning for warning in draft(KIND).warnings)
    signatory = {"position": "Главный бухгалтер", "name": "Белых Ольга Никитична", "basis": "приказа № 5"}
    warned = draft(KIND, client=client | {"signatory": signatory}).warnings
    assert any("бухгалтер без доверенности" in warning for warning in warned)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"title": "Реализация", "number": "118"}, "назовите документы"),
        ({"title": "Акт", "number": None}, "без номера"),
    ],
)
def test_papers_that_would_prove_nothing_are_warned_of(entry: dict[str, Any], told: str) -> None:
    order = draft(KIND, books=books(entries=[{"date": "2026-11-06", "debit": "1.00"} | entry]))
    assert any(told in warning for warning in order.warnings)


def test_names_are_declined_in_captions_and_conclusions() -> None:
    client = ENTREPRENEUR | {"short_name": "ИП Римская-Корсакова Мария Никитична"}
    drawn = text(draft(KIND, client=client, books=books(entries=[PAID])))
    assert "По данным ИП Римской-Корсаковой Марии Никитичны, руб." in drawn
    assert "в пользу ИП Римской-Корсаковой Марии Никитичны составляет" in drawn


def test_what_is_optional_leaves_no_trace() -> None:
    drawn = text(draft(KIND, "contracts", "city"))
    assert "Договоры по всем договорам Сторон" in drawn
    for caption in ("Место составления", "г. Москва Валюта"):
        assert caption not in drawn
    assert not re.search(r" [,.;:)]|,,|None|\( ", drawn)


def test_a_copy_of_the_power_of_attorney_is_promised_only_where_someone_signs_by_it() -> None:
    closing = "Акт составлен в двух экземплярах, по одному для каждой стороны."
    attorney = "доверенности № 31/26 от 2 февраля 2026 г., действительной по 31 декабря 2026 г."
    drawn = text(draft(KIND))
    assert f"{closing} К акту прилагается копия {attorney}" in drawn
    assert drawn.count("прилагается") == 1
    by_head = text(draft(KIND, client=ENTREPRENEUR))
    assert closing in by_head
    assert not re.search("прилага|бухгалтеру|[Дд]олг признан", by_head)


def test_one_contract_is_named_in_the_singular() -> None:
    contract = {"document": {"title": "Договор поставки", "number": "1", "date": "2026-01-10"}}
    assert "Договор Договор поставки № 1 от 10 января 2026 г." in text(draft(KIND, contracts=[contract]))


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"date": "2026-11-29"}, "date"),
        ({"contracts": [{"document": {"title": "Договор", "number": "1", "date": "2026-12-01"}}]}, "contracts"),
        ({"books": books(entries=[SHIPPED | {"date": "2026-10-31"}])}, "books.ours.entries[0].date"),
    ],
)
def test_contradictions_are_refused_at_their_place(changed: dict[str, Any], path: str) -> None:
    with pytest.raises(InputError) as refused:
        draft(KIND, **changed)
    assert [fault.path for fault in refused.value.faults] == [path]


AWKWARD = [
    "Рога & Копыта <b>жирно</b> {{ 7 * 7 }} {% if x %}",
    "Труба |50×3|, 'одинарные' и \"двойные\", «ёлочки» 😀",
    "Ж" * 150,
]


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_names_stand_as_given_in_every_format(name: str) -> None:
    client = sample(KIND)["client"] | {"full_name": f"ООО «{name}»", "short_name": f"ООО «{name}»"}
    order = draft(KIND, client=client, books=books(entries=[SHIPPED | {"title": name}]))
    drawn = "".join(text(order).split()).replace("\ufffe", "-")
    assert drawn.count("".join(name.split())) >= 3
    assert set(name.split()[1:-1]) <= set(docx_words(order))
    assert any(name in str(cell) for row in sheet(order) for cell in row)


@pytest.mark.parametrize("theirs", [None, THEIRS, THEIRS | {"opening": None}])
def test_docx_and_pdf_say_the_same(theirs: dict[str, Any] | None) -> None:
    order = draft(KIND, books=books(theirs))
    assert set(docx_words(order)) == set(re.sub(r"Страница \d+ из \d+", " ", text(order)).split())


def test_a_sum_of_billions_is_never_broken() -> None:
    order = draft(KIND, books=books(entries=[SHIPPED | {"debit": "987654321987.65"}]))
    assert text(order).count("987 654 321 987,65") == 2


def many(number: int) -> dict[str, Any]:
    debit = SHIPPED | {"number": str(number), "title": "Товарная накладная" if number % 9 else "Накладная " * 12}
    return debit if number % 2 else PAID | {"number": str(number)}


@pytest.mark.parametrize(("engine", "count"), long_tables(1000, 150))
def test_a_thousand_entries_repeat_the_header_and_keep_the_end_together(engine: str, count: int) -> None:
    drawn = pages(draft(KIND, books=books(entries=[many(number) for number in range(1, count + 1)])), engine)
    assert len(drawn) > count // 50 > 2
    assert all("По данным ООО «Светотехника», руб." in page for page in drawn)
    for end in (f"№ {count} от", "Обороты за период", "задолженность в пользу", "М. П. (при наличии)"):
        assert end in drawn[-1]
