"""XLSX papers: a sheet drawn from the same ``template.html`` as the PDF, so that the format needs no second text.

How a paper becomes a sheet:

1. ``compile_sheet`` (once for a kind, to be kept) flattens the template, reads its tree and its look (``twin.yaml``, as
   the DOCX twin does), lays all tables on one grid of columns, and writes one Jinja text that prints rows of
   SpreadsheetML: statements stand around rows, style numbers and column letters are fixed.
2. ``SheetTemplate.render`` runs that text for a paper and takes the rows from it as a stream. Most rows of a long table
   need nothing but their number; rows with merged cells, paragraphs, headers and page breaks carry a mark with which
   ``rows.Numbering`` finds what else it must know of them (``shapes.RowShape``).
3. ``frame`` lets XlsxWriter draw the workbook around them: styles, columns, page, printed titles, properties.

Numbers: a cell that holds one expression ending in ``| money``, ``| qty`` or ``| percent``, or in a cell of class «num»
or «mid» one expression that gives a Decimal or an int, is a true number. Everything else is text, never a formula.

Words for templates: class «filter» on the table that people will sort and filter (it alone gives the columns, its rows
are never merged, it gets an autofilter), «no-xlsx» and «pdf-only» on what the sheet leaves out, «page-break». Page
size, orientation and margins are those of ``@page`` in the kind's CSS.

Limits: a row holds 409 points, so a table cell with more text than that is seen in part (a paragraph takes several
rows); heights of rows are estimated; a text longer than 32,767 characters and a sheet of more than 1,048,576 rows are
refused; sub-totals that come as ready texts stay texts; spans may not go across statements, tables may not be nested.

``table_file.table_file`` writes a table that is no paper: a list or a report that people go on working with.

Only this package knows XlsxWriter, and importing it does not bring it in.
"""

from __future__ import annotations

from docgen.xlsx.errors import SheetLimitError
from docgen.xlsx.frame import SheetProperties
from docgen.xlsx.template import SheetTemplate, compile_sheet

__all__ = ["SheetLimitError", "SheetProperties", "SheetTemplate", "compile_sheet"]
