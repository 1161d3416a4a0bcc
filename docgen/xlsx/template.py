"""A kind's template compiled into what prints its sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import jinja2

from docgen.errors import TemplateError
from docgen.html import TEMPLATE_FAULTS, environment
from docgen.markup import Look, flatten
from docgen.markup.look import UNDRESSED
from docgen.markup.tree import Element, classes, parse
from docgen.xlsx import figures
from docgen.xlsx.cells import EMPTY_CELLS, Cells, within
from docgen.xlsx.drawing import Drawing, has_one_header, lines_of, pruned, tables
from docgen.xlsx.frame import Frame, SheetProperties, pixels
from docgen.xlsx.grid import grid
from docgen.xlsx.page import page_setup
from docgen.xlsx.rows import Numbering
from docgen.xlsx.shapes import RowShape
from docgen.xlsx.styles import Styles

_LOOK = "_base/twin.yaml"
_PIECES = 8_000  # of printed text taken at once: some hundred rows


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTemplate:
    """A compiled template, ready to be rendered many times, from any thread."""

    _rows: jinja2.Template
    _shapes: tuple[RowShape, ...]
    _empties: Mapping[str, str]
    _frame: Frame
    _type_size: float

    def render(self, context: Mapping[str, Any], properties: SheetProperties) -> bytes:
        """The workbook as XLSX bytes, the same for the same input.

        ``context`` is plain data: dict, list, str, int, bool, None, Decimal, date. Raises TemplateError for a name or
        an expression that fails, SheetLimitError for more than a sheet can hold; both in Russian.
        """
        numbering = Numbering(self._shapes, self._empties, self._type_size)
        return self._frame.packed(self._printed(context), numbering, properties)

    def _printed(self, context: Mapping[str, Any]) -> Iterator[str]:
        """The stream of rows, in pieces cut anywhere."""
        try:
            pieces = self._rows.generate(context)
            while text := "".join(islice(pieces, _PIECES)):
                yield text
        except jinja2.UndefinedError as error:
            raise TemplateError(f"Таблица XLSX: неизвестное имя: {error}") from error
        except TEMPLATE_FAULTS as error:
            raise TemplateError(f"Таблица XLSX: значение не подходит тегу: {error}") from error


def compile_sheet(html_source: str, read: Callable[[str], str], css: str = "", *, own_look: str = "") -> SheetTemplate:
    """A template of sheets from the text of a kind's ``template.html``; to be kept, since it takes some 20 ms.

    read: text of a file of the library by its name, for «extends», «include» and ``_base/twin.yaml``.
    css: the kind's CSS behind the shared one; its ``@page`` rules give paper, orientation and margins.
    own_look: text of the kind's own ``twin.yaml``.
    Raises TemplateError in Russian for what the vocabulary does not have.
    """
    flat = flatten(html_source, read)
    whole = parse(flat)
    look = Look.from_yaml(read(_LOOK), own_look).recognised(classes(whole))
    page = pruned(whole)
    paper = page_setup(css + flat.partition("</head>")[0])
    drawing = _drawing(page, look, paper.text_width)
    source = drawing.blocks(page.children, within(UNDRESSED, page.classes, look))
    cells = drawing.cells
    frame = Frame(
        styles=tuple(cells.styles.numbers),
        widths=tuple(pixels(width * paper.text_width) for width in drawing.grid.widths),
        page=paper,
        font=look.theme.font,
    )
    if frame.style_numbers() != list(cells.styles.numbers.values()):
        raise TemplateError("XlsxWriter нумерует стили не так, как ожидалось: закрепите прежнюю версию XlsxWriter.")
    return SheetTemplate(
        _rows=_compiled(source, cells),
        _shapes=tuple(drawing.shapes.numbers),
        _empties={**dict.fromkeys(cells.runs, ""), **dict.fromkeys(EMPTY_CELLS, "/>")},
        _frame=frame,
        _type_size=look.theme.size,
    )


def _drawing(page: Element, look: Look, text_width: float) -> Drawing:
    own = environment("docx").overlay()
    own.filters = {name: one for name, one in own.filters.items() if name != "payment_qr"} | figures.filters()
    lines = lines_of(tables(page.children), look, text_width)
    return Drawing(
        cells=Cells(own, look, Styles(look.theme)),
        grid=grid(lines),
        text_width=text_width,
        has_one_header=has_one_header(page.children),
    )


def _compiled(source: str, cells: Cells) -> jinja2.Template:
    cells.environment.filters = {**cells.environment.filters, **cells.filters}
    try:
        return cells.environment.from_string(source)
    except jinja2.TemplateError as error:
        raise TemplateError(f"Таблица XLSX: ошибка в теге: {error}") from error
