"""Keeps the end of a table together: its last rows, its totals and the block with words and signatures after it.

Templates say it plainly: ``<tbody class="keep">`` for the last rows, ``<div class="keep">`` right behind the table.
PlutoBook breaks a page only before a row and ignores every break rule on row groups (version 0.20), so the whole end is
set into one last row, which both engines move to the next page as one, under a repeated header.
"""

from __future__ import annotations

import re

_END = re.compile(
    r'<tbody class="keep">(?P<rows>(?:(?!<tbody).)*?)</tbody></table>'
    r'(?:\s*<div class="keep">(?P<after>(?:(?!<div).)*?)</div>)?',
    re.DOTALL,
)
_TABLE = re.compile(r'<table class="(?P<look>[^"]*)">(?P<columns><colgroup>.*?</colgroup>)', re.DOTALL)


def keep_tails(html: str) -> str:
    """The page with every such end set into one row of its table. The words stay as they were, in the same order."""
    return _END.sub(_as_one_row, html)


def _as_one_row(found: re.Match[str]) -> str:
    opening = list(_TABLE.finditer(found.string, 0, found.start()))[-1]
    columns = opening["columns"]
    look = f"{opening['look']} tail"
    after = found["after"]
    inner = (
        f'<table class="{look}">{columns}<tbody>{found["rows"]}</tbody></table>{f"<div>{after}</div>" if after else ""}'
    )
    return f'<tbody><tr><td class="end" colspan="{columns.count("<col ")}">{inner}</td></tr></tbody></table>'
