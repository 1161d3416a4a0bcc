"""The УПД: a счет-фактура and a transfer on one sheet, or the transfer alone; what each side signs and when."""

from __future__ import annotations

import re
from typing import Any

import pytest

from docgen.errors import InputError
from docgen.html import render_html
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

KIND = "universal_transfer_document"
LINE = {"name": "Светильник", "unit": "шт", "quantity": "1", "price": "122.00"}
ENGINES = ["plutoprint", pytest.param("weasyprint", marks=pytest.mark.pango)]
CODE = "Код товара/ работ, услуг"
SELLER_SIDE = [
    "Основание передачи (сдачи) / получения (приемки)",
    "(договор; доверенность и др.)",
    "Данные о транспортировке и грузе",
    (
        "(транспортная накладная, поручение экспедитору, экспедиторская / складская расписка и др. / масса нетто/ "
        "брутто груза, если не приведены ссылки на транспортные документы, содержащие эти сведения)"
    ),
    "Товар (груз) передал / услуги, результаты работ, права сдал",
    "Дата отгрузки, передачи (сдачи)",
    "Иные сведения об отгрузке, передаче",
    "(ссылки на неотъемлемые приложения, сопутствующие документы, иные документы и т.п.)",
]
CLIENT_SIDE = [
    "Товар (груз) получил / услуги, результаты работ, права принял",
    "Дата получения (приемки)",
    "Иные сведения о получении, приемке",
    "(информация о наличии/отсутствии претензии; ссылки на неотъемлемые приложения, и другие документы и т.п.)",
]
BOTH_SIDES = [
    "Ответственный за правильность оформления факта хозяйственной жизни",
    "Наименование экономического субъекта – составителя документа (в т.ч. комиссионера / агента)",
    "(может не заполняться при проставлении печати в М.П., может быть указан ИНН / КПП)",
    "М.П.",
]


def on(day: str, **changed: Any) -> PaperOrder:
    return draft(KIND, "contract", "payments", "advances", **({"date": day, "shipped_on": day} | changed))


def without_vat(**changed: Any) -> PaperOrder:
    seller = sample(KIND)["seller"] | {"vat": "exempt", "vat_basis": "п. 1 ст. 145 НК РФ"}
    return draft(KIND, **({"seller": seller, "status": 2} | changed))


def test_captions_of_both_parts_are_those_of_the_forms() -> None:
    order = draft(KIND)
    drawn = " ".join(re.sub(r"<[^>]*>", " ", render_html(order.kind, order.context).split("<body>")[1]).split())
    for caption in [*LINES.values(), ADVANCE_LINE, *SIGNERS, RECORD, *SELLER_SIDE, *CLIENT_SIDE]:
        assert caption in drawn
    assert [drawn.count(caption) for caption in BOTH_SIDES[:2]] == [2, 2]
    assert drawn.count(BOTH_SIDES[2]) == 2
    assert len(re.findall(r"М\.П\.(?!,)", drawn)) == 2
    assert "Универсальный передаточный документ Статус: 1" in drawn
    assert "1 – счет-фактура и передаточный документ (акт) 2 – передаточный документ (акт)" in drawn
    assert "Документ составлен на листах" in drawn


def test_a_column_of_codes_stands_before_those_of_the_invoice() -> None:
    order = draft(KIND)
    assert head(order) == [[CODE, *COLUMNS], SUBCOLUMNS, ["А", *NUMBERS]]
    assert lines(order)[0][:3] == ["LED-36", "1", "Светильник светодиодный 36 Вт, 4000 К"]
    assert lines(draft(KIND, lines=[LINE]))[0][0] == "—"


@pytest.mark.parametrize(
    ("day", "decree", "cost", "record", "first"),
    [
        ("2021-07-01", "от 2 апреля 2021 г. № 534", None, FORMER_RECORD, 8),
        ("2024-10-01", "от 16 августа 2024 г. № 1096", COST, FORMER_RECORD, 8),
        ("2026-04-01", "от 23 января 2026 г. № 26", f"{COST} и копейках", RECORD, 8),
        ("2026-08-31", "от 23 января 2026 г. № 26", f"{COST} и копейках", RECORD, 8),
        ("2026-09-01", "от 23 января 2026 г. № 26", f"{COST} и копейках", RECORD, 10),
    ],
)
def test_the_form_is_the_one_in_force_on_the_date(
    day: str, decree: str, cost: str | None, record: str, first: int
) -> None:
    order = on(day, lines=[LINE | TRACED])
    drawn = text(order)
    assert f"(в ред. постановления Правительства Российской Федерации {decree})" in drawn
    assert head(order)[0] == [CODE, *COLUMNS, *TRACED_COLUMNS, *([cost] if cost else [])]
    assert record in drawn
    assert (ADVANCE_LINE in drawn) is (day >= "2026-04-01")
    assert sorted(map(int, re.findall(r"\[(\d+)\]", drawn))) == list(range(first, first + 12))


def test_an_invoice_and_transfer_names_itself_as_the_paper_of_shipment() -> None:
    assert cells(draft(KIND), "(5а)")[-1] == "Универсальный передаточный документ № 216 от 24.11.2026"
    assert cells(on("2022-03-10"), "(5а)") == ["Документ об отгрузке № п/п", "1–4 № 216 от 10.03.2022"]


def test_a_transfer_alone_has_dashes_where_only_an_invoice_says_something() -> None:
    order = without_vat()
    assert cells(order, "(5)")[1] == "№ — от —"
    assert cells(order, "(5а)")[1] == "— № — от —"
    assert cells(order, "(5б)") == [f"{ADVANCE_LINE} № — от —, исправление № — от —"]
    drawn = text(order)
    assert "Счет-фактура № 216 от 24 ноября 2026 г." in drawn
    assert "Статус: 2" in drawn
    assert "Лебедева" not in drawn
    assert "Кравцова" not in drawn, "the head signs no счет-фактура, and others hand the goods over"


@pytest.mark.parametrize(
    "seller", [{"vat": "exempt"}, {"vat": "exempt", "vat_basis": "п. 1 ст. 145 НК РФ"}, PERSON | {"vat": "standard"}]
)
def test_who_issues_no_invoice_is_sent_to_status_2(seller: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="status: 2"):
        draft(KIND, seller=sample(KIND)["seller"] | seller if "form" not in seller else seller)


@pytest.mark.parametrize("status", [0, 3, "1"])
def test_there_are_two_statuses(status: object) -> None:
    with pytest.raises(InputError, match="status"):
        draft(KIND, status=status)


def test_a_seller_without_vat_hands_over_without_tax() -> None:
    order = without_vat()
    first, *_, total = lines(order)
    assert first[10:13] == ["без НДС", "без НДС", "165 300,00"]
    assert total[2:6] == ["277 755,00", "Х", "без НДС", "277 755,00"]
    assert any("строка 5б" in warning for warning in order.warnings)
    assert any("строка 5 " in warning for warning in order.warnings)
    assert not draft(KIND, "advances", "payments", seller=order_seller(), status=2).warnings


def order_seller() -> dict[str, Any]:
    seller: dict[str, Any] = sample(KIND)["seller"] | {"vat": "exempt"}
    return seller


def test_a_seller_with_vat_is_reminded_of_the_invoice_that_status_2_is_not() -> None:
    assert any("не счет-фактура" in warning for warning in draft(KIND, status=2).warnings)
    assert draft(KIND).warnings == ()


@pytest.mark.parametrize(("shipped", "is_told"), [("2026-11-19", False), ("2026-11-18", True), ("2026-11-25", True)])
def test_the_five_days_of_an_invoice_are_watched(shipped: str, is_told: bool) -> None:
    assert any("п. 3 ст. 168" in warning for warning in draft(KIND, shipped_on=shipped).warnings) is is_told


def test_the_unit_is_the_symbol_that_belongs_to_the_code() -> None:
    given = [LINE | {"unit": unit} for unit in ("услуга", "квартал", "штука", "выезд")]
    assert [row[4:6] for row in lines(draft(KIND, lines=given))[:-1]] == [
        ["876", "усл. ед"],
        ["364", "кварт"],
        ["796", "шт"],
        ["—", "выезд"],
    ]


@pytest.mark.parametrize(("date", "is_told"), [("2026-01-12", False), ("2026-01-13", True)])
def test_five_days_that_end_on_a_holiday_go_on_to_the_next_working_day(date: str, is_told: bool) -> None:
    warnings = on(date, shipped_on="2025-12-30").warnings
    assert any("п. 3 ст. 168" in warning for warning in warnings) is is_told


def test_services_have_dashes_where_goods_have_consignor_and_consignee() -> None:
    order = draft(KIND, lines=[LINE | {"kind": "services"}])
    assert (cells(order, "(3)")[1], cells(order, "(4)")[1]) == ("—", "—")
    assert cells(draft(KIND), "(3)")[1] == "он же"


def test_the_ground_of_the_transfer_is_named() -> None:
    ground = cells(draft(KIND), "[10]")[1]
    assert ground.startswith("Договор поставки № 25/11-2026 от 22 ноября 2026 г.; доверенность № 14 от 20.11.2026 (")
    bare = draft(KIND, "contract", "other_grounds")
    assert cells(bare, "[10]")[1] == "(договор; доверенность и др.)"
    assert any("разовой сделкой" in warning for warning in bare.warnings)
    single = draft(KIND, "contract", "other_grounds", without_grounds=True)
    assert cells(single, "[10]")[1].startswith("без документа-основания (")
    assert single.warnings == ()
    with pytest.raises(InputError, match="without_grounds"):
        draft(KIND, without_grounds=True)
    cargo = cells(draft(KIND, net_mass="120.5", gross_mass="140"), "[11]")[1]
    assert cargo.startswith("Транспортная накладная № 198 от 24.11.2026; масса нетто 120,5 кг, масса брутто 140 кг (")


def test_who_handed_over_and_who_answers_for_the_paper_are_named() -> None:
    assert cells(draft(KIND), "[12]") == ["Кладовщик", "", "Зотов К. А."]
    assert cells(draft(KIND), "[13]")[1] == "«24» ноября 2026 г."
    assert cells(draft(KIND), "[15]") == ["Менеджер", "", "Орлова М. В."]
    by_head = draft(KIND, "handed_by", "responsible")
    assert cells(by_head, "[12]") == cells(by_head, "[15]") == ["Генеральный директор", "", "Кравцова А. С."]


def test_the_client_fills_its_side_by_hand() -> None:
    order = draft(KIND)
    assert cells(order, "[17]")[4:] == ["", "", ""]
    assert cells(order, "[18]")[3:] == ["Дата получения (приемки)", "« » 20 г."]
    assert cells(order, "[19]")[2:] == ["Иные сведения о получении, приемке"]
    assert cells(order, "[20]")[4:] == ["", "", ""]
    assert "Шевченко Пётр Андреевич, ИНН/КПП 500123456750" in cells(order, "[21]")[2]


def test_an_entrepreneur_signs_with_number_and_date_of_registration() -> None:
    seller = ENTREPRENEUR | {"vat": "reduced_7"}
    drawn = text(draft(KIND, "accountant", seller=seller, ogrnip_date="2018-01-10"))
    assert "Римская-Корсакова М. Н. 318505300098766, 10 января 2018 г." in drawn
    assert any("ogrnip_date" in warning for warning in draft(KIND, seller=seller).warnings)


def test_the_sample_fits_one_page() -> None:
    assert len(pages(draft(KIND))) == 1


@pytest.mark.parametrize(("engine", "count"), long_tables(300, 80))
def test_many_lines_keep_head_total_and_signatures_together(engine: str, count: int) -> None:
    given = [LINE | {"name": f"Светильник, исполнение {number}"} for number in range(1, count + 1)]
    found = pages(draft(KIND, lines=given), engine)
    assert len(found) > count // 60 + 1
    assert all("А 1 1а 1б" in page for page in found)
    assert [number for number, page in enumerate(found) if "Всего к оплате (9)" in page] == [len(found) - 1]
    for words in (f"исполнение {count - 1}", f"исполнение {count}", *SIGNERS, "[10]", "[21]", "М.П. М.П."):
        assert words in found[-1]


@pytest.mark.parametrize("traced", [{}, TRACED])
@pytest.mark.parametrize("engine", ENGINES)
def test_wide_figures_are_whole(engine: str, traced: dict[str, str]) -> None:
    drawn = " ".join(pages(draft(KIND, lines=[LINE | {"price": "999999999.99"} | traced]), engine))
    for figure in ("819 672 131,14", "180 327 868,85", "999 999 999,99"):
        assert figure in drawn


@pytest.mark.pango
def test_long_and_awkward_texts_are_whole_and_both_engines_agree() -> None:
    names = ["Ж" * 300, "Светильник подвесной для складов и цехов " * 24, "<b>жирно</b> & {{ 7 * 7 }} «ёлочки»"]
    order = draft(KIND, lines=[LINE | {"name": name.strip(), "code": "ABC-1234567890-XYZ/77"} for name in names * 2])
    drawn = [pages(order, engine) for engine in ("plutoprint", "weasyprint")]
    assert len(drawn[0]) == len(drawn[1])
    fast, reference = ("".join("".join(found).split()) for found in drawn)
    assert sorted(fast) == sorted(reference)
    for name in names:
        assert fast.count("".join(name.split())) == 2


@pytest.mark.parametrize("length", [10, 199, 201, 999])
def test_the_last_line_is_never_parted_from_the_total(length: int) -> None:
    given = [LINE | {"name": f"{number} " + "слово " * (length // 6)} for number in range(9)]
    found = [page for page in pages(draft(KIND, lines=given)) if "Всего к оплате (9)" in page]
    assert len(found) == 1
    assert re.search(r"— 9 8 ", found[0])
    assert SIGNERS[2] in found[0]
