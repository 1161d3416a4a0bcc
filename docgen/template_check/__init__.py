"""A lint for the templates that lawyers bring: placeholders known, unknown and missing, broken tags, what is forbidden.

``check`` is the parent's call. The template is opened in the limited process alone; ``job`` runs there, with
``document`` (where tags stand in a DOCX) and ``names`` (which placeholders a template uses).
"""

from __future__ import annotations

from docgen.template_check.checking import check
from docgen.template_check.report import Note, Report, Unknown

__all__ = ["Note", "Report", "Unknown", "check"]
