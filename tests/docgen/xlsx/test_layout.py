"""Where things stand: columns, merged ranges, printed titles, filter, page."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest

from docgen.errors import TemplateError
from docgen.xlsx import SheetProperties
from tests.docgen.xlsx import sheets

ORDER = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "mergeCells",
    "pageMargins", "pageSetup", "headerFooter", "rowBreaks",
]  # fmt: skip
HEAD = "<thead><tr><th>№</th><th>Товар</th><th>Цена</th></tr></thead>"
ROWS = (
    '{% for line in lines %}<tr><td class="mid">{{ line.number }}</td><td>{{ line.name }}</td>'
    '<td class="num">{{ line.price | money }}</td></tr>{% endfor %}'
)
TOTAL = '<tr><td class="right" colspan="2">Итого</td><td class="num">{{ total | money }}</td></tr>'
SIGNS = sheets.table("<tr><td>Директор</td><td></td></tr>", 40, 60, classes="signatures")
PRICES = f"<h1>Прайс-лист</h1>{sheets.table(HEAD + ROWS + TOTAL, 10, 60, 30, classes='grid filter')}{SIGNS}"


def _lines(count: int):
    return [{"number": n, "name": f"Товар {n}", "price": Decimal(n)} for n in range(1, count + 1)]


def _prices(count: int = 4) -> bytes:
    return sheets.drawn(PRICES, lines=_lines(count), total=Decimal(10))


def _tags(workbook: bytes) -> list[str]:
    return [child.tag.removeprefix(sheets.MAIN) for child in sheets.member(workbook)]


def test_parts_of_the_sheet_stand_in_the_order_of_the_schema():
    assert _tags(_prices()) == [tag for tag in ORDER if tag != "rowBreaks"]
    broken = sheets.drawn(f'{PRICES}<p class="page-break">Дальше</p>', lines=_lines(3), total=Decimal(6))
    assert _tags(broken) == ORDER
    last = [row.get("r") for row in sheets.member(broken).iter(f"{sheets.MAIN}row")][-1]
    assert sheets.member(broken).find(f"{sheets.MAIN}dimension").get("ref") == f"A1:C{last}"


def test_rows_of_the_table_to_filter_are_never_merged():
    workbook = _prices()
    data = [place for place in sheets.merges(workbook) if place != "A1:C1"]
    first, last = 2, 7
    rows = {row for place in data for _, row in sheets.places(place)}
    assert not rows & set(range(first, last + 1))
    assert sheets.values(workbook)[1:7] == [
        ["№", "Товар", "Цена"], [1.0, "Товар 1", 1.0], [2.0, "Товар 2", 2.0], [3.0, "Товар 3", 3.0],
        [4.0, "Товар 4", 4.0], ["Итого", 10.0],
    ]  # fmt: skip


def test_a_span_of_the_table_to_filter_shows_no_lines_inside():
    workbook = _prices()
    borders = [sheets.border(workbook, place) for place in ("A7", "B7")]
    assert borders == [{"left", "top", "bottom"}, {"right", "top", "bottom"}]


def test_the_filter_covers_records_without_the_total():
    sheet = sheets.member(_prices())
    assert sheet.find(f"{sheets.MAIN}autoFilter").get("ref") == "A2:C6"
    empty = sheets.member(_prices(0))
    assert empty.find(f"{sheets.MAIN}autoFilter").get("ref") == "A2:C2"


def test_the_header_is_printed_on_every_page_and_stays_in_sight():
    workbook = _prices(300)
    names = sheets.member(workbook, "xl/workbook.xml").iter(f"{sheets.MAIN}definedName")
    titles = {name.get("name"): name.text for name in names}
    assert titles["_xlnm.Print_Titles"].endswith("!$2:$2")
    pane = sheets.member(workbook).find(f".//{sheets.MAIN}pane")
    assert (pane.get("ySplit"), pane.get("topLeftCell"), pane.get("state")) == ("2", "A3", "frozen")


def test_a_header_below_a_long_text_is_not_frozen():
    page = "<p>{{ text }}</p>" + sheets.table(HEAD + ROWS, 10, 60, 30)
    workbook = sheets.drawn(page, text="слово " * 500, lines=_lines(2))
    assert sheets.member(workbook).find(f".//{sheets.MAIN}pane") is None


def test_tables_in_a_loop_have_no_printed_titles():
    page = "{% for lines in groups %}" + sheets.table(HEAD + ROWS, 10, 60, 30) + "{% endfor %}"
    workbook = sheets.drawn(page, groups=[_lines(2), _lines(2)])
    assert not list(sheets.member(workbook, "xl/workbook.xml").iter(f"{sheets.MAIN}definedName"))


def test_a_lone_table_gives_its_own_columns():
    workbook = sheets.drawn(sheets.table("<tr><td>а</td><td>б</td></tr>", 25, 75), css="@page { margin: 10mm }")
    widths = [float(column.get("width")) for column in sheets.member(workbook).iter(f"{sheets.MAIN}col")]
    assert len(widths) == 2
    assert widths[1] == pytest.approx(widths[0] * 3, rel=0.05)
    assert sheets.merges(workbook) == []


def test_spans_are_merged_over_the_columns_of_all_tables():
    first = sheets.table(
        '<tr><td rowspan="2">а</td><td colspan="2">б</td></tr><tr><td>в</td><td>г</td></tr>', 50, 25, 25
    )
    workbook = sheets.drawn(first + sheets.table("<tr><td>д</td><td>е</td></tr>", 30, 70))
    assert sheets.merges(workbook) == ["A1:B2", "C1:D1", "B4:D4"]
    assert sheets.values(workbook) == [["а", "б"], ["в", "г"], ["д", "е"]]


def test_paragraphs_go_over_the_whole_width_and_empty_ones_take_no_row():
    page = "<p>{{ a }}</p><p>{{ b }}</p>" + sheets.table("<tr><td>в</td><td>г</td></tr>", 50, 50)
    workbook = sheets.drawn(page, a="", b="есть")
    assert sheets.merges(workbook) == ["A1:B1"]
    assert sheets.values(workbook)[0] == ["есть"]


def test_a_single_cell_is_never_a_merged_range():
    assert sheets.merges(sheets.drawn("<p>один</p><h1>два</h1>")) == []


def _height(workbook: bytes, number: int) -> float:
    row = sheets.member(workbook).find(f".//{sheets.MAIN}row[@r='{number}']")
    return float(row.get("ht", "0"))


def test_a_paragraph_is_as_high_as_its_lines():
    page = "<p>{{ a }}</p><p>{{ b }}</p>" + sheets.table("<tr><td>в</td><td>г</td></tr>", 50, 50)
    workbook = sheets.drawn(page, a="Коротко", b="слово " * 100)
    assert 12 < _height(workbook, 1) < 25
    assert _height(workbook, 2) > 4 * _height(workbook, 1)


def test_a_text_taller_than_a_row_can_be_takes_several():
    page = "<p>{{ a }}</p><p>конец</p>" + sheets.table("<tr><td>в</td><td>г</td></tr>", 50, 50)
    workbook = sheets.drawn(page, a="слово " * 4000)
    first = sheets.merges(workbook)[0]
    last = max(row for _, row in sheets.places(first))
    assert last > 1
    assert _height(workbook, last) <= 409
    assert sheets.merges(workbook)[1] == f"A{last + 1}:B{last + 1}"


def test_a_plain_row_with_a_long_text_is_higher_than_one_with_a_short():
    page = sheets.table("{% for x in xs %}<tr><td>{{ x }}</td><td>г</td></tr>{% endfor %}", 30, 70)
    workbook = sheets.drawn(page, xs=["коротко", "слово " * 40])
    assert _height(workbook, 1) == 0
    assert _height(workbook, 2) > 60


def test_page_size_orientation_and_margins_are_those_of_the_css():
    css = "@page { size: A4 landscape; margin: 10mm 12mm 14mm 25.4mm; @bottom-left { margin: 1mm } }"
    sheet = sheets.member(sheets.drawn("<p>а</p>", f"{css} @page :first {{ margin: 0 }}"))
    assert sheet.find(f"{sheets.MAIN}pageSetup").get("orientation") == "landscape"
    assert sheet.find(f"{sheets.MAIN}pageSetup").get("paperSize") == "9"
    margins = sheet.find(f"{sheets.MAIN}pageMargins")
    millimetres = [float(margins.get(side)) * 25.4 for side in ("top", "right", "bottom", "left")]
    assert millimetres == pytest.approx([10, 12, 14, 25.4])
    assert sheet.find(f"{sheets.MAIN}pageSetup").get("fitToHeight") == "0"


def test_page_rules_of_the_template_itself_count_too():
    page = "<html><head><style>{{ style }} @page { size: A3 }</style></head><body><p>а</p></body></html>"
    assert sheets.member(sheets.drawn(page)).find(f"{sheets.MAIN}pageSetup").get("paperSize") == "8"
    with pytest.raises(TemplateError, match="A3, A4 или A5"):
        sheets.drawn("<p>а</p>", "@page { size: 100mm 50mm }")


def test_a_page_break_begins_a_page_and_an_empty_row_hands_it_on():
    page = (
        '<p>а</p><div class="page-break"><p>{{ b }}</p><p>в</p></div>'
        '<table class="page-break"><tr><td>г</td></tr></table>'
    )
    sheet = sheets.member(sheets.drawn(page, b=""))
    assert [found.get("id") for found in sheet.iter(f"{sheets.MAIN}brk")] == ["1", "2"]
    assert sheet.find(f"{sheets.MAIN}pageSetup").get("fitToHeight") == "0"


def test_what_is_not_for_the_sheet_is_left_out():
    page = (
        '<p>а</p><p class="pdf-only">{{ q | payment_qr }}</p><div class="no-xlsx"><p>б</p></div><p>в'
        '<span class="no-xlsx">г</span></p>'
    )
    assert sheets.texts(sheets.drawn(page)) == ["а", "в"]


def test_the_id_stands_once_in_the_whole_file():
    workbook = _prices()
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        found = [name for name in archive.namelist() for _ in range(archive.read(name).count(b"PV-2026-0007"))]
    assert found == [sheets.SHEET]
    footer = sheets.member(workbook).findtext(f".//{sheets.MAIN}oddFooter")
    assert "Прайс-лист № 7" in footer
    assert "PV-2026-0007" in footer


def test_a_long_title_is_cut_in_the_footer_but_the_id_is_not():
    properties = SheetProperties(
        title="7 & " * 100, author="", subject="", created=sheets.CREATED, document_id="PV-2026-0007"
    )
    workbook = sheets.compiled("<p>а</p>").render({}, properties)
    footer = sheets.member(workbook).findtext(f".//{sheets.MAIN}oddFooter")
    assert len(footer) <= 255
    assert footer.endswith("PV-2026-0007   Страница &P из &N")
    assert "&8 7 && 7" in footer


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Акт № 15 от 22 ноября 2026 г.", "Акт № 15 от 22 ноября 2026 г."),
        ("Акт [1]: «а/б»*?", "Акт 1 «а б»"),
        ("Прайс-лист на светильники № 15 от 22 ноября", "Прайс-лист на светильники № 15"),
        ("'/'", "Лист 1"),
        ("История\x00 ", "История"),
    ],
)
def test_the_tab_has_a_name_that_excel_takes(title, name):
    properties = SheetProperties(title=title, author="", subject="", created=sheets.CREATED)
    workbook = sheets.compiled("<p>а</p>").render({}, properties)
    assert sheets.member(workbook, "xl/workbook.xml").find(f".//{sheets.MAIN}sheet").get("name") == name


def test_the_same_input_gives_the_same_bytes_dated_by_the_paper():
    assert _prices() == _prices()
    with zipfile.ZipFile(BytesIO(_prices())) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 22, 0, 0, 0)}
    core = b"".join(_core(_prices()))
    assert core.count(b"2026-11-22T00:00:00Z") == 2
    moment = SheetProperties(title="а", author="", subject="", created=datetime(2026, 11, 22, 10, 30, tzinfo=UTC))
    assert b"2026-11-22T10:30:00Z" in b"".join(_core(sheets.compiled("<p>а</p>").render({}, moment)))


def _core(workbook: bytes):
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        yield archive.read("docProps/core.xml")


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (sheets.table("<tr><td>а</td></tr>", 50, 50), "не заполняет"),
        (sheets.table('<tr><td colspan="3">а</td></tr>', 50, 50), "colspan"),
        (sheets.table('<tr><td rowspan="2">а</td></tr>', 100), "rowspan"),
        (sheets.table('{% if x %}<tr><td rowspan="2">а</td></tr>{% endif %}<tr></tr>', 100), "rowspan"),
        (sheets.table("<tr>{% if x %}<td>а</td>{% endif %}</tr>", 100), "без операторов"),
        (sheets.table("<tr><td><table><tr><td>а</td></tr></table></td></tr>", 100), "внутри ячейки"),
        (sheets.table("<tr><td>а</td></tr>", 100, classes="unheard"), "unheard"),
        (sheets.table("<tr><td>а</td></tr>", 100, classes="filter") * 2, "одной таблицы"),
        (
            sheets.table("<tr><td>а</td></tr>", 100, classes="filter")
            + sheets.table("<tr><td>а</td><td>б</td></tr>", 50, 50),
            "колонок меньше",
        ),
        ("<hr>", "<hr>"),
    ],
)
def test_what_the_sheet_cannot_draw_is_refused_in_russian(page, message):
    with pytest.raises(TemplateError, match=message):
        sheets.drawn(page, x=True)
