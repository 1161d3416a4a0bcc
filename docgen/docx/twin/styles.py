"""Styles of a twin, named and made as they are needed: Word's users change a style, not a hundred paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import escape

from docgen.markup.look import TWIPS_IN_MM, Dress, Look, ParagraphLook, Run, TableLook, Theme

NORMAL = "Normal"
STATEMENT = "Statement"
TAIL = "Tail"
FOOTER = "Footer"
_BUILT_IN = re.compile(r"heading \d|Body Text|footer|Title|Normal")
_JOINT = " · "  # not a comma: Word takes what follows one for another name of the style
_ALIGN = {"left": "left", "right": "right", "center": "center", "justify": "both"}
_SERVICE = {
    STATEMENT: ("Оператор шаблона", Dress(Run(size=8, color="7F7F7F"), ParagraphLook(after=0, line=1))),
    TAIL: ("Конец таблицы", Dress(Run(size=1), ParagraphLook(exact=1, after=0))),
}


def twips(points: float) -> int:
    """Twentieths of a point."""
    return round(points * 20)


def from_mm(length: float) -> int:
    """Twentieths of a point from millimetres."""
    return round(length * TWIPS_IN_MM)


@dataclass(slots=True)
class Styles:
    """Collects the styles that a document uses; the same look has one style, under the first name that asked for it."""

    look: Look
    _paragraphs: dict[tuple[Run, ParagraphLook], str] = field(default_factory=dict)
    _tables: dict[TableLook, str] = field(default_factory=dict)
    _xml: dict[str, str] = field(default_factory=dict)
    _titles: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for style, (title, dress) in _SERVICE.items():
            self._add(style, title, _paragraph_style(style, dress, self.look.theme))
        footer = self.look.element("footer")
        self._add(FOOTER, "footer", _paragraph_style(FOOTER, footer, self.look.theme))

    def paragraph(self, names: tuple[str, ...], titles: tuple[str, ...], dress: Dress) -> str:
        """Id of the paragraph style with this look."""
        key = (dress.run, replace(dress.paragraph, title=None))
        if key not in self._paragraphs:
            style = self._free_id(names)
            self._paragraphs[key] = style
            self._add(style, _JOINT.join(titles) or style, _paragraph_style(style, dress, self.look.theme))
        return self._paragraphs[key]

    def gap(self, points: float) -> str:
        """Id of the style of an empty paragraph as high as this: Word keeps tables apart only so."""
        dress = Dress(Run(size=1), ParagraphLook(exact=max(points, 1), after=0))
        return self.paragraph(("gap", f"{points:g}"), (f"Отступ {points:g} пт",), dress)

    def table(self, names: tuple[str, ...], titles: tuple[str, ...], look: TableLook) -> str:
        """Id of the table style with this look."""
        key = replace(look, title=None, width=None, before=None, gap=None, align=None)
        if key not in self._tables:
            style = self._free_id(("table", *names))
            self._tables[key] = style
            self._add(style, _JOINT.join(titles) or style, _table_style(style, look))
        return self._tables[key]

    def xml(self) -> str:
        """Content of ``word/styles.xml`` inside its root."""
        return _defaults(self.look) + "".join(self._xml.values())

    def _free_id(self, names: tuple[str, ...]) -> str:
        wanted = "".join(name[:1].upper() + name[1:] for name in names)
        style, number = wanted, 2
        while style in self._xml:
            style, number = f"{wanted}{number}", number + 1
        return style

    def _add(self, style: str, title: str, xml: str) -> None:
        unique, number = title, 2
        while unique.lower() in self._titles:
            unique, number = f"{title} {number}", number + 1
        self._titles.add(unique.lower())
        custom = "" if _BUILT_IN.fullmatch(unique) else ' w:customStyle="1"'
        self._xml[style] = xml.replace("@custom@", custom).replace("@title@", escape(unique))


def run_properties(run: Run, theme: Theme) -> str:
    """<w:rPr> in the order of the schema, empty if the run is plain."""
    pieces = [f"<w:{tag}/>" if value else f'<w:{tag} w:val="0"/>' for tag, value in _switches(run) if value is not None]
    if run.color:
        pieces.append(f'<w:color w:val="{run.color}"/>')
    if run.size is not None:
        half_points = round(theme.points(run.size) * 2)
        pieces.append(f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>')
    if run.underline is not None:
        pieces.append(f'<w:u w:val="{"single" if run.underline else "none"}"/>')
    if run.position:
        pieces.append(f'<w:vertAlign w:val="{run.position}"/>')
    return f"<w:rPr>{''.join(pieces)}</w:rPr>" if pieces else ""


def _switches(run: Run) -> tuple[tuple[str, bool | None], ...]:
    return ("b", run.bold), ("i", run.italic), ("caps", run.caps)


def _paragraph_style(style: str, dress: Dress, theme: Theme) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{style}"@custom@><w:name w:val="@title@"/>'
        f'<w:basedOn w:val="{NORMAL}"/><w:qFormat/>'
        f"{_paragraph_properties(dress.paragraph)}{run_properties(dress.run, theme)}</w:style>"
    )


def _paragraph_properties(look: ParagraphLook) -> str:
    pieces = ["<w:keepNext/>"] * bool(look.keep_next) + ["<w:keepLines/>"] * bool(look.keep_lines)
    if look.rule:
        pieces.append(f"<w:pBdr>{border('bottom', look.rule, space=4)}</w:pBdr>")
    pieces += [_spacing(look), _indents(look)]
    if look.align is not None:
        pieces.append(f'<w:jc w:val="{_ALIGN[look.align]}"/>')
    if look.outline is not None:
        pieces.append(f'<w:outlineLvl w:val="{look.outline}"/>')
    inside = "".join(pieces)
    return f"<w:pPr>{inside}</w:pPr>" if inside else ""


def _spacing(look: ParagraphLook) -> str:
    given = [
        (name, twips(points)) for name, points in (("before", look.before), ("after", look.after)) if points is not None
    ]
    pieces = [f' w:{name}="{value}"' for name, value in given]
    if look.exact is not None:
        pieces.append(f' w:line="{twips(look.exact)}" w:lineRule="exact"')
    elif look.line is not None:
        pieces.append(f' w:line="{round(look.line * 240)}" w:lineRule="auto"')
    return f"<w:spacing{''.join(pieces)}/>" if pieces else ""


def _indents(look: ParagraphLook) -> str:
    pieces = [
        f' w:{name}="{from_mm(mm)}"' for name, mm in (("left", look.left), ("right", look.right)) if mm is not None
    ]
    if look.first is not None:
        name = "hanging" if look.first < 0 else "firstLine"
        pieces.append(f' w:{name}="{from_mm(abs(look.first))}"')
    return f"<w:ind{''.join(pieces)}/>" if pieces else ""


def _table_style(style: str, look: TableLook) -> str:
    shade = f"<w:tcPr>{shading(look.shade)}</w:tcPr>" if look.shade else ""
    return (
        f'<w:style w:type="table" w:styleId="{style}"@custom@><w:name w:val="@title@"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr>{_table_borders(look)}{_padding(look)}</w:tblPr>{shade}</w:style>"
    )


def shading(color: str) -> str:
    """A plain background."""
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{color}"/>'


def border(side: str, points: float, color: str = "000000", space: int = 0) -> str:
    """A border element; Word measures borders in eighths of a point."""
    if not points:
        return f'<w:{side} w:val="nil"/>'
    return f'<w:{side} w:val="single" w:sz="{max(round(points * 8), 2)}" w:space="{space}" w:color="{color}"/>'


def _table_borders(look: TableLook) -> str:
    color = look.color or "000000"
    if not look.border:
        return f"<w:tblBorders>{border('bottom', look.rule, color)}</w:tblBorders>" if look.rule else ""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return f"<w:tblBorders>{''.join(border(side, look.border, color) for side in sides)}</w:tblBorders>"


def _padding(look: TableLook) -> str:
    vertical, left, right = look.padding or (0, 1.9, 1.9)
    sides = (("top", vertical), ("left", left), ("bottom", vertical), ("right", right))
    margins = (f'<w:{side} w:w="{from_mm(length)}" w:type="dxa"/>' for side, length in sides)
    return f"<w:tblCellMar>{''.join(margins)}</w:tblCellMar>"


def _defaults(look: Look) -> str:
    theme, language = look.theme, look.language
    fonts = "".join(f' w:{script}="{escape(theme.font)}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    size = round(theme.size * 2)
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts{fonts}/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f'<w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="{round(theme.line * 240)}" w:lineRule="auto"/></w:pPr>'
        f'</w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="{NORMAL}">'
        '<w:name w:val="Normal"/><w:qFormat/></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    )
