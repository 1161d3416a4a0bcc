"""Shipped fonts: where they are, and which characters they can draw."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from pathlib import Path

from docgen.library import templates_root

_INVISIBLE = frozenset("\t\n\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff")


def folder() -> Path:
    """The folder of the fonts and of the fonts.conf that shows nothing else."""
    return templates_root() / "_base" / "fonts"


@cache
def _ranges() -> tuple[list[int], list[int]]:
    starts, ends = [], []
    for line in (folder() / "coverage.txt").read_text(encoding="ascii").split():
        first, _, last = line.partition("-")
        starts.append(int(first, 16))
        ends.append(int(last or first, 16))
    return starts, ends


def unprintable(text: str) -> list[str]:
    """Characters of ``text`` that no shipped font can draw, each once, in order.

    Such a character would come out as an empty box on paper, so it is refused at the door.
    """
    if text.isascii():
        return []
    starts, ends = _ranges()
    missing = dict.fromkeys(
        char for char in text if char not in _INVISIBLE and ord(char) > ends[bisect_right(starts, ord(char)) - 1]
    )
    return list(missing)
