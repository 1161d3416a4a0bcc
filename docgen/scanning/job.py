"""What the limited process does with files of a scanner: counts their pages and reads them.

Payloads are plain: ``files``, bytes by their place; ``pages``, pairs of a place and a page. Answers are JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from docgen.sandbox import Answer
from docgen.scanning.blankness import is_blank
from docgen.scanning.codes import find_codes, find_hidden_codes
from docgen.scanning.errors import ScanError
from docgen.scanning.pages import Opened, open_file

_LONGEST_SIDE = 2_600  # points, as in pages.py: a photo or a scan of 600 dpi reads no better and takes longer


def count(payload: Sequence[bytes]) -> Answer:
    """For each file {"pages": n}, or {"refused": why}."""
    return Answer({"files": [_counted(content) for content in payload]})


def _counted(content: bytes) -> dict[str, Any]:
    try:
        opened = open_file(content)
        if opened.pages == 1:
            opened.picture(1, is_grey=True)  # a lone picture that cannot be unpacked is refused as a file
    except ScanError as error:
        return {"refused": str(error)}
    return {"pages": opened.pages}


def read(payload: Mapping[str, Any]) -> Answer:
    """Each page as ``readings.reading_of`` takes it. One file is open at a time: pictures are large."""
    readings: list[dict[str, Any]] = []
    for file, pages in groupby(payload["pages"], key=itemgetter(0)):
        numbers = [page for _, page in pages]
        try:
            opened = open_file(payload["files"][file])
        except ScanError as error:
            readings += [_told(problem=str(error)) for _ in numbers]
            continue
        readings += [_read(opened, page) for page in numbers]
    return Answer({"pages": readings})


def _read(opened: Opened, page: int) -> dict[str, Any]:
    try:
        picture = opened.picture(page, is_grey=True)
    except ScanError as error:
        return _told(problem=str(error))
    seen = picture.reduce(max(1, -(-max(picture.size) // _LONGEST_SIDE)))
    found = find_codes(seen)
    if not found and is_blank(seen):
        return _told(is_blank=True)
    found = found or find_hidden_codes(seen)
    return _told(codes=[code.text for code in found], turn=found[0].turn if found else 0)


def _told(**known: Any) -> dict[str, Any]:
    return {"codes": [], "turn": 0, "is_blank": False, "problem": ""} | known
