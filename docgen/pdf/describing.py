"""Properties of a PDF that another program made: what it says of itself becomes what the paper says."""

from __future__ import annotations

import io

from pypdf import PdfReader, PdfWriter

from docgen.pdf import PdfProperties
from docgen.pdf.binder import information


def describe(content: bytes, properties: PdfProperties) -> bytes:
    """The same pages with the paper's own title, author, subject, keywords and date; its bytes repeat."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.metadata = information(properties)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
