"""Shipped fonts: where they are, and which characters they can draw."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from docgen.library import templates_root

_INVISIBLE = "\t\n\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff"


def folder() -> Path:
    """The folder of the fonts and of the fonts.conf that shows nothing else."""
    return templates_root() / "_base" / "fonts"


@cache
def _not_drawn() -> re.Pattern[str]:
    """Any character outside coverage.txt, which holds hexadecimal code points and ranges of them."""
    drawn = (folder() / "coverage.txt").read_text(encoding="ascii").split()
    ranges = ("-".join(re.escape(chr(int(code, 16))) for code in line.split("-")) for line in drawn)
    return re.compile(f"[^{''.join(ranges)}{_INVISIBLE}]")


def unprintable(text: str) -> list[str]:
    """Characters of ``text`` that no shipped font can draw, each once, in order.

    Such a character would come out as an empty box on paper, so it is refused at the door.
    """
    return [] if text.isascii() else list(dict.fromkeys(_not_drawn().findall(text)))
