"""Pages of a dossier drawn from ``templates/_dossier``; they leave the strip at the top of a sheet free."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from markupsafe import Markup

from docgen.errors import TemplateError
from docgen.html import TEMPLATE_FAULTS, environment
from docgen.library import templates_root
from docgen.pdf import PdfProperties, render_pdf
from docgen.tails import keep_tails

FOLDER: Final = "_dossier"


@cache
def _style() -> Markup:
    root = templates_root()
    sheets = (root / "_base" / "document.css", root / "_base" / "form.css", root / FOLDER / "style.css")
    return Markup("".join(sheet.read_text(encoding="utf-8") for sheet in sheets))  # noqa: S704  our own files


def draw(template: str, data: Mapping[str, Any], properties: PdfProperties) -> bytes:
    """The PDF of one template of the folder. Raises TemplateError naming it, EngineError."""
    name = f"{FOLDER}/{template}.html"
    try:
        page = environment("html").get_template(name).render(data, style=_style())
    except TEMPLATE_FAULTS as error:
        raise TemplateError(f"Шаблон {name}: {error}") from error
    return render_pdf(keep_tails(page), properties)
