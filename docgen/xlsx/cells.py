"""Cells as text of Jinja: SpreadsheetML around the template's own expressions and statements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

import jinja2
from jinja2 import nodes

from docgen.errors import TemplateError
from docgen.markup import inline
from docgen.markup.inline import STRUCTURE, is_inline
from docgen.markup.look import Dress, Look
from docgen.markup.pieces import Piece, PieceKind
from docgen.markup.tree import Assignment, Branching, Child, Element, Expression, Text
from docgen.xlsx import figures, heights
from docgen.xlsx.grid import FILTER
from docgen.xlsx.shapes import GAP, MORE_LINES, NUMBER, TEXT, Box
from docgen.xlsx.styles import Font, Style, Styles

LEFT_OUT = "no-xlsx"
NUMERIC = frozenset({"num", "mid"})
_SILENT = STRUCTURE | {FILTER, LEFT_OUT}
_EMPTY_TEXT = f"<is>{TEXT}</t></is>"
EMPTY_CELLS = (f' t="inlineStr">{_EMPTY_TEXT}</c>', ' t="inlineStr"><is></is></c>')


def within(dress: Dress, classes: Sequence[str], look: Look) -> Dress:
    """The dress inside an element of these classes. Raises TemplateError for one that ``twin.yaml`` does not know."""
    for name in classes:
        if name not in _SILENT:
            dress = dress.under(inline.dress_of(name, look))
    return dress


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A stretch of text and expressions in one font, a statement (no font), or a gap between paragraphs."""

    jinja: str
    font: Font | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a cell stands and how it looks; ``box`` if its row may have to be higher for its text."""

    column: str
    dress: Dress
    style: Style
    is_numeric: bool = False
    box: Box | None = None


@dataclass(slots=True)
class Cells:
    """Draws cells; collects filters that print numbers, and runs that may turn out empty."""

    environment: jinja2.Environment
    look: Look
    styles: Styles
    filters: dict[str, figures.Cell] = field(default_factory=dict)
    runs: dict[str, None] = field(default_factory=dict)

    def cell(self, children: Sequence[Child], spot: Spot) -> str:
        """The cell, a number if the data give one."""
        filled = [child for child in children if not _is_blank(child)]
        if len(filled) == 1:
            only = filled[0]
            if isinstance(only, Expression):
                number = self._number(only.code, spot)
                if number:
                    return number
            if isinstance(only, Branching) and only.kind == "if" and self._has_number(only, spot):
                return self._forked(only, spot)
        return self.text(filled and children, spot)

    def blank(self, spot: Spot) -> str:
        """An empty cell that only looks."""
        return f'<c r="{spot.column}{NUMBER}" s="{self.styles.number(spot.style)}"/>'

    def _has_number(self, branching: Branching, spot: Spot) -> bool:
        inner = [[child for child in branch if not _is_blank(child)] for _, branch in branching.branches]
        return any(
            len(branch) == 1 and isinstance(branch[0], Expression) and _may_be_number(branch[0].code, spot)
            for branch in inner
        )

    def _forked(self, branching: Branching, spot: Spot) -> str:
        """The whole cell in each branch."""
        written = [f"{_statement(code)}{self.cell(inner, spot)}" for code, inner in branching.branches]
        if branching.branches[-1][0] != "else":
            written.append(f"{_statement('else')}{self.blank(spot)}")
        return f"{''.join(written)}{_statement(branching.end)}"

    def _number(self, code: str, spot: Spot) -> str:
        if not _may_be_number(code, spot):
            return ""
        direct = self._outermost(code)
        names = {direct} if direct else {"", *figures.FIGURES.findall(code)}
        styles = {
            name: tuple(self.styles.number(replace(spot.style, number=given)) for given in figures.FORMATS[name])
            for name in sorted(names)
        }
        bare = code.rpartition("|")[0].strip() if direct else code
        name = f"xlsx_cell_{spot.column}_{len(self.filters)}"
        made = figures.NumberCell.at(spot.column, self.styles.number(spot.style), styles, direct)
        self.filters[name] = made.printer()
        return f"{{{{ ({bare}) | {name} }}}}"

    def _outermost(self, code: str) -> str:
        """The filter of a number through which the whole expression goes last; "" if none is."""
        try:
            output = self.environment.parse(f"{{{{ {code} }}}}").body[0]
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(f"Ошибка в теге {{{{ {code} }}}}: {error}") from error
        whole: Any = output.nodes[0] if isinstance(output, nodes.Output) else None
        is_bare = isinstance(whole, nodes.Filter) and not (whole.args or whole.kwargs)
        return whole.name if is_bare and whole.name in figures.FORMATS else ""

    def text(self, children: Sequence[Child], spot: Spot) -> str:
        """The cell as text, rich if its parts look different."""
        leaves = _tidied([self._measured(leaf, spot) for leaf in self._leaves(children, spot.dress)])
        fonts = {leaf.font for leaf in leaves if leaf.font}
        if not fonts:
            return "".join(leaf.jinja for leaf in leaves if leaf.jinja != GAP) + self.blank(spot)
        if len(fonts) == 1:
            style = replace(spot.style, font=fonts.pop())
            inside = f"{TEXT}{''.join(leaf.jinja for leaf in leaves)}</t>"
        else:
            style = spot.style
            inside = "".join(self._run(leaf) if leaf.font else leaf.jinja for leaf in leaves)
        number = self.styles.number(style)
        return f'<c r="{spot.column}{NUMBER}" s="{number}" t="inlineStr"><is>{inside}</is></c>'

    def _measured(self, leaf: _Leaf, spot: Spot) -> _Leaf:
        """A stretch that tells how many lines more than one it takes."""
        if spot.box is None or leaf.font is None:
            return leaf
        if leaf.jinja == "\n":
            return replace(leaf, jinja=f"\n{MORE_LINES}{spot.column}1>")
        if not leaf.code:
            return leaf
        most = heights.characters(replace(spot.box, size=leaf.font.size, is_bold=leaf.font.bold))
        name = f"xlsx_text_{spot.column}_{most}"
        self.filters.setdefault(name, figures.measuring(spot.column, most))
        return replace(leaf, jinja=f"{{{{ ({leaf.code}) | {name} }}}}")

    def _run(self, leaf: _Leaf) -> str:
        assert leaf.font  # noqa: S101  asked before
        head = f"<r>{leaf.font.xml()}{TEXT}"
        self.runs[f"{head}</t></r>"] = None
        return f"{head}{leaf.jinja}</t></r>"

    def _leaves(self, children: Sequence[Child], dress: Dress) -> Iterator[_Leaf]:
        waiting: list[Child] = []
        for child in children:
            if is_inline(child):
                waiting.append(child)
                continue
            yield from self._paragraph(waiting, dress)
            waiting = []
            yield from self._block(child, dress)
        yield from self._paragraph(waiting, dress)

    def _block(self, child: Child, dress: Dress) -> Iterator[_Leaf]:
        if isinstance(child, Branching):
            for code, inner in child.branches:
                yield _Leaf(_statement(code))
                yield from self._leaves(inner, dress)
            yield _Leaf(_statement(child.end))
        elif isinstance(child, Element) and child.tag in {"p", "div"}:
            yield from self._leaves(child.children, within(dress, child.classes, self.look))
        else:
            tag = child.tag if isinstance(child, Element) else ""
            raise TemplateError(f"Таблица XLSX не понимает тег <{tag}> внутри ячейки или абзаца.")

    def _paragraph(self, children: Sequence[Child], dress: Dress) -> Iterator[_Leaf]:
        """A paragraph of a cell, between gaps if it can print anything."""
        is_visible = inline.is_visible(children)
        gap = [_Leaf(GAP)] if is_visible else []
        yield from gap
        for piece in inline.pieces(children, self.look):
            if piece.kind is PieceKind.STATEMENT:
                yield _Leaf(_statement(piece.value))
            elif is_visible:
                code = piece.value if piece.kind is PieceKind.EXPRESSION else ""
                yield _Leaf(_jinja(piece), Font.of(self.styles.theme, dress.run.under(piece.run)), code)
        yield from gap


def _tidied(leaves: list[_Leaf]) -> list[_Leaf]:
    """Without gaps that part nothing, and stretches of one font as one."""
    texts = [number for number, leaf in enumerate(leaves) if leaf.font]
    first, last = (texts[0], texts[-1]) if texts else (0, 0)
    found: list[_Leaf] = []
    for number, leaf in enumerate(leaves):
        if leaf.jinja == GAP and not first < number < last:
            continue
        if found and leaf.font and found[-1].font == leaf.font:
            found[-1] = _Leaf(found[-1].jinja + leaf.jinja, leaf.font)
        elif leaf.jinja != GAP or not found or found[-1].jinja != GAP:
            found.append(leaf)
    return found


def _jinja(piece: Piece) -> str:
    if piece.kind is PieceKind.BREAK:
        return "\n"
    if piece.kind is PieceKind.EXPRESSION:
        return f"{{{{ {piece.value} }}}}"
    return escape(piece.value, quote=False).replace("{", "&#123;")


def _statement(code: str) -> str:
    return f"{{% {code} %}}"


def statements(branching: Branching, drawn: Callable[[Sequence[Child]], str]) -> str:
    """A statement around what its branches give; "" if that is nothing."""
    branches = [(code, drawn(inner)) for code, inner in branching.branches]
    if not any(text for _, text in branches):
        return ""
    return "".join(f"{_statement(code)}{text}" for code, text in branches) + _statement(branching.end)


def assignment(child: Assignment) -> str:
    """``{% set %}`` as it was."""
    return _statement(child.code)


def _is_blank(child: Child) -> bool:
    return isinstance(child, Text) and not child.value.strip(" \t\r\n\f")


def _may_be_number(code: str, spot: Spot) -> bool:
    return spot.is_numeric or bool(figures.FIGURES.search(_without_literals(code)))


def _without_literals(code: str) -> str:
    return re.sub(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\"""", "", code)
