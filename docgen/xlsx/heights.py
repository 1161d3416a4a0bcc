"""How high a row must be: Excel does not fit rows to merged cells, so their lines are estimated.

Widths are those of Arial, in thousandths of the size of type, by groups of characters; where a text must wrap, a line
is taken for a little shorter than its cell, since words do not fill it. A row rather too high than cut off.
"""

from __future__ import annotations

import math

from docgen.xlsx.shapes import Box

MOST = 409.0  # points, Excel's limit of a row
_LINE = 1.22  # height of a line, by the size of type
_MARGIN = 3.0  # points above and below the text together
_PADDING = 5.0  # points left and right together
_FILLED = 0.94  # part of a line that words fill
_BOLD = 1.07
_SHORT = dict.fromkeys("гкзтсуэьrst", 480)
_NARROW = dict.fromkeys(" .,:;!|'`()[]/\\-ijlfІіЇї\u00a0", 300)
_WIDE = dict.fromkeys("шщжмюыфМШЩЖЮЫФДwmMW@%—№", 840)
_CAPITALS = dict.fromkeys("АБВГЕЗИЙКЛНОПРСТУХЦЧЪЬЭЯABCDEFGHKLNOPQRSTUVXYZ", 700)
_WIDTHS = {**_SHORT, **_NARROW, **_WIDE, **_CAPITALS}
_USUAL = 556
_AVERAGE = 0.52  # width of a character of running text, by the size of type
_UNKNOWN = 1000  # ideographs and pictures
_LAST_USUAL = "\u052f"


def lines(text: str, box: Box) -> int:
    """How many lines a text takes in a box."""
    room = max(box.width - _PADDING, box.size)
    scale = box.size / 1000 * (_BOLD if box.is_bold else 1)
    widths = (_width(line) * scale for line in text.split("\n"))
    return sum(1 if width <= room else math.ceil(width / (room * _FILLED)) for width in widths)


def height(text: str, box: Box) -> float:
    """Points that a text needs, the rows below it that the cell spans being taken off at their least."""
    below = (box.rows - 1) * of_lines(1, box.size)
    return of_lines(lines(text, box), box.size) + box.room - below


def characters(box: Box) -> int:
    """About how many characters fit on a line of a box: a quick answer for cells of long tables."""
    return max(int((box.width - _PADDING) / (box.size * _AVERAGE * (_BOLD if box.is_bold else 1))), 1)


def of_lines(count: int, size: float) -> float:
    """Points that so many lines of type of this size need."""
    return count * size * _LINE + _MARGIN


def _width(line: str) -> int:
    return sum(_WIDTHS.get(char) or (_USUAL if char <= _LAST_USUAL else _UNKNOWN) for char in line)
