"""Whatever the template and the data, the sheet holds every text and Excel can open it."""

from __future__ import annotations

import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from docgen.xlsx.grid import Lines, grid
from docgen.xlsx.member import Member, joined
from tests.docgen.docx.twin.pages import html_lines
from tests.docgen.xlsx import sheets

_TEXT = st.text(alphabet="абв <>&_xX0149=+-@\n{}%", max_size=12)


@st.composite
def _rows(draw, columns: int) -> str:
    """A row, or two rows beside a cell that spans both."""
    if columns > 1 and draw(st.booleans()):
        rest = "<td>{{ x }}</td>" * (columns - 1)
        return f'<tr><td rowspan="2">{{{{ y }}}}</td>{rest}</tr><tr>{rest}</tr>'
    cells, left = [], columns
    while left:
        span = draw(st.integers(1, left))
        inside = draw(
            st.sampled_from(["{{ x }}", "слово", "", "<p>{{ x }}</p><p>{{ y }}</p>", "{{ x }}<br><b>{{ y }}</b>"])
        )
        cells.append(f'<td colspan="{span}">{inside}</td>')
        left -= span
    row = f"<tr>{''.join(cells)}</tr>"
    return draw(st.sampled_from([row, f"{{% for i in xs %}}{row}{{% endfor %}}", f"{{% if x %}}{row}{{% endif %}}"]))


@st.composite
def _block(draw) -> str:
    if draw(st.booleans()):
        return draw(
            st.sampled_from(
                [
                    "<p>{{ x }}</p>",
                    "<h1>Заголовок</h1>",
                    '<p class="page-break">{{ y }}</p>',
                    "{% if x %}<p>да</p>{% endif %}",
                ]
            )
        )
    widths = draw(st.lists(st.integers(5, 60), min_size=1, max_size=4))
    widths = [round(width * 100 / sum(widths), 2) for width in widths]
    rows = "".join(draw(st.lists(_rows(len(widths)), min_size=1, max_size=3)))
    return sheets.table(rows, *widths)


def _words(texts: list[str]) -> list[str]:
    return [word for text in texts for word in re.sub(r"\s+", " ", text).split(" ") if word]


@given(blocks=st.lists(_block(), min_size=1, max_size=4), x=_TEXT, y=_TEXT, xs=st.lists(st.none(), max_size=3))
def test_every_text_of_the_page_stands_in_the_sheet_in_its_order(blocks, x, y, xs):
    page = "".join(blocks)
    workbook = sheets.drawn(page, x=x, y=y, xs=xs)
    shown = [text.replace("_x005F_", "_") for text in _shown(workbook)]
    assert _words(shown) == _words(html_lines(page, x=x, y=y, xs=xs))
    _check_grid(workbook)


def _shown(workbook: bytes) -> list[str]:
    return ["".join(cell.itertext()) for cell in sheets.member(workbook).iter(f"{sheets.MAIN}c")]


def _check_grid(workbook: bytes) -> None:
    sheet = sheets.member(workbook)
    numbers = [int(row.get("r")) for row in sheet.iter(f"{sheets.MAIN}row")]
    assert numbers == list(range(1, len(numbers) + 1))
    for row in sheet.iter(f"{sheets.MAIN}row"):
        places = [cell.get("r") for cell in row]
        assert places == sorted(places)
        assert all(place[1:] == row.get("r") for place in places)
    merged = [sheets.places(place) for place in sheets.merges(workbook)]
    assert all(len(one) > 1 for one in merged)
    assert sum(map(len, merged)) == len(set().union(*merged))
    assert all(row <= max(numbers, default=0) for one in merged for _, row in one)
    declared = sheet.find(f"{sheets.MAIN}mergeCells")
    assert int(declared.get("count")) == len(merged) if merged else declared is None


@given(
    widths=st.lists(st.lists(st.integers(1, 50), min_size=1, max_size=6), min_size=1, max_size=4),
    first_is_filter=st.booleans(),
)
def test_every_column_of_every_table_has_room_on_the_grid(widths, first_is_filter):
    widths = sorted(widths, key=len, reverse=True)
    tables = [
        Lines((0.0, *(total / sum(one) for total in itertools.accumulate(one))), first_is_filter and number == 0)
        for number, one in enumerate(widths)
    ]
    made = grid(tables)
    assert list(made.at) == sorted(set(made.at))
    for lines in tables:
        edges = made.edges(lines)
        assert len(edges) == len(lines.at)
        assert all(left < right for left, right in itertools.pairwise(edges))
        assert edges[-1] <= made.columns
    if first_is_filter:
        assert made.edges(tables[0]) == tuple(range(len(widths[0]) + 1))


@given(head=st.binary(max_size=300), pieces=st.lists(st.binary(max_size=300), max_size=4), tail=st.binary(max_size=300))
def test_a_member_joined_from_parts_unpacks_to_them(head, pieces, tail):
    import zlib

    body = Member("a")
    for piece in pieces:
        body.add(piece)
    entry = joined(head, body, tail)
    whole = b"".join((head, *pieces, tail))
    assert zlib.decompress(entry.data, -zlib.MAX_WBITS) == whole
    assert (entry.size, entry.crc) == (len(whole), zlib.crc32(whole))


def test_a_long_table_is_the_same_however_its_stream_is_cut(monkeypatch):
    page = sheets.table("{% for x in xs %}<tr><td>{{ x }}</td><td><p>{{ x }}</p></td></tr>{% endfor %}", 50, 50)
    context = {"xs": [f"_x0041_ {number}" * (number % 7) for number in range(200)]}
    whole = sheets.member(sheets.drawn(page, **context))
    monkeypatch.setattr("docgen.xlsx.template._PIECES", 3)
    cut = sheets.member(sheets.drawn(page, **context))
    assert [(cell.get("r"), "".join(cell.itertext())) for cell in cut.iter(f"{sheets.MAIN}c")] == [
        (cell.get("r"), "".join(cell.itertext())) for cell in whole.iter(f"{sheets.MAIN}c")
    ]
