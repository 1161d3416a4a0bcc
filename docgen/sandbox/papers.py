"""Papers from templates that we did not write: the parent's calls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from docgen.pdf import PdfProperties
from docgen.sandbox.errors import TooLargeError
from docgen.sandbox.limits import LIMITS, Limits
from docgen.sandbox.plain import plain
from docgen.sandbox.process import run

MOST_DOCX_BYTES = 20_000_000
MOST_HTML_BYTES = 5_000_000


def render_docx(template: bytes, context: Mapping[str, Any], created: datetime, *, limits: Limits = LIMITS) -> bytes:
    """The document from a foreign DOCX template; ``created`` dates its properties and archive.

    context: plain data; a ``docgen.docx.Picture`` may stand at its top. Raises TemplateError for a mistake in the
    template (an unknown name, a broken tag), ForbiddenTemplateError, TooLargeError, TooLongError, CrashedError.
    """
    if len(template) > MOST_DOCX_BYTES:
        raise TooLargeError("Файл шаблона больше 20 МБ: уменьшите картинки в нём.")
    payload = {"template": template, "context": plain(context), "created": created}
    return run("render_docx", payload, limits).data


def render_pdf(
    template: bytes, context: Mapping[str, Any], properties: PdfProperties, *, limits: Limits = LIMITS
) -> bytes:
    """The PDF from a foreign HTML template in UTF-8, which may extend and include the shipped shared files.

    context: plain data; «style» in it is the template's own CSS, which goes behind the shared sheets, or, as Markup,
    the whole sheet (``docgen.html.style_of``). Nothing is fetched: pictures are ``data:`` addresses.
    Raises as ``render_docx``, and EngineError if it cannot be drawn.
    """
    if len(template) > MOST_HTML_BYTES:
        raise TooLargeError("Файл шаблона больше 5 МБ: уменьшите картинки в нём.")
    payload = {"template": template, "context": plain(context), "properties": properties}
    return run("render_pdf", payload, limits).data
