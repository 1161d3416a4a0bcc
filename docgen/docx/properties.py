"""The document's properties (``docProps/core.xml``): title, author, subject from the data, dates from the caller."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import jinja2

from docgen.docx.failures import told
from docgen.docx.source import STAMP, Part


def stamp(created: datetime) -> str:
    """W3CDTF in UTC, as Word writes it; a time without a zone is taken for UTC."""
    moment = created.replace(tzinfo=UTC) if created.tzinfo is None else created.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def render_core(core: Part, environment: jinja2.Environment, context: Mapping[str, Any], created: datetime) -> str:
    """XML of the properties part, for the way through docxtpl."""
    with told("свойства документа"):
        return environment.from_string(core.xml).render(context, **{STAMP: stamp(created)})
