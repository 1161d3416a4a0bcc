"""The document's properties (``docProps/core.xml``): title, author, subject from the data, dates from the caller."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import jinja2

from docgen.docx.failures import told
from docgen.docx.package import deflate, pack, unpack
from docgen.docx.source import STAMP, Part


def stamp(created: datetime) -> str:
    """W3CDTF in UTC, as Word writes it; a time without a zone is taken for UTC."""
    moment = created.replace(tzinfo=UTC) if created.tzinfo is None else created.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def render_core(core: Part, environment: jinja2.Environment, context: Mapping[str, Any], created: datetime) -> str:
    """XML of the properties part, for the way through docxtpl."""
    with told("свойства документа"):
        return environment.from_string(core.xml).render(context, **{STAMP: stamp(created)})


def with_description(document: bytes, text: str, created: datetime) -> bytes:
    """The document with ``text`` in its description (``dc:description``), whatever stood there before.

    For papers of foreign templates, whose properties hold no tags. Raises TemplateError if it is not a DOCX.
    """
    from docx import Document  # slow, seldom needed

    opened = Document(io.BytesIO(document))
    opened.core_properties.comments = text
    saved = io.BytesIO()
    opened.save(saved)
    members = unpack(saved.getvalue())
    return pack((deflate(name, content) for name, content in members.items()), created)
