"""How a cell looks, from what ``twin.yaml`` says, numbered as the workbook will number it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from docgen.markup.look import CellLook, Dress, Run, TableLook, Theme

BLACK = "000000"
_ALIGNS = {"left": "left", "right": "right", "center": "center", "justify": "justify"}
_VALIGNS = {"top": "top", "center": "vcenter", "bottom": "bottom"}
_SCRIPTS = {"superscript": 1, "subscript": 2}
_INDENT_MM = 2.5  # one step of Excel's indent is three spaces wide


@dataclass(frozen=True, slots=True, kw_only=True)
class Font:
    """Look of characters; ``size`` in points."""

    name: str
    size: float
    bold: bool = False
    italic: bool = False
    underline: bool = False
    color: str = BLACK
    position: str = ""

    @classmethod
    def of(cls, theme: Theme, run: Run) -> Font:
        """The font of a theme, changed by what a run states."""
        return cls(
            name=theme.font,
            size=round(theme.points(run.size or theme.size), 1),
            bold=bool(run.bold),
            italic=bool(run.italic),
            underline=bool(run.underline),
            color=run.color or BLACK,
            position=run.position or "",
        )

    def xml(self) -> str:
        """``rPr`` of a run inside a cell (ECMA-376, 18.4.7)."""
        marks = [("b", self.bold), ("i", self.italic), ("u", self.underline)]
        flags = "".join(f"<{tag}/>" for tag, is_set in marks if is_set)
        script = f'<vertAlign val="{self.position}"/>' if self.position else ""
        rest = f'<sz val="{self.size:g}"/><color rgb="FF{self.color}"/><rFont val="{self.name}"/><family val="2"/>'
        return f"<rPr>{flags}{script}{rest}</rPr>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Look of a cell. Lines are numbers of Excel's line styles (0: none); ``number`` is a format, "" is «General»."""

    font: Font
    align: str = ""
    valign: str = "top"
    indent: int = 0
    wrap: bool = True
    top: int = 0
    right: int = 0
    bottom: int = 0
    left: int = 0
    line_color: str = BLACK
    shade: str = ""
    number: str = ""

    @property
    def has_lines(self) -> bool:
        """Do empty cells of this look show anything?"""
        return bool(self.top or self.right or self.bottom or self.left or self.shade)

    def properties(self) -> dict[str, Any]:
        """What XlsxWriter's ``add_format`` wants."""
        font = self.font
        lines = {side: getattr(self, side) for side in ("top", "right", "bottom", "left") if getattr(self, side)}
        given: dict[str, Any] = {
            "font_name": font.name, "font_size": font.size, "font_color": f"#{font.color}",
            "bold": font.bold, "italic": font.italic, "underline": int(font.underline),
            "font_script": _SCRIPTS.get(font.position, 0),
            "valign": _VALIGNS[self.valign], "text_wrap": self.wrap, "indent": self.indent,
            **lines, **{f"{side}_color": f"#{self.line_color}" for side in lines},
        }  # fmt: skip
        optional = {"align": self.align, "num_format": self.number, "bg_color": self.shade and f"#{self.shade}"}
        return given | {name: value for name, value in optional.items() if value}


@dataclass(slots=True)
class Styles:
    """All styles of a template; a style's number is its place among the workbook's ``cellXfs``, of which 0 is taken."""

    theme: Theme
    numbers: dict[Style, int] = field(default_factory=dict)

    def number(self, style: Style) -> int:
        """The number of a style, a new one if nobody asked for it before."""
        return self.numbers.setdefault(style, len(self.numbers) + 1)

    def of(self, dress: Dress) -> Style:
        """A paragraph's look, its rule being a line under it."""
        paragraph = dress.paragraph
        align = _ALIGNS.get(paragraph.align or "", "")
        indent = round((paragraph.left or 0) / _INDENT_MM) if align in {"", "left"} else 0
        return Style(
            font=Font.of(self.theme, dress.run),
            align="left" if indent else align,
            indent=indent,
            bottom=_line(paragraph.rule),
            valign="bottom" if (paragraph.before or 0) > (paragraph.after or 0) else "top",
        )

    def of_cell(self, dress: Dress, table: TableLook) -> Style:
        """A cell's look in its table."""
        own = dress.cell
        top, right, bottom, left = (
            _line(table.border if side is None else side) for side in (own.top, own.right, own.bottom, own.left)
        )
        return replace(
            self.of(dress),
            valign=dress.cell.valign or ("bottom" if dress.paragraph.before else "top"),
            top=top,
            right=right,
            bottom=bottom or _line(dress.paragraph.rule),
            left=left,
            line_color=(table.color or BLACK) if top or right or bottom or left else BLACK,
            shade=dress.cell.shade or table.shade or "",
        )

    def rule_of(self, table: TableLook) -> Style | None:
        """The line under a table: a low row's upper line."""
        line = _line(table.rule)
        font = Font.of(self.theme, Run())
        return Style(font=font, top=line, line_color=table.color or BLACK) if line else None


def _line(points: float | None) -> int:
    """Excel's thin, medium or thick line (1, 2, 5) for a width."""
    if not points:
        return 0
    if points < 1.25:
        return 1
    return 2 if points < 2 else 5


def room(dress: Dress) -> float:
    """Points above and below the text of a paragraph."""
    return (dress.paragraph.before or 0) + (dress.paragraph.after or 0)


def least_height(cell: CellLook) -> float:
    """Points that a cell must at least be high."""
    return (cell.height or 0) * 72 / 25.4
