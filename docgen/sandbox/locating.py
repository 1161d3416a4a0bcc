"""Which paragraph of a Word template a mistake stands in: found by rendering again, each paragraph on its own line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from docgen.docx.source import read_source
from docgen.errors import DocgenError, TemplateError
from docgen.sandbox.errors import shown
from docgen.sandbox.explain import line_of
from docgen.sandbox.foreign import foreign

_PARAGRAPH = re.compile(r"<w:p(?=[ >])")
_MARKUP = re.compile(r"<[^<>]*>")


def with_paragraph(error: DocgenError, template: bytes, context: Mapping[str, Any]) -> DocgenError:
    """The same refusal, naming the paragraph if it can be found; whatever is no mistake in a tag stays as it is."""
    head, _, told = str(error).partition(": ")
    if type(error) is not TemplateError or not head.startswith("Шаблон") or not told:
        return error
    text = _failing(template, context)
    return TemplateError(f"{head}, абзац «{shown(text)}»: {told}") if text else error


def _failing(template: bytes, context: Mapping[str, Any]) -> str:
    for part in read_source(template).parts:
        source = _PARAGRAPH.sub("\n<w:p", part.xml)
        try:
            foreign("docx").from_string(source).render(context)
        except Exception as error:  # noqa: BLE001  any error shows the line
            line = source.splitlines()[max(line_of(error), 1) - 1]
            return " ".join(_MARKUP.sub("", line).split())
    return ""
