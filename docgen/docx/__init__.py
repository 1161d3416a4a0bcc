"""DOCX papers: a compiled fast path, docxtpl as its judge, and the twin drawn from a kind's HTML.

Only this package knows docxtpl and python-docx, and importing it brings in neither.
"""

from __future__ import annotations

from docgen.docx.compiled import CompiledTemplate, compile_template
from docgen.docx.reference import Picture, render_reference
from docgen.docx.text import Text, read_text

__all__ = ["CompiledTemplate", "Picture", "Text", "compile_template", "read_text", "render_reference"]
