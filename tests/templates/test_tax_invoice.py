"""The счет-фактура: the form of the day, what a shipment and an advance state, who may issue one and until when."""

from __future__ import annotations

from typing import Any

import pytest

from docgen.errors import InputError
from docgen.papers.reading import PaperOrder
from tests.templates.drafts import ENTREPRENEUR, PERSON, draft, long_tables, pages, sample, text
from tests.templates.tax_forms import (
    ADVANCE_LINE,
    COLUMNS,
    COST,
    FORMER_RECORD,
    LINES,
    NUMBERS,
    RECORD,
    SIGNERS,
    SUBCOLUMNS,
    TRACED,
    TRACED_COLUMNS,
    cells,
    head,
    lines,
)

KIND = "tax_invoice"
OF_SHIPMENT = ("shipped_on", "shipment_documents", "advances", "consignee", "payments")
PAYMENT = {"number": "145", "date": "2026-10-12"}
LINE = {"name": "Светильники по договору поставки", "unit": "шт", "quantity": "1", "price": "122.00"}
SERVICE = LINE | {"kind": "services"}


def advance(**changed: Any) -> PaperOrder:
    given: dict[str, Any] = {"for": "advance", "date": "2026-10-14", "payments": [PAYMENT], "lines": [LINE]}
    return draft(KIND, *(set(OF_SHIPMENT) - changed.keys() - {"payments"}), **(given | changed))


def on(day: str, **changed: Any) -> PaperOrder:
    return draft(KIND, *(set(OF_SHIPMENT) - changed.keys()), date=day, **changed)


def exempt(basis: str | None) -> dict[str, Any]:
    return {**sample(KIND)["seller"], "vat": "exempt", **({"vat_basis": basis} if basis else {})}


def test_captions_of_the_lines_are_those_of_the_rules() -> None:
    order = draft(KIND)
    assert {number: cells(order, f"({number})")[0] for number in LINES} == LINES
    drawn = text(order)
    assert "Счет-фактура № 215 от 24 ноября 2026 г. (1) Исправление № — от — (1а)" in drawn
    assert all(signer in drawn for signer in SIGNERS)
    assert "Приложение № 1 к постановлению Правительства Российской Федерации от 26 декабря 2011 г. № 1137" in drawn


def test_captions_and_numbers_of_the_columns_are_those_of_the_rules() -> None:
    assert head(draft(KIND)) == [COLUMNS, SUBCOLUMNS, NUMBERS]


@pytest.mark.parametrize(
    ("day", "decree", "cost", "record", "has_advance_line"),
    [
        ("2024-09-30", "от 2 апреля 2021 г. № 534", None, FORMER_RECORD, False),
        ("2024-10-01", "от 16 августа 2024 г. № 1096", COST, FORMER_RECORD, False),
        ("2026-03-31", "от 16 августа 2024 г. № 1096", COST, FORMER_RECORD, False),
        ("2026-04-01", "от 23 января 2026 г. № 26", f"{COST} и копейках", RECORD, True),
    ],
)
def test_the_form_is_the_one_in_force_on_the_date(
    day: str, decree: str, cost: str | None, record: str, has_advance_line: bool
) -> None:
    order = on(day, lines=[LINE | TRACED])
    drawn = text(order)
    traced = [*TRACED_COLUMNS, *([cost] if cost else [])]
    numbers = ["12", "12а", "13", *(["14"] if cost else [])]
    assert f"(в ред. постановления Правительства Российской Федерации {decree})" in drawn
    assert head(order) == [COLUMNS + traced, [*SUBCOLUMNS, "код", "условное обозначение"], NUMBERS + numbers]
    assert record in drawn
    assert ("(5б)" in drawn, ADVANCE_LINE in drawn) == (has_advance_line, has_advance_line)


def test_a_form_older_than_those_described_is_refused() -> None:
    with pytest.raises(InputError, match="форма, которая действовала до 2021-07-01"):
        on("2021-06-30")


def test_the_form_of_2021_names_lines_of_the_shipment_where_later_ones_name_the_paper() -> None:
    papers = [{"title": "Товарная накладная", "number": "7", "date": "2022-03-09", "rows": "1–3"}]
    assert cells(on("2022-03-10", shipment_documents=papers), "(5а)") == [
        "Документ об отгрузке № п/п",
        "1–3 № 7 от 09.03.2022",
    ]
    assert cells(on("2024-10-10", shipment_documents=papers), "(5а)")[1] == "Товарная накладная № 7 от 09.03.2022"


def test_advances_used_up_are_listed_with_their_last_corrections() -> None:
    assert cells(draft(KIND), "(5б)") == ["№ А-180 от 14.10.2026, исправление № 1 от 16.10.2026; № А-186 от 20.10.2026"]
    assert ADVANCE_LINE in text(draft(KIND))


def test_without_an_advance_that_line_has_dashes() -> None:
    assert cells(draft(KIND, "advances"), "(5б)") == ["№ — от —, исправление № — от —"]


def test_advances_that_an_older_form_has_no_line_for_are_warned_of() -> None:
    made = on("2026-02-10", advances=[{"number": "А-1", "date": "2026-01-20"}])
    assert any("строки 5б нет" in warning for warning in made.warnings)
    assert "А-1" not in text(made)


def test_goods_name_who_sends_and_who_receives_them() -> None:
    order = draft(KIND, "consignee", consignor={"full_name": "ООО «Склад»", "address": "г. Тула, ул. Мира, д. 1"})
    assert cells(order, "(3)")[1] == "ООО «Склад», г. Тула, ул. Мира, д. 1"
    client = sample(KIND)["client"]
    assert cells(order, "(4)")[1] == f"{client['full_name']}, {client['address']}"
    assert cells(draft(KIND), "(3)")[1] == "он же"


def test_services_have_dashes_where_goods_have_consignor_and_consignee() -> None:
    order = draft(KIND, lines=[SERVICE])
    assert (cells(order, "(3)")[1], cells(order, "(4)")[1]) == ("—", "—")


def test_a_shipment_states_units_prices_without_tax_and_origin() -> None:
    first, *_, total = lines(draft(KIND))
    assert first == [
        *("1", "Светильник светодиодный 36 Вт, 4000 К", "—", "796", "шт", "120", "1 129,0983", "135 491,80"),
        *("без акциза", "22%", "29 808,20", "165 300,00", "156", "Китай", "10131010/140926/3045671"),
    ]
    assert total[:5] == ["Всего к оплате (9)", "227 668,03", "Х", "50 086,97", "277 755,00"]


def test_an_advance_has_the_settlement_rate_and_dashes() -> None:
    order = advance()
    name = "Светильники по договору поставки"
    line, total = lines(order)
    assert line == ["1", name, *"———————", "22/122", "22,00", "122,00", *"———"]
    assert total[:5] == ["Всего к оплате (9)", "—", "Х", "22,00", "122,00"]
    assert [cells(order, mark)[1] for mark in ("(3)", "(4)", "(5)", "(5а)")] == [
        *("—", "—", "№ 145 от 12.10.2026", "— № — от —"),
    ]
    assert order.warnings == ()


def test_a_seller_on_usn_has_a_settlement_rate_of_its_own() -> None:
    line, _ = lines(advance(seller=sample(KIND)["seller"] | {"vat": "reduced_5"}))
    assert line[9:12] == ["5/105", "5,81", "122,00"]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"lines": [LINE | {"vat": "0"}]}, "lines"),
        ({"lines": [LINE, LINE | {"vat": "exempt"}]}, "lines"),
        ({"prices_include_vat": False}, "prices_include_vat"),
        ({"shipped_on": "2026-10-14"}, "shipped_on"),
        ({"shipment_documents": [PAYMENT | {"title": "Накладная"}]}, "shipment_documents"),
        ({"advances": [PAYMENT]}, "advances"),
        ({"payments": [PAYMENT, {"number": "1", "date": "2026-10-15"}]}, "payments"),
        ({"seller": exempt("п. 1 ст. 145 НК РФ")}, "for"),
    ],
)
def test_what_an_advance_cannot_be_is_refused(changed: dict[str, Any], place: str) -> None:
    with pytest.raises(InputError, match=rf"(?m)^\W*{place}\b"):
        advance(**changed)


def test_an_advance_without_its_payment_is_warned_of() -> None:
    assert any("платежно-расчетный документ" in warning for warning in advance(payments=[]).warnings)


@pytest.mark.parametrize(
    ("day", "is_late"),
    [("2026-11-27", False), ("2026-11-30", False), ("2026-12-01", True), ("2026-11-21", True)],
)
def test_five_days_after_the_shipment_are_watched(day: str, is_late: bool) -> None:
    order = draft(KIND, date=day, shipped_on="2026-11-24" if day != "2026-11-21" else "2026-11-22")
    assert any("п. 3 ст. 168" in warning for warning in order.warnings) is is_late


@pytest.mark.parametrize(("day", "is_late"), [("2026-05-12", False), ("2026-05-13", True)])
def test_five_days_that_end_on_a_holiday_go_on_to_the_next_working_day(day: str, is_late: bool) -> None:
    order = draft(KIND, "advances", "payments", "shipment_documents", date=day, shipped_on="2026-05-06")
    assert any("позже пяти" in warning for warning in order.warnings) is is_late


def test_five_days_after_the_first_payment_of_an_advance_are_watched() -> None:
    late = advance(payments=[PAYMENT | {"date": "2026-10-06"}, PAYMENT])
    assert any("получения аванса" in warning for warning in late.warnings)
    assert not advance().warnings


@pytest.mark.parametrize("basis", [None, "ст. 149 НК РФ", "п. 1 ст. 145 НК РФ, УСН", "ст. 346.11 НК РФ"])
def test_a_seller_without_vat_is_told_to_make_another_paper(basis: str | None) -> None:
    with pytest.raises(InputError, match="сделайте УПД со статусом 2"):
        draft(KIND, seller=exempt(basis))


def test_a_seller_freed_by_article_145_issues_one_without_tax() -> None:
    order = draft(KIND, seller=exempt("п. 1 ст. 145 НК РФ"))
    first, *_, total = lines(order)
    assert first[9:12] == ["без НДС", "без НДС", "165 300,00"]
    assert total[1:5] == ["277 755,00", "Х", "без НДС", "277 755,00"]
    assert any("если продавец на УСН" in warning for warning in order.warnings)


def test_a_person_issues_none() -> None:
    with pytest.raises(InputError, match="организации и предприниматели"):
        draft(KIND, seller=PERSON | {"vat": "standard"})


def test_an_entrepreneur_signs_with_number_and_date_of_registration() -> None:
    seller = ENTREPRENEUR | {"vat": "standard"}
    dated = text(draft(KIND, "accountant", seller=seller, ogrnip_date="2018-01-10"))
    assert "Римская-Корсакова М. Н. 318505300098766, 10 января 2018 г." in dated
    assert dated.count("Римская-Корсакова М. Н.") == 1, "the lines of a head and an accountant stay empty"
    undated = draft(KIND, "accountant", seller=seller)
    assert any("ogrnip_date" in warning for warning in undated.warnings)


def test_whoever_signs_for_the_head_is_named_with_the_ground() -> None:
    head_of = {"name": "Орлова Мария Викторовна", "position": "Финансовый директор"}
    drawn = text(draft(KIND, head=head_of, head_basis="приказ № 3 от 12.01.2026"))
    assert "Орлова М. В." in drawn
    assert "приказ № 3 от 12.01.2026" in drawn
    assert "Кравцова" not in drawn
    seller = sample(KIND)["seller"]
    paper = {"number": "5", "date": "2026-01-11", "valid_until": "2027-01-11"}
    seller["signatory"] |= {"basis": "доверенности", "power_of_attorney": paper}
    assert "по доверенности № 5 от 11 января 2026 г." in text(draft(KIND, seller=seller))


def test_a_correction_is_named_under_the_title() -> None:
    drawn = text(draft(KIND, correction={"number": 2, "date": "2026-12-03"}))
    assert "Исправление № 2 от 3 декабря 2026 г. (1а)" in drawn
    with pytest.raises(InputError, match="исправление раньше"):
        draft(KIND, correction={"number": 1, "date": "2026-11-23"})


def test_columns_of_traceable_goods_are_there_for_such_goods_alone() -> None:
    assert "подлежащего прослеживаемости, в количественной" not in text(draft(KIND))
    first, second, total = lines(draft(KIND, lines=[LINE | TRACED, LINE]))
    assert first[15:] == ["796", "шт", "120", "135 491,80"]
    assert second[15:] == ["—", "—", "—", "—"]
    assert len(total) + 6 + 1 + 2 == len(first), "the total spans seven, two and three columns"


def test_excise_stands_in_figures() -> None:
    assert lines(draft(KIND, lines=[LINE | {"excise": "1234.5"}]))[0][8] == "1 234,50"


@pytest.mark.parametrize(("engine", "count"), long_tables(300, 80))
def test_many_lines_keep_head_total_and_signatures_together(engine: str, count: int) -> None:
    given = [LINE | {"name": f"Светильник, исполнение {number}"} for number in range(1, count + 1)]
    found = pages(draft(KIND, lines=given), engine)
    assert len(found) > count // 60 + 1
    assert all("10 10а 11" in page for page in found)
    assert [number for number, page in enumerate(found) if "Всего к оплате (9)" in page] == [len(found) - 1]
    for words in (f"исполнение {count - 1}", f"исполнение {count}", *SIGNERS):
        assert words in found[-1]


@pytest.mark.parametrize("traced", [{}, TRACED])
@pytest.mark.parametrize("engine", ["plutoprint", pytest.param("weasyprint", marks=pytest.mark.pango)])
def test_wide_figures_are_whole(engine: str, traced: dict[str, str]) -> None:
    drawn = " ".join(pages(draft(KIND, lines=[LINE | {"price": "999999999.99"} | traced]), engine))
    for figure in ("819 672 131,14", "180 327 868,85", "999 999 999,99"):
        assert figure in drawn


@pytest.mark.pango
def test_long_and_awkward_texts_are_whole_and_both_engines_agree() -> None:
    names = ["Ж" * 300, "Светильник подвесной для складов и цехов " * 24, "<b>жирно</b> & {{ 7 * 7 }} «ёлочки»"]
    order = draft(KIND, lines=[LINE | {"name": name.strip(), "code": "Я" * 90} for name in names * 2])
    fast, reference = ("".join("".join(pages(order, engine)).split()) for engine in ("plutoprint", "weasyprint"))
    assert sorted(fast) == sorted(reference)
    for name in names:
        assert fast.count("".join(name.split())) == 2
