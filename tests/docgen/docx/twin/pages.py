"""Small pages drawn as twins, filled in, and read back."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import jinja2

from docgen.docx import CompiledTemplate
from docgen.docx.package import unpack
from docgen.docx.twin import draw_twin
from docgen.markup import Look
from tests.docgen.docx import toys

YAML = (Path(__file__).resolve().parents[4] / "templates" / "_base" / "twin.yaml").read_text(encoding="utf-8")
LOOK = Look.from_yaml(YAML)
DOCUMENT = {
    "full_title": "Счет № 1",
    "author": "ООО «Ромашка & Ко»",
    "subject": "Поставка",
    "keywords": "pervichka",
    "id": "",
}
ROLES = {"us": {"nominative": "Поставщик"}, "them": {"nominative": "Покупатель"}}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def drawn(page: str, look: Look = LOOK) -> bytes:
    return draw_twin(page, look, title="{{ document.full_title }}")


def filled(page: str, **context: Any) -> bytes:
    """The paper that a twin of this page gives, through the fast path."""
    compiled = CompiledTemplate.from_bytes(drawn(page), toys.environment())
    assert compiled.needs_docxtpl == ()
    return compiled.render({"document": DOCUMENT, **ROLES, **context}, toys.CREATED)


def opened(page: str, **context: Any) -> Any:
    return docx.Document(io.BytesIO(filled(page, **context)))


def body(page: str, **context: Any) -> str:
    """XML of the filled body."""
    return unpack(filled(page, **context))["word/document.xml"].decode()


def lines(document: bytes) -> list[str]:
    """Text of each paragraph that has any, in order, in cells too."""
    found = []
    for paragraph in docx.Document(io.BytesIO(document)).element.body.iter(f"{W}p"):
        pieces = ((node.text or "") if node.tag == f"{W}t" else "\n" for node in paragraph.iter(f"{W}t", f"{W}br"))
        found.append("".join(pieces))
    return [line for line in found if line.strip()]


def html_lines(page: str, **context: Any) -> list[str]:
    """The same from the page as a browser would show it."""
    reader = _Reader()
    reader.feed(jinja2.Environment(autoescape=True).from_string(page).render(document=DOCUMENT, **ROLES, **context))
    blocks = ("\n".join(_collapsed(line) for line in block.split("\x00")) for block in reader.blocks)
    return [block for block in blocks if block.strip()]


def _collapsed(text: str) -> str:
    return re.sub("[ \t\n\r\f]+", " ", text).strip(" ")


class _Reader(HTMLParser):
    _BLOCKS = frozenset({"div", "h1", "h2", "p", "table", "tbody", "td", "th", "thead", "tr"})

    def __init__(self) -> None:
        super().__init__()
        self.blocks = [""]
        self.is_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the parser's own
        self.is_head = (self.is_head or tag == "head") and tag != "body"
        if tag in self._BLOCKS:
            self.blocks.append("")
        elif tag == "br":
            self.blocks[-1] += "\x00"

    def handle_endtag(self, tag: str) -> None:
        if tag in self._BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        self.blocks[-1] += "" if self.is_head else data
