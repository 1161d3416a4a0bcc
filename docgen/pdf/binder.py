"""Several PDFs bound into one: a bookmark and page labels for each paper, the metadata of the whole."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle

from docgen.audience import refuse_marked
from docgen.pdf import PdfProperties


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One paper of a bound PDF. ``label`` stands before the page number: «Счет 1», «Счет 2»."""

    title: str
    label: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Bound:
    """The bound PDF and how many pages each part has, in order."""

    content: bytes
    pages: tuple[int, ...]


def bind(parts: Sequence[Part], properties: PdfProperties) -> Bound:
    """Binds parts in their order. The same parts give the same bytes. Raises InternalKindError."""
    writer = PdfWriter()
    pages = []
    for part in parts:
        first = len(writer.pages)
        reader = PdfReader(io.BytesIO(part.content))
        refuse_marked(reader.metadata.get("/Keywords") if reader.metadata else None, part.title)
        writer.append(reader, outline_item=part.title, import_outline=False)
        last = len(writer.pages) - 1
        writer.set_page_label(first, last, style=PageLabelStyle.DECIMAL, prefix=f"{part.label} ", start=1)
        pages.append(last - first + 1)
    writer.page_mode = "/UseOutlines"
    writer.add_metadata(information(properties))
    stream = io.BytesIO()
    writer.write(stream)
    return Bound(stream.getvalue(), tuple(pages))


def count_pages(content: bytes) -> int:
    """How many pages a PDF of ours has."""
    return len(PdfReader(io.BytesIO(content)).pages)


def information(properties: PdfProperties) -> dict[str, str]:
    """Entries of the information dictionary (ISO 32000-1, 14.3.3); both dates are the paper's own."""
    moment = f"D:{properties.created:%Y%m%d}000000Z"
    return {
        "/Title": properties.title,
        "/Author": properties.author,
        "/Subject": properties.subject,
        "/Keywords": properties.keywords,
        "/Creator": "Первичка",
        "/CreationDate": moment,
        "/ModDate": moment,
    }
