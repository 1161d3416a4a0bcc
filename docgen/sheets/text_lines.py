"""How many lines a text takes in a cell, never fewer than a PDF engine will draw.

Widths are those of the shipped fonts. A line is broken only where Unicode's line breaking (UAX #14) surely lets both
engines break it: at a space between words and after a hyphen between letters. More such places only make fewer lines,
so an engine that knows of them cannot need more. What is longer than its cell is broken anywhere, as
``overflow-wrap: break-word`` says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate

from docgen import fonts

MM_IN_POINT = 25.4 / 72
_SPARE = 1.015  # kerning and rounding
_FALLBACKS = ("NotoSans-Regular", "NotoSansSymbols-Regular", "NotoSansSymbols2-Regular", "NotoEmoji-Regular")
_UNKNOWN = 1.4  # of the size of type
_LETTER = r"[^\W\d_]"
_GAP = r"[ \t\n]+"
_SURE = re.compile(
    rf"(?<=[\w)\]%.,:;!?»”\"'°+*/…-]){_GAP}(?=[\w«„“\"№+#—–-])"
    rf"|(?<=[—–]){_GAP}(?=[\w«„“\"№])"
    rf"|(?<=[\w.,:;%]){_GAP}(?=\()"
    rf"|(?<={_LETTER})-(?={_LETTER})"
)
_WITHOUT_BREAKS = re.compile(r"[0-9A-Za-zÀ-ɏЀ-ӿ\u00a0.,:;]*")


def lines_needed(text: str, width: float, size: float, *, is_bold: bool = False) -> int:
    """Lines of a text in a column ``width`` mm wide, set in ``size`` points; an empty text takes one line too."""
    return _lines(text, round(width / (size * MM_IN_POINT * _SPARE), 3), is_bold)


@lru_cache(maxsize=4096)
def _lines(text: str, room: float, is_bold: bool) -> int:
    lines, at = 1, 0.0
    space = _width(" ", is_bold)
    for piece, has_space in _pieces(text):
        own = _width(piece, is_bold)
        gap = space if has_space else 0.0
        if at + gap + own <= room:
            at += gap + own
            continue
        lines += at > 0
        if own <= room:
            at = own
            continue
        more, at = _broken(piece, room, is_bold)
        lines += more
    return lines


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Stretches that surely can be parted, each with whether a space stands before it."""
    start, has_space = 0, False
    text = text.strip(" \t\n")
    for found in _SURE.finditer(text):
        hyphen = "-" if found.group() == "-" else ""
        yield text[start : found.start()] + hyphen, has_space
        start, has_space = found.end(), not hyphen
    yield text[start:], has_space


def _broken(piece: str, room: float, is_bold: bool) -> tuple[int, float]:
    """Lines that begin inside a stretch longer than a line, and how full the last one is, at the worst.

    Beside a sign like «/» an engine may or may not break. The worst it can do is to end each line at the first such
    place that the line before could not reach: every line then begins as early as it can at all.
    """
    ends = [0.0, *accumulate(_width(char, is_bold) for char in piece)]
    places = [place for place in range(1, len(piece)) if _may_break(piece[place - 1 : place + 1])]
    lines = start = reached = 0
    while ends[-1] - ends[start] > room and start < len(piece) - 1:
        limit = max(bisect_right(ends, ends[start] + room) - 1, start + 1)
        end = next((place for place in places if reached < place <= limit), limit)
        lines, start, reached = lines + 1, max(end, start + 1), limit
    return lines, ends[-1] - ends[start]


def _may_break(pair: str) -> bool:
    return not _WITHOUT_BREAKS.fullmatch(pair)


def _width(text: str, is_bold: bool) -> float:
    """Parts of the size of type."""
    own = _advances("PTSans-Bold" if is_bold else "PTSans-Regular")
    return sum(own[ord(char)] if ord(char) in own else _fallback(ord(char)) for char in text)


@lru_cache(maxsize=4096)
def _fallback(code: int) -> float:
    found = (_advances(name).get(code) for name in _FALLBACKS)
    return next((width for width in found if width is not None), _UNKNOWN)


@cache
def _advances(name: str) -> dict[int, float]:
    from fontTools.ttLib import TTFont

    with TTFont(fonts.folder() / f"{name}.ttf", lazy=True) as font:
        units: int = font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        return {code: metrics[glyph][0] / units for code, glyph in font.getBestCmap().items()}
