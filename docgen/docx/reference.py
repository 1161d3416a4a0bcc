"""A DOCX through docxtpl itself: the judge of the fast path, and the way for whatever that path does not know."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import jinja2

from docgen.docx.failures import told
from docgen.docx.listing import encoded
from docgen.docx.package import deflate, pack, unpack
from docgen.docx.properties import render_core
from docgen.docx.source import mended, read_source, with_plain_tags


@dataclass(frozen=True, slots=True)
class Picture:
    """A value that a tag prints as a picture: PNG or JPEG bytes, ``width`` in millimetres, height in proportion."""

    data: bytes
    width: float


def render_reference(
    template: bytes, environment: jinja2.Environment, context: Mapping[str, Any], created: datetime
) -> bytes:
    """The document that docxtpl makes, with properties and dates from ``render_core``; its bytes repeat.

    ``Picture`` values stand at the top of ``context``. Raises TemplateError, as the fast path does.
    """
    core = read_source(template).core
    drawn = _judge()(io.BytesIO(mended(template)))
    saved = io.BytesIO()
    with told("документ"):
        drawn.render(_with_pictures(drawn, context), environment)
        drawn.save(saved)
    members = unpack(saved.getvalue()) | {core.name: encoded(render_core(core, environment, context, created))}
    return pack((deflate(name, content) for name, content in members.items()), created)


@cache
def _judge() -> Any:
    from docxtpl import DocxTemplate  # slow, seldom needed

    class Judge(DocxTemplate):  # type: ignore[misc]
        """docxtpl without its properties, which it escapes twice and cuts off with an error at 255 characters.

        It leaves «&amp;» inside tags: a text with «&» there would never be equal to the client's, and be printed so.
        """

        def patch_xml(self, src_xml: str) -> str:
            """As docxtpl does, and every entity of a tag is a character again."""
            return with_plain_tags(super().patch_xml(src_xml))

        def render_properties(self, context: Any, jinja_env: Any = None) -> None:
            """Nothing: ``render_core`` writes them."""

    return Judge


def _with_pictures(drawn: Any, context: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _inline(drawn, value) if isinstance(value, Picture) else value for name, value in context.items()}


def _inline(drawn: Any, picture: Picture) -> Any:
    from docx.shared import Mm
    from docxtpl import InlineImage

    drawn.init_docx()
    return InlineImage(drawn, io.BytesIO(picture.data), width=Mm(picture.width))
