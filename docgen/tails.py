"""Keeps rows of a table together: a heading row with the row under it; the last rows with totals and signatures.

Templates say it plainly: ``<tr class="keep-next">`` for a heading, ``<tbody class="keep">`` for the last rows,
``<div class="keep">`` right behind the table. PlutoBook breaks a page only before a row and ignores every break rule on
rows and row groups (version 0.20), so what belongs together is set into one row, which both engines move to the next
page as one, under a repeated header.
"""

from __future__ import annotations

import re

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

_LOOKS = {"joined": "head", "end": "tail"}


def keep_tails(html: str) -> str:
    """The page with every such group set into one row of its table. The words stay as they were, in the same order."""
    return _END.sub(_as_one_row, _HEADING.sub(_as_heading, html))


def _as_heading(found: re.Match[str]) -> str:
    return _row(found, "joined", f"<tr>{found['heading']}{found['next']}")


def _as_one_row(found: re.Match[str]) -> str:
    after = found["after"]
    return f"<tbody>{_row(found, 'end', found['rows'], f'<div>{after}</div>' if after else '')}</tbody></table>"


def _row(found: re.Match[str], cell: str, rows: str, after: str = "") -> str:
    """Rows in a table of their own, with the columns of the one that they stand in, as its next row."""
    table = _table_around(found)
    columns = table["columns"]
    look = f"{table['look']} {_LOOKS[cell]}"
    inner = f'<table class="{look}">{columns}<tbody>{rows}</tbody></table>{after}'
    return f'<tr><td class="{cell}" colspan="{columns.count("<col ")}">{inner}</td></tr>'


def _table_around(found: re.Match[str]) -> re.Match[str]:
    """The last table that begins before: searched for backwards, since a long one has many headings."""
    place, table = found.start(), None
    while table is None or table["look"].endswith(f" {_LOOKS['joined']}"):
        place = found.string.rindex("<table ", 0, place)
        table = _TABLE.match(found.string, place)
    return table
