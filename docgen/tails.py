"""Keeps rows of a table together: a heading row with the row under it; the last rows with totals and signatures.

Templates say it plainly: ``<tr class="keep-next">`` for a heading, ``<tbody class="keep">`` for the last rows,
``<div class="keep">`` right behind the table. PlutoBook breaks a page only before a row and ignores every break rule on
rows and row groups (version 0.20), so what belongs together is set into one row, which both engines move to the next
page as one, under a repeated header.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator

_END = re.compile(
    r'<tbody class="keep">(?P<rows>(?:(?!<tbody).)*?)</tbody></table>'
    r'(?:\s*<div class="keep">(?P<after>(?:(?!<div).)*?)</div>)?',
    re.DOTALL,
)
_TABLE = re.compile(r'<table class="(?P<look>[^"]*)">(?P<columns><colgroup>.*?</colgroup>)', re.DOTALL)
_HEADING = re.compile(
    r'<tr class="keep-next">(?P<heading>(?:(?!</tr>).)*</tr>)(?:\s*</tbody>)?(?:\s*<tbody>)?\s*'
    r"(?P<next><tr>(?:(?!</tr>).)*</tr>)",
    re.DOTALL,
)
_TABLE_TAG = "<table "
_LOOKS = {"joined": "head", "end": "tail"}


def keep_tails(html: str) -> str:
    """The page with every such group set into one row of its table. The words stay as they were, in the same order."""
    return _replaced(_replaced(html, _HEADING, _as_heading), _END, _as_one_row)


def _replaced(html: str, pattern: re.Pattern[str], drawn: Callable[[re.Match[str], re.Match[str]], str]) -> str:
    tables: list[re.Match[str]] = []

    def around(found: re.Match[str]) -> str:
        """What comes instead, for the last table that begins before; a long page is looked through only once."""
        if not tables:
            tables.extend(_tables(html))
        return drawn(found, tables[bisect(tables, found.start(), key=re.Match.start) - 1])

    return pattern.sub(around, html)


def _tables(html: str) -> Iterator[re.Match[str]]:
    """Tables that are not themselves rows set together."""
    place = html.find(_TABLE_TAG)
    while place >= 0:
        table = _TABLE.match(html, place)
        if table and not table["look"].endswith(f" {_LOOKS['joined']}"):
            yield table
        place = html.find(_TABLE_TAG, place + 1)


def _as_heading(found: re.Match[str], table: re.Match[str]) -> str:
    return _row(table, "joined", f"<tr>{found['heading']}{found['next']}")


def _as_one_row(found: re.Match[str], table: re.Match[str]) -> str:
    after = found["after"]
    return f"<tbody>{_row(table, 'end', found['rows'], f'<div>{after}</div>' if after else '')}</tbody></table>"


def _row(table: re.Match[str], cell: str, rows: str, after: str = "") -> str:
    """Rows in a table of their own, with the columns of the one that they stand in, as its next row."""
    columns = table["columns"]
    look = f"{table['look']} {_LOOKS[cell]}"
    inner = f'<table class="{look}">{columns}<tbody>{rows}</tbody></table>{after}'
    return f'<tr><td class="{cell}" colspan="{columns.count("<col ")}">{inner}</td></tr>'
