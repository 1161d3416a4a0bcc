"""Foreign PDFs that follow the papers of a kit: opened with care, refused with a reason."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from docgen.errors import AttachmentError

_MOST_PAGES = 2_000
_MOST_BYTES = 200 * 1024 * 1024
_ACTIVE_ON_PAGE = ("/AA", "/Annots")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A PDF that follows the papers of a kit: how the kit calls it, and its cleaned bytes."""

    title: str
    content: bytes


def read_pdf(path: Path) -> bytes:
    """A cleaned copy of the PDF: its pages without actions and annotations, so nothing in a kit runs or calls out.

    Raises AttachmentError in Russian when the file is not a PDF that can be read, is encrypted or too large.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    name = path.name
    content = _bytes_of(path)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise AttachmentError(f"«{name}» защищён паролем. Сохраните его без защиты.")
        if len(reader.pages) > _MOST_PAGES:
            raise AttachmentError(f"«{name}»: больше {_MOST_PAGES} страниц. Приложите часть.")
        writer = PdfWriter()
        for page in reader.pages:
            for key in _ACTIVE_ON_PAGE:
                page.pop(key, None)
            writer.add_page(page)
        stream = io.BytesIO()
        writer.write(stream)
    except (
        PyPdfError,
        RecursionError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OverflowError,
    ) as error:
        raise AttachmentError(f"«{name}» не читается как PDF. Откройте его и сохраните заново.") from error
    if not reader.pages:
        raise AttachmentError(f"«{name}»: в нём нет ни одной страницы.")
    return stream.getvalue()


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise AttachmentError(f"«{path.name}» больше {_MOST_BYTES // 1024 // 1024} МБ. Сожмите его.")
        content = path.read_bytes()
    except OSError as error:
        raise AttachmentError(f"«{path.name}» не читается: {error.strerror}.") from error
    if not content.startswith(b"%PDF-"):
        raise AttachmentError(f"«{path.name}» не PDF. Приложить можно только PDF.")
    return content
