"""What is known of a row before there are data, and the marks by which a printed row points at it.

No value can imitate a mark: values come into the stream with «<» escaped.
"""

from __future__ import annotations

from dataclasses import dataclass, field

NUMBER = "<#>"  # the row's number, not known before printing
GAP = "<n>"  # between paragraphs of a cell
BREAK = "<^>"  # the next row begins a page
FILTER_END = "<)>"  # the table with the autofilter ended
MORE_LINES = "<+"  # …column, number>: a text of this cell takes so many lines more than one
END = "</row>"
TEXT = '<t xml:space="preserve">'
MARKS = ("<*", BREAK, FILTER_END)


def mark(number: int) -> str:
    """The mark of a row that is more than its cells."""
    return f"<*{number}>"


def letters(column: int) -> str:
    """«A» for 0, «AA» for 26."""
    name = ""
    while column >= 0:
        name = chr(ord("A") + column % 26) + name
        column = column // 26 - 1
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where a cell's text must find room: points of width, size of type, room above and below; ``rows`` it spans."""

    width: float
    size: float
    is_bold: bool = False
    room: float = 0
    rows: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShape:
    """A row with something to do after printing.

    merges: first and last column from 0, and number of rows, of each range. boxes: by column letters, empty where
    Excel finds the height itself. least: points. has_gaps: paragraphs in cells, of which some may be empty.
    is_header: printed on every page. is_filter: its last row gets the filter's buttons. is_paragraph: not printed if
    empty, and may take several rows. is_spanned: a row of the table to filter that is no record, like a total.
    """

    merges: tuple[tuple[int, int, int], ...] = ()
    boxes: tuple[tuple[str, Box], ...] = ()
    least: float = 0
    has_gaps: bool = False
    is_header: bool = False
    is_filter: bool = False
    is_paragraph: bool = False
    is_spanned: bool = False


@dataclass(slots=True)
class Shapes:
    """All shapes of a template, numbered."""

    numbers: dict[RowShape, int] = field(default_factory=dict)

    def mark(self, shape: RowShape) -> str:
        """The mark of rows of this shape; "" if there is nothing to do."""
        if shape == RowShape():
            return ""
        return mark(self.numbers.setdefault(shape, len(self.numbers)))
