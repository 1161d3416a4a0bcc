"""ТОРГ-12: its captions letter for letter, sheets with totals of their own, words, and what is left to the client."""

from __future__ import annotations

import io
import random
import re
from html import unescape
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from docgen.errors import InputError
from docgen.filters import money
from docgen.html import environment, render_html
from docgen.library import find_kind
from docgen.papers.reading import PaperOrder
from docgen.rendering import render_paper
from tests.templates.drafts import ENTREPRENEUR, draft, long_tables, pages, sample, text

KIND = "waybill"
ENGINES = ["plutoprint", pytest.param("weasyprint", marks=pytest.mark.pango)]
MM = 72 / 25.4
# Colspan and rowspan aside, the heading of the table in the order of the page: the upper row, then the lower one.
UPPER = [
    "Номер по порядку", "Товар", "Единица измерения", "Вид упаковки", "Количество", "Масса брутто",
    "Количество (масса нетто)", "Цена, руб. коп.", "Сумма без учета НДС, руб. коп.", "НДС",
    "Сумма с учетом НДС, руб. коп.",
]  # fmt: skip
LOWER = [
    "наименование, характеристика, сорт, артикул товара", "код", "наименование", "код по ОКЕИ",
    "в одном месте", "мест, штук", "ставка, %", "сумма, руб. коп.",
]  # fmt: skip
CAPTIONS = [
    "Унифицированная форма № ТОРГ-12", "Утверждена постановлением Госкомстата России от 25.12.98 № 132",
    "Форма по ОКУД", "0330212", "по ОКПО", "Вид деятельности по ОКДП", "Вид операции", "Коды",
    "(организация-грузоотправитель, адрес, номер телефона, факса, банковские реквизиты)",
    "(структурное подразделение)", "Грузополучатель", "Поставщик", "Плательщик", "Основание",
    "(организация, адрес, телефон, факс, банковские реквизиты)", "(договор, заказ-наряд)",
    "Транспортная накладная", "номер", "дата", "ТОВАРНАЯ НАКЛАДНАЯ", "Номер документа", "Дата составления",
    "Итого", "Всего по накладной", "Товарная накладная имеет приложение на", "листах и содержит",
    "порядковых номеров записей", "(прописью)", "Всего мест", "Масса груза (нетто)", "Масса груза (брутто)",
    "Приложение (паспорта, сертификаты и т.п.) на", "листах", "Всего отпущено на сумму",
    "Отпуск груза разрешил", "(должность)", "(подпись)", "(расшифровка подписи)", "Главный (старший) бухгалтер",
    "Отпуск груза произвел", "М.П.", "По доверенности №", "выданной",
    "(кем, кому (организация, должность, фамилия, и., о.))", "Груз принял", "Груз получил грузополучатель",
]  # fmt: skip
LINE = {"name": "Светильник", "unit": "шт", "quantity": "2", "price": "100.50"}
OVERLONG = {
    "lines": [LINE, LINE | {"name": "/ж" * 500, "code": "/ж" * 50, "unit": "/ж" * 25}],
    "attorney": {"number": "/ж" * 50, "date": "2026-11-20", "issued": "/ж" * 250},
}
WORDS = [
    "светильник", "ВВГнг(А)-LS", "3×1,5", "«Офис-Люкс»", "36", "Вт,", "промышленно-складской", "№",
    "LED/RGB", "—", "(белый)", "ТУ-27.40.25-001", "энергосберегающий", "съёмный.", "Ж" * 60,
]  # fmt: skip


def lines(count: int, seed: int = 1) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    longest = chance.choice([3, 8, 30])
    return [
        {
            "name": " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, longest))),
            "code": chance.choice(["A-1", "LED-36-4000/белый", "4607001234567"]),
            "unit": chance.choice(["шт", "пог. м", "упаковка"]),
            "packaging": chance.choice(["коробка", "паллета деревянная, 1200×800"]),
            "quantity": str(chance.randint(1, 10 ** chance.randint(1, 6))),
            "price": f"{chance.randint(1, 10 ** chance.randint(1, 5))}.37",
            "places": chance.randint(1, 40),
        }
        for _ in range(count)
    ]


def long_lines() -> list[dict[str, Any]]:
    huge = {"name": "Руда", "unit": "т", "quantity": "999999999.999", "price": "999.99", "in_place": "1", "places": 9}
    return [huge | {"gross_mass": "999999999.999", "net_mass": "999999999"}]


def html(order: PaperOrder) -> str:
    return render_html(order.kind, order.context)


def cells(row: str, tag: str = "td") -> list[str]:
    found = re.findall(rf"<{tag}[^>]*>(.*?)</{tag}>", row, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]*>", "", cell)).split(" ")).strip() for cell in found]


def body_rows(page: str) -> list[list[str]]:
    return [row for row in map(cells, re.findall(r"<tr>.*?</tr>", page, re.DOTALL)) if len(row) == 15]


def squeezed(words: str) -> str:
    return "".join(words.replace("\ufffe", "-").replace("\u0002", "-").split())


def test_the_table_has_fifteen_columns_with_the_captions_of_the_form() -> None:
    heading = re.search(r"<thead>(.*?)</thead>", html(draft(KIND)), re.DOTALL)
    assert heading
    rows = [cells(row, "th") for row in re.findall(r"<tr>.*?</tr>", heading[1], re.DOTALL)]
    assert rows == [UPPER, LOWER, [str(number) for number in range(1, 16)]]


def test_every_caption_of_the_form_is_printed_letter_for_letter() -> None:
    printed = squeezed(text(draft(KIND)))
    assert [caption for caption in CAPTIONS if squeezed(caption) not in printed] == []
    assert printed.count("поОКПО") == 4
    assert printed.count("(организация,адрес,телефон,факс,банковскиереквизиты)") == 3


def test_nothing_is_totalled_under_price_and_rate() -> None:
    rows = re.findall(r"<tr><td colspan=\"7\".*?</tr>", html(draft(KIND)), re.DOTALL)
    for row in map(cells, rows):
        assert (row[4], row[6]) == ("Х", "Х")
    assert [cells(row)[0] for row in rows] == ["Итого", "Всего по накладной"]


@pytest.mark.parametrize(("engine", "count"), [*long_tables(1, 1), *long_tables(3, 3), *long_tables(300, 90)])
def test_each_planned_sheet_is_one_page_with_its_rows_and_its_totals(count: int, engine: str) -> None:
    order = draft(KIND, lines=lines(count, seed=count))
    sheets, printed = order.context["sheets"], pages(order, engine)
    assert len(printed) == len(sheets)
    for sheet, page in zip(sheets, map(squeezed, printed), strict=True):
        assert [line["name"] for line in sheet["lines"] if squeezed(line["name"]) not in page] == []
        assert squeezed(f"Итого {sheet['totals']['places']}") in page.replace("\u00a0", "")
        assert squeezed(money(sheet["totals"]["gross"])) in page
        assert (f"Лист{sheet['number']}" in page) is not sheet["is_first"]
        assert "123456789101112131415" in page, "column numbers on every sheet"
        assert ("Всегопонакладной" in page) is sheet["is_last"]
        assert ("Грузполучилгрузополучатель" in page) is sheet["is_last"]
    assert sheets[-1]["lines"], "signatures stand with a row at least"


@given(st.integers(0, 10**6), st.sampled_from([1, 2, 5, 9, 14, 40]))
@settings(max_examples=30)
def test_no_sheet_overflows_whatever_the_goods_are_called(seed: int, count: int) -> None:
    order = draft(KIND, lines=lines(count, seed))
    drawn = pypdfium2.PdfDocument(render_paper(order.kind, order.context, "pdf"))
    assert len(drawn) == len(order.context["sheets"])


@pytest.mark.parametrize("engine", ENGINES)
def test_long_texts_of_the_heading_and_of_the_signatures_do_not_overflow_either(engine: str) -> None:
    changed: dict[str, Any] = {
        "consignor": {"full_name": "Обособленное подразделение " * 12, "address": "г. Химки, " * 20},
        "structural_unit": "Склад готовой продукции и комплектующих " * 7,
        "released_by": {"name": "Константинопольский К.", "position": "Заместитель генерального директора по складу"},
        "attorney": {"number": "Д-2026/11-0000044-С", "date": "2026-11-20", "issued": "Общество с ограниченной" * 14},
        "received_by": {"name": "Сергеев-Ценский Сергей", "position": "Начальник участка приёмки и контроля качества"},
        "transport_waybill": {"number": "ЭТрН-2026-11-22-0000000000417-0001", "date": "2026-11-22"},
    }  # fmt: skip
    for count in (1, 2, 4, 20):
        order = draft(KIND, lines=lines(count, seed=5), **changed)
        assert len(pages(order, engine)) == len(order.context["sheets"])


@pytest.mark.parametrize(("engine", "count"), long_tables(200, 70))
def test_sheets_in_the_middle_are_well_filled(engine: str, count: int) -> None:
    order = draft(KIND, lines=[LINE | {"name": f"Светильник светодиодный {number}"} for number in range(count)])
    drawn = pypdfium2.PdfDocument(render_paper(order.kind, order.context, "pdf", engine))
    assert len(drawn) > 2
    for number in range(1, len(drawn) - 1):
        found = drawn[number].get_textpage()
        bottoms = [found.get_rect(place)[1] / MM for place in range(found.count_rects())]
        lowest = min(bottom for bottom in bottoms if bottom > 9)
        assert lowest < 20, "another row would fit above the lower margin of 11 mm"


def test_what_the_plan_measures_is_what_the_template_prints() -> None:
    order = draft(KIND, lines=[*lines(4), *sample(KIND)["lines"]])
    plan = find_kind(KIND).sheets
    assert plan
    rows = order.context["lines"]
    shows = [environment("text").from_string(column.shows) for column in plan.columns]
    measured = [[one.render(row=row).strip() for one in shows] for row in rows]
    assert body_rows(html(order)) == measured


def test_the_plan_knows_the_columns_of_the_template() -> None:
    plan = find_kind(KIND).sheets
    table = re.search(r'<table class="grid wayrows">(<colgroup>.*?</colgroup>)', html(draft(KIND)))
    assert plan
    assert table
    widths = [float(width) * 2.67 for width in re.findall(r"width:([\d.]+)%", table[1])]
    inside = [width - 2 * 0.4 - 0.2 for width in widths]
    slack = [round(real - column.width, 2) for real, column in zip(inside, plan.columns, strict=True)]
    assert min(slack) >= 0
    assert max(slack) < 0.3, "narrower columns than there are leave sheets half empty"


@given(st.integers(0, 10**6), st.integers(1, 120))
@settings(max_examples=40)
def test_totals_of_sheets_add_up_to_the_totals_of_the_paper(seed: int, count: int) -> None:
    context = draft(KIND, lines=lines(count, seed)).context
    for key in ("net", "vat", "gross"):
        assert sum(sheet["totals"][key] for sheet in context["sheets"]) == context["totals"][key]
    assert context["whole"]["places"] == sum(line["places"] for line in context["lines"])
    numbers = [line["number"] for sheet in context["sheets"] for line in sheet["lines"]]
    assert numbers == list(range(1, count + 1))


def test_counts_masses_and_the_sum_stand_in_words() -> None:
    printed = text(draft(KIND, appendix_sheets=21))
    assert "имеет приложение на двадцати одном листах и содержит Три порядковых номеров записей" in printed
    assert "Всего мест Семнадцать" in printed
    assert "Двести сорок килограммов пятьсот граммов 240,5 кг" in printed
    assert "Двести семьдесят три килограмма 273 кг" in printed
    assert "сертификаты и т.п.) на трёх листах" in printed
    assert "Двести тридцать девять тысяч семьсот пятьдесят пять руб. 00 коп." in printed


def test_what_is_known_of_the_whole_load_is_stronger_than_the_sums_of_lines() -> None:
    printed = text(draft(KIND, cargo={"places": 1, "gross_mass": "500", "net_mass": "499.999"}))
    assert "Всего мест Одно" in printed
    assert "Пятьсот килограммов 500 кг" in printed
    assert "Четыреста девяносто девять килограммов девятьсот девяносто девять граммов" in printed


def test_what_is_not_known_is_left_for_the_hand() -> None:
    bare = draft(KIND, "attorney", "transport_waybill", "codes", "enclosed_sheets", "structural_unit", lines=[LINE])
    printed = text(bare)
    assert "килограмм" not in printed
    assert "Всего мест (" in printed.replace("Масса груза (брутто) ", "")
    assert "По доверенности № от «___» ______________ 20___ года," in printed
    assert "None" not in printed


def test_a_mass_that_some_lines_lack_has_no_total_and_is_warned_of() -> None:
    made = sample(KIND)["lines"]
    del made[0]["gross_mass"], made[0]["places"]
    order = draft(KIND, lines=made)
    assert order.context["whole"]["gross_mass"] is None
    assert [warning for warning in order.warnings if "не у всех строк" in warning and "брутто" in warning]
    assert [warning for warning in order.warnings if "не у всех строк" in warning and "мест" in warning]
    assert "Двести семьдесят" not in text(order)


def test_quantities_of_different_units_are_not_added() -> None:
    mixed, alike = draft(KIND), draft(KIND, lines=[LINE, LINE])
    assert "Итого 17 273 — Х" in text(mixed)
    assert "Итого — — 4 Х" in text(alike)


def test_the_day_of_receipt_is_asked_for_and_never_preprinted() -> None:
    blank, dated = draft(KIND), draft(KIND, received_on="2026-11-24")
    assert [warning for warning in blank.warnings if "нет даты" in warning]
    assert "М.П. «22» ноября 2026 года М.П. «___» ______________ 20___ года" in text(blank)
    assert not dated.warnings
    assert "М.П. «22» ноября 2026 года М.П. «24» ноября 2026 года" in text(dated)


def test_the_side_of_the_client_is_blank_unless_he_is_named() -> None:
    client = sample(KIND)["client"]["signatory"]["name"].split()[0]
    blank = draft(KIND, "attorney")
    assert client not in text(blank).partition("Груз принял")[2]
    named = draft(KIND, received_by={"name": "Соколов Дмитрий Юрьевич", "position": "водитель"})
    assert "Груз получил грузополучатель водитель Соколов Д. Ю." in text(named).replace("\u00a0", " ")


@pytest.mark.parametrize("engine", ENGINES)
def test_three_lines_without_vat_take_one_sheet(engine: str) -> None:
    order = draft(KIND, seller=ENTREPRENEUR)
    assert len(order.context["sheets"]) == 1
    drawn = pages(order, engine)
    assert len(drawn) == 1
    assert drawn[0].count("без НДС") == 3


def test_the_head_allows_the_release_and_no_name_is_lent_to_who_is_not_named() -> None:
    printed = text(draft(KIND, "accountant", "storekeeper")).partition("Отпуск груза разрешил")[2]
    assert printed.startswith(" Генеральный директор Кравцова А. С. (должность)")
    assert printed.count("Кравцова") == 1
    assert "Главный (старший) бухгалтер Груз принял (подпись)" in printed


def test_the_sides_of_the_deal_stand_for_sender_receiver_and_payer_unless_others_are_named() -> None:
    usual = text(draft(KIND))
    assert usual.count("40802810001300001234") == 2
    other = text(draft(KIND, payer={"full_name": "ООО «Плательщик»", "inn": "7712345671"}))
    assert "Плательщик ООО «Плательщик», ИНН 7712345671 по ОКПО" in other
    assert other.count("40802810001300001234") == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_long_figures_stand_whole_on_one_line_in_smaller_type(engine: str) -> None:
    order = draft(KIND, lines=long_lines(), prices_include_vat=False)
    page = pypdfium2.PdfDocument(render_paper(order.kind, order.context, "pdf", engine))[0]
    rows = [" ".join(row.split()) for row in page.get_textpage().get_text_range().splitlines()]
    for figure in ("999 999 999,999", "999 989 999 999,00", "219 997 799 999,78", "1 219 987 799 998,78"):
        assert [row for row in rows if figure in row], figure


@pytest.mark.parametrize("engine", ENGINES)
def test_the_place_of_the_code_and_the_left_margin_stay_empty(engine: str) -> None:
    order = draft(KIND, lines=lines(40))
    for page in pypdfium2.PdfDocument(render_paper(order.kind, order.context, "pdf", engine)):
        assert page.get_width() > page.get_height(), "landscape"
        boxes = [item.get_bounds() for item in page.get_objects()]
        assert min(left for left, _, _, _ in boxes) >= 20 * MM - 1
        assert max(right for _, _, right, _ in boxes) <= (297 - 10) * MM + 1


def test_an_exempt_seller_has_no_tax_in_the_table() -> None:
    seller = sample(KIND)["seller"] | {"vat": "exempt", "vat_basis": "п. 1 ст. 145 НК РФ"}
    order = draft(KIND, seller=seller, lines=[LINE])
    row = next(row for row in body_rows(html(order)) if row[1] == "Светильник")
    assert row[12:14] == ["без НДС", "—"]
    assert "Итого — — 2 Х 201,00 Х — 201,00" in text(order)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"contract": {"title": "Договор", "number": "1", "date": "2026-11-23"}}, "contract.date"),
        ({"received_on": "2026-11-21"}, "received_on"),
        ({"codes": {"seller_okpo": "123"}}, "codes.seller_okpo"),
        ({"cargo": {"net_mass": "300"}}, "cargo.net_mass"),
        ({"lines": [LINE | {"kind": "services"}]}, "lines[0].kind"),
        (OVERLONG, "lines[1]"),
    ],
)  # fmt: skip
def test_contradictions_are_refused_at_their_place(changed: dict[str, Any], place: str) -> None:
    with pytest.raises(InputError) as found:
        draft(KIND, **changed)
    assert place in [fault.path for fault in found.value.faults]


def test_a_thousand_lines_are_planned_and_drawn_with_every_name() -> None:
    order = draft(KIND, lines=lines(1000, seed=3))
    printed = pages(order)
    assert len(printed) == len(order.context["sheets"])
    last = [line["number"] for sheet in order.context["sheets"] for line in sheet["lines"]]
    assert last == list(range(1, 1001))
    assert sum(page.count("Итого") for page in printed) == len(printed)


def test_the_sheet_holds_the_same_table_with_true_numbers() -> None:
    order = draft(KIND)
    content = render_paper(order.kind, order.context, "xlsx")
    rows: list[list[Any]] = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    filled = [[cell for cell in row if cell != ""] for row in rows]
    first = next(row for row in filled if row[:2] == [1.0, "Светильник светодиодный 36 Вт, 4000 К"])
    assert first[-5:] == [1129.0983, 135491.8, "22%", 29808.2, 165300.0]
    assert [str(number) for number in range(1, 16)] in filled
    said = {str(cell) for row in filled for cell in row}
    assert {"ТОВАРНАЯ НАКЛАДНАЯ", "0330212", "Двести сорок килограммов пятьсот граммов"} <= said
