"""The end of a table is set into one row, and nothing of it is lost or moved."""

from __future__ import annotations

import re

from docgen.tails import keep_tails

TABLE = (
    '<table class="grid lines"><colgroup><col style="width:50%"><col style="width:50%"></colgroup>'
    "<thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody>\n"
    '<tbody class="keep"><tr><td>3</td><td>4</td></tr></tbody></table>'
)
BLOCK = '<div class="keep"><p>words</p><table class="signatures"><tbody><tr><td>sign</td></tr></tbody></table></div>'


def words(html: str) -> list[str]:
    return re.sub(r"<[^>]*>", " ", html).split()


def test_the_last_rows_become_one_row_that_spans_the_table() -> None:
    kept = keep_tails(TABLE)
    assert '<td class="end" colspan="2"><table class="grid lines tail">' in kept
    assert words(kept) == words(TABLE)


def test_the_block_behind_the_table_goes_with_its_last_rows() -> None:
    kept = keep_tails(TABLE + "\n" + BLOCK)
    assert kept.endswith("</td></tr></tbody></table>")
    assert words(kept) == words(TABLE + BLOCK)


def test_each_table_gets_its_own_columns() -> None:
    three = TABLE.replace('<col style="width:50%"></colgroup>', "<col ><col ></colgroup>")
    kept = keep_tails(TABLE + "<p>between</p>" + three)
    assert re.findall(r'colspan="(\d)"', kept) == ["2", "3"]


def test_a_page_without_such_an_end_stays_as_it_is() -> None:
    plain = TABLE.replace(' class="keep"', "")
    assert keep_tails(plain + BLOCK) == plain + BLOCK


HEADED = (
    '<table class="grid lines"><colgroup><col style="width:50%"><col style="width:50%"></colgroup><tbody>\n'
    '<tr class="keep-next"><td colspan="2">Group</td></tr>\n</tbody>\n<tbody>\n'
    "<tr><td>1</td><td>2</td></tr>\n<tr><td>3</td><td>4</td></tr>\n</tbody>\n"
)


def test_a_heading_and_the_row_under_it_become_one_row() -> None:
    kept = keep_tails(f"{HEADED}</table>")
    assert '<td class="joined" colspan="2"><table class="grid lines head">' in kept
    assert kept.count("<tbody>") == kept.count("</tbody>")
    assert kept.endswith("<tr><td>3</td><td>4</td></tr>\n</tbody>\n</table>")
    assert words(kept) == words(HEADED)


def test_the_end_of_a_table_with_headings_looks_like_the_table() -> None:
    kept = keep_tails(f'{HEADED}<tbody class="keep"><tr><td>5</td><td>6</td></tr></tbody></table>')
    assert re.findall(r'<table class="([^"]*)">', kept) == ["grid lines", "grid lines head", "grid lines tail"]
    assert words(kept) == [*words(HEADED), "5", "6"]


def test_a_heading_with_nothing_under_it_stays_a_row() -> None:
    alone = HEADED.partition("<tbody>\n<tr><td>1")[0] + "</table>"
    assert keep_tails(alone) == alone
