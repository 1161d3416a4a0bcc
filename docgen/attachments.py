"""Foreign PDFs that follow the papers of a kit: opened with care, refused with a reason."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from docgen.audience import is_bannered, is_marked_internal
from docgen.errors import AttachmentError

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_MOST_PAGES = 2_000
_MOST_READ = 300  # pages whose text is looked through: some 10 ms each
_MOST_BYTES = 200 * 1024 * 1024
_MOST_KNOWN = 10_000
_FIT: set[bytes] = set()
"""Digests of files that were looked into and may go out: a paper is asked for page by page, a look takes a second."""
_LOOKING = Lock()
"""Whoever asks for a file that another is looking into waits for that, and does not look once more."""
_PDF_MARK = b"%PDF-"
_ACTIVE_ON_PAGE = ("/AA", "/Annots")
_LOCKED = "«{}» защищён паролем. Сохраните его без защиты."
_BROKEN = (RecursionError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A PDF that follows the papers of a kit: how the kit calls it, and its cleaned bytes."""

    title: str
    content: bytes


def read_pdf(path: Path) -> bytes:
    """A cleaned copy of the PDF: its pages without actions and annotations, so nothing in a kit runs or calls out.

    Raises AttachmentError in Russian when the file is not a PDF that can be read, is encrypted or too large.
    """
    content = _bytes_of(path)
    with _faults_told(path.name):
        return _copied(_opened(content, path.name))


def check_outgoing(content: bytes, name: str) -> None:
    """Looks into a PDF before it goes to a client: it must be one that can be read, and nothing internal.

    Raises AttachmentError in Russian.
    """
    if not content.startswith(_PDF_MARK):
        raise AttachmentError(f"«{name}» не PDF. Приложить можно только PDF.")
    digest = sha256(content).digest()
    with _LOOKING:
        if digest in _FIT:
            return
        with _faults_told(name):
            _opened(content, name)
        if len(_FIT) >= _MOST_KNOWN:
            _FIT.clear()
        _FIT.add(digest)


def _opened(content: bytes, name: str) -> PdfReader:
    from pypdf import PdfReader  # a kit without attachments needs it later, or not at all

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise AttachmentError(_LOCKED.format(name))
    if len(reader.pages) > _MOST_PAGES:
        raise AttachmentError(f"«{name}»: больше {_MOST_PAGES} страниц. Приложите часть.")
    if not reader.pages:
        raise AttachmentError(f"«{name}»: в нём нет ни одной страницы.")
    if _is_internal(reader):
        raise AttachmentError(f"«{name}» — внутренний документ, клиенту он не передаётся. Уберите его из комплекта.")
    return reader


def _is_internal(reader: PdfReader) -> bool:
    """By the properties of the file, or by the banner on any of its first pages.

    An internal paper may have been saved anew, printed into a PDF or put together with others.
    """
    if reader.metadata is not None and is_marked_internal(reader.metadata.get("/Keywords")):
        return True
    return any(is_bannered(_text_of(page)) for page in islice(reader.pages, _MOST_READ))


def _text_of(page: PageObject) -> str:
    from pypdf.errors import PyPdfError

    try:
        return page.extract_text()
    except (PyPdfError, NotImplementedError, *_BROKEN):  # a page that cannot be read can still be shown
        return ""


def _copied(reader: PdfReader) -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    for page in reader.pages:
        for key in _ACTIVE_ON_PAGE:
            page.pop(key, None)
        writer.add_page(page)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@contextmanager
def _faults_told(name: str) -> Iterator[None]:
    """What pypdf says of a foreign file in English, on its logger and in its errors, told in one Russian sentence."""
    from pypdf.errors import DependencyError, PyPdfError

    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    except DependencyError as error:  # ciphers that pypdf itself does not have
        raise AttachmentError(_LOCKED.format(name)) from error
    except (PyPdfError, *_BROKEN) as error:
        raise AttachmentError(f"«{name}» не читается как PDF. Откройте его и сохраните заново.") from error
    finally:
        logger.setLevel(level)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise AttachmentError(f"«{path.name}» больше {_MOST_BYTES // 1024 // 1024} МБ. Сожмите его.")
        content = path.read_bytes()
    except OSError as error:
        raise AttachmentError(f"«{path.name}» не читается: {error.strerror}.") from error
    if not content.startswith(_PDF_MARK):
        raise AttachmentError(f"«{path.name}» не PDF. Приложить можно только PDF.")
    return content
