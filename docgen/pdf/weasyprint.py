"""The reference engine: WeasyPrint. It needs Pango, so it is imported only when it is asked for."""

from __future__ import annotations

import contextlib
import hashlib
import io
from typing import Any

from docgen.errors import EngineError
from docgen.pdf import PdfProperties

_NO_PANGO = (
    "Для движка weasyprint нужна системная библиотека Pango. Debian и Ubuntu: "
    "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
    "Fedora: dnf install pango; macOS: brew install pango. Движок plutoprint работает и без неё."
)


def draw(html: str, properties: PdfProperties) -> bytes:  # noqa: ARG001  the page carries them
    """One HTML page as PDF bytes; title, author, subject and date come from the page's own <meta>."""
    library = _library()
    page = library.HTML(string=html, url_fetcher=_fetcher(library))
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    drawn: bytes = page.write_pdf(pdf_identifier=identifier)
    return drawn


def version() -> str:
    """Version of WeasyPrint. Raises EngineError where Pango is missing."""
    return str(_library().__version__)


def _library() -> Any:
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # without Pango it prints an English banner
            import weasyprint
    except OSError as error:
        raise EngineError(_NO_PANGO) from error
    return weasyprint


def _fetcher(library: Any) -> Any:
    """A fetcher that fetches nothing, by its own rule and by a protocol that nobody has."""

    class NothingFetched(library.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002  a fixed signature
            raise ValueError(f"a paper may load nothing: {url[:80]}")

    return NothingFetched(allowed_protocols=())
