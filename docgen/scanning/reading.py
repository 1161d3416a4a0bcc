"""The parent's side of reading: how many pages files have, and what each page says."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docgen.sandbox import run
from docgen.scanning.crew import Task, checked, cut, do_all, limits_for
from docgen.scanning.readings import PageReading, Sheet, reading_of

PAGES_AT_ONCE = 50
"""At most, in one process: it gets the whole file, and its start takes as long as reading five pages."""

_FEWEST_AT_ONCE = 8
_FILES_AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many pages a file has, or, in Russian, why it is not taken; the text follows the name of the file."""

    pages: int = 0
    refused: str = ""


def count_pages(files: Sequence[bytes], workers: int = 1) -> list[Counted]:
    """Opens each file and counts its pages. Raises UnavailableError where no process can be limited."""

    def ask(chunk: Sequence[int]) -> list[Counted]:
        answer = run("count_scan", [files[place] for place in chunk], limits_for(len(chunk)))
        return checked(answer.facts.get("files"), len(chunk), _counted)

    chunks = cut(range(len(files)), _FILES_AT_ONCE, lambda place: {place: len(files[place])}, lambda _: 1)
    found = do_all(chunks, Task(ask=ask, failed=lambda why: Counted(refused=why)), workers)
    return [found[place] for place in range(len(files))]


def read_pages(
    files: Sequence[bytes],
    sheets: Sequence[Sheet],
    workers: int = 1,
    tell: Callable[[int], None] | None = None,
) -> dict[Sheet, PageReading]:
    """What each page says. ``tell`` hears now and then how many pages are read, on the thread that calls.

    Raises UnavailableError where no process can be limited.
    """

    def ask(chunk: Sequence[Sheet]) -> list[PageReading]:
        places = list(dict.fromkeys(sheet.file for sheet in chunk))
        payload = {
            "files": [files[place] for place in places],
            "pages": [(places.index(sheet.file), sheet.page) for sheet in chunk],
        }
        answer = run("read_scan", payload, limits_for(len(chunk)))
        return checked(answer.facts.get("pages"), len(chunk), reading_of)

    chunks = cut(
        sheets, _at_once(len(sheets), workers), lambda sheet: {sheet.file: len(files[sheet.file])}, lambda _: 1
    )
    return do_all(chunks, Task(ask=ask, failed=lambda why: PageReading(problem=why)), workers, tell)


def _at_once(pages: int, workers: int) -> int:
    """So many that all workers have the same to do, and end together."""
    rounds = max(1, math.ceil(pages / (workers * PAGES_AT_ONCE)))
    return max(_FEWEST_AT_ONCE, math.ceil(pages / (workers * rounds)))


def _counted(answered: object) -> Counted | None:
    if not isinstance(answered, dict):
        return None
    pages, refused = answered.get("pages"), answered.get("refused")
    if isinstance(refused, str) and refused:
        return Counted(refused=refused)
    return Counted(pages=pages) if isinstance(pages, int) and pages > 0 else None
