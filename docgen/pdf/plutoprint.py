"""The fast engine: PlutoBook through plutoprint, whose wheels carry everything that it needs."""

from __future__ import annotations

import io

import plutoprint

from docgen import fonts
from docgen.errors import EngineError
from docgen.pdf import PdfProperties

plutoprint.plutobook_set_fontconfig_path(fonts.folder())


class _NothingFetched(plutoprint.ResourceFetcher):
    """Papers are whole in themselves: any address in them is refused."""

    def fetch_url(self, url: str) -> plutoprint.ResourceData:
        raise ValueError(f"a paper may load nothing: {url[:80]}")


def draw(html: str, properties: PdfProperties) -> bytes:
    """One HTML page as PDF bytes; page size and margins come from its CSS."""
    book = plutoprint.Book(plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NONE)
    book.custom_resource_fetcher = _NothingFetched()
    stream = io.BytesIO()
    try:
        book.load_html(html)
        _describe(book, properties)
        book.write_to_pdf_stream(stream)
    except plutoprint.Error as error:
        raise EngineError(f"Не удалось построить PDF: {error}") from error
    return stream.getvalue()


def _describe(book: plutoprint.Book, properties: PdfProperties) -> None:
    moment = f"{properties.created.isoformat()}T00:00:00Z"
    for name, value in (
        (plutoprint.PDF_METADATA_TITLE, properties.title),
        (plutoprint.PDF_METADATA_AUTHOR, properties.author),
        (plutoprint.PDF_METADATA_SUBJECT, properties.subject),
        (plutoprint.PDF_METADATA_KEYWORDS, properties.keywords),
        (plutoprint.PDF_METADATA_CREATOR, "Первичка"),
        (plutoprint.PDF_METADATA_CREATION_DATE, moment),
        (plutoprint.PDF_METADATA_MODIFICATION_DATE, moment),
    ):
        book.set_metadata(name, value)


def version() -> str:
    """Version of plutoprint."""
    return str(plutoprint.__version__)
