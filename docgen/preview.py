"""A paper of a kit before it is issued: marked as a draft, without a number, without a code that could be paid.

As HTML it is what the PDF is drawn from, with the library's own style, set on a sheet for the screen. No style stands
in attributes of it, so a page that shows it can forbid inline styles but for this one sheet, named by its digest.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import jinja2
from markupsafe import Markup

from docgen.context import document_context
from docgen.documents import Numbers, Snapshot
from docgen.errors import TemplateError
from docgen.html import TEMPLATE_FAULTS, environment, style_of
from docgen.intake.building import WITHOUT_NUMBER
from docgen.library import Kind, page_of
from docgen.pdf import PdfProperties, render_pdf
from docgen.tails import keep_tails

_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_ATTRIBUTE: Final = re.compile(r' style="([^"]*)"')
_NO_CODE: Final = Markup('<span class="no-code">QR-код для оплаты появится в выпущенном счёте</span>')
_MARK: Final = Markup('<div class="draft-mark">ЧЕРНОВИК</div>')
_BOTH: Final = (
    ".no-code { display: inline-block; width: 34mm; padding: 8mm 2mm; border: 0.3mm dashed #777; color: #555; "
    "font-size: 8pt; line-height: 1.3; text-align: center; } "
)
_ON_PAPER: Final = (
    ".draft-mark { position: fixed; top: 110mm; left: 0; width: 100%; text-align: center; font-size: 60pt; "
    "font-weight: bold; color: #e7e7e7; z-index: -1; }"
)
_ON_SCREEN: Final = (
    "html { background: #e4e7ea; } body { position: relative; box-sizing: border-box; width: 210mm; min-height: 297mm; "
    "margin: 4mm auto; padding: 16mm 15mm 20mm 20mm; background: #fff; box-shadow: 0 0 2mm #9aa3ab; } "
    ".draft-mark { position: absolute; top: 3mm; right: 8mm; padding: 0.5mm 3mm; border: 0.5mm solid #b3261e; "
    "color: #b3261e; font-weight: bold; letter-spacing: 0.15em; } "
)


@dataclass(frozen=True, slots=True)
class Preview:
    """The page, and its one style as a Content-Security-Policy names it: «'sha256-…'»."""

    html: str
    style_source: str


def preview(snapshot: Snapshot, kind: Kind, font_faces: str = "") -> Preview:
    """The paper for a screen. font_faces: CSS that says where a browser gets the fonts.

    Raises TemplateError, LibraryError, PaymentCodeError.
    """
    page = _page(snapshot, kind)
    rules: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        return f' data-look="{rules.setdefault(found[1], str(len(rules)))}"'

    page = _ATTRIBUTE.sub(named, page)
    own = "".join(f'[data-look="{number}"] {{ {_important(rule)} }} ' for rule, number in rules.items())
    style = f"{font_faces}{_found_style(page)}{own}{_BOTH}{_ON_SCREEN}"
    page = _STYLE.sub(lambda _: f"<style>{style}</style>", page, count=1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return Preview(page, f"'sha256-{digest}'")


def preview_pdf(snapshot: Snapshot, kind: Kind) -> bytes:
    """The paper page by page as it will be printed, with ЧЕРНОВИК across. Raises as ``preview``, and EngineError."""
    page = _page(snapshot, kind)
    page = _STYLE.sub(lambda found: f"<style>{found[1]}{_BOTH}{_ON_PAPER}</style>", page, count=1)
    title = f"Черновик: {kind.title}"
    return render_pdf(
        page,
        PdfProperties(
            title=title, author=snapshot.seller.short_name, subject=snapshot.subject, keywords="", created=snapshot.date
        ),
    )


def _page(snapshot: Snapshot, kind: Kind) -> str:
    unnumbered = replace(snapshot, numbers=Numbers(given={}, otherwise=WITHOUT_NUMBER))
    context: dict[str, Any] = document_context(unnumbered, kind)
    try:
        page = keep_tails(_template(kind).render(context, style=style_of(kind)))
    except TEMPLATE_FAULTS as error:
        raise TemplateError(f"Шаблон {kind.name}/template.html: {error}") from error
    return page.replace("<body>", f"<body>{_MARK}", 1)


@cache
def _template(kind: Kind) -> jinja2.Template:
    """The kind's page in an environment that draws no payment code: it is most of an invoice's work, and a danger."""
    made = environment("html").overlay()
    made.filters = {**made.filters, "payment_qr": lambda _: _NO_CODE}
    return made.from_string(page_of(kind))


def _found_style(page: str) -> str:
    found = _STYLE.search(page)
    return found[1] if found else ""


def _important(rule: str) -> str:
    """What stood in an attribute wins over the sheet, as it did there."""
    parts = (part.strip() for part in rule.split(";"))
    return " ".join(f"{part} !important;" for part in parts if part)
