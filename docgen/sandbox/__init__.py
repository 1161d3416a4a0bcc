"""The limited process in which every template or file that we did not write is opened.

``render_docx`` and ``render_pdf`` draw papers from foreign templates; ``run`` does any other job of ``jobs.JOBS``.
"""

from __future__ import annotations

from docgen.sandbox.errors import (
    CrashedError,
    Finding,
    ForbiddenTemplateError,
    SandboxError,
    TooLargeError,
    TooLongError,
    UnavailableError,
)
from docgen.sandbox.limits import LIMITS, Limits
from docgen.sandbox.papers import render_docx, render_pdf
from docgen.sandbox.process import run
from docgen.sandbox.protocol import Answer

__all__ = [
    "LIMITS",
    "Answer",
    "CrashedError",
    "Finding",
    "ForbiddenTemplateError",
    "Limits",
    "SandboxError",
    "TooLargeError",
    "TooLongError",
    "UnavailableError",
    "render_docx",
    "render_pdf",
    "run",
]
