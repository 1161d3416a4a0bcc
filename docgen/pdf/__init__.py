"""HTML → PDF with two engines that draw the same pages.

plutoprint is fast and needs no system libraries, WeasyPrint is the reference. Both see only the shipped fonts and
may fetch nothing: no file, no network.
"""

from __future__ import annotations

import importlib
import os
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol, cast

from docgen import fonts
from docgen.errors import EngineError

ENGINES = ("plutoprint", "weasyprint")
DEFAULT_ENGINE = "plutoprint"


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfProperties:
    """What a PDF says of itself; ``created`` is the paper's own date, so the same paper has the same bytes."""

    title: str
    author: str
    subject: str
    keywords: str = ""
    created: date


class Engine(Protocol):
    """A module of this package that draws one HTML page as a PDF."""

    def draw(self, html: str, properties: PdfProperties) -> bytes:
        """One HTML page as PDF bytes."""
        ...

    def version(self) -> str:
        """Version of the library behind it."""
        ...


def render_pdf(html: str, properties: PdfProperties, engine: str = DEFAULT_ENGINE) -> bytes:
    """The PDF of an HTML page. Raises EngineError in Russian when the engine is unknown, missing or fails."""
    if engine not in ENGINES:
        raise EngineError(f"Нет движка PDF «{engine}». Есть: {', '.join(ENGINES)}.")
    _show_only_shipped_fonts()
    return _engine(engine).draw(html, properties)


def check_engine(engine: str) -> str:
    """Version of an engine that works here. Raises EngineError that says how to install what is missing."""
    return _engine(engine).version()


def _engine(name: str) -> Engine:
    return cast(Engine, importlib.import_module(f"docgen.pdf.{name}"))


def _show_only_shipped_fonts() -> None:
    """Fontconfig reads these once, when an engine first draws; LibreOffice and others are not started from here."""
    os.environ["FONTCONFIG_FILE"] = str(fonts.folder() / "fonts.conf")
    os.environ["FONTCONFIG_PATH"] = str(fonts.folder())
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path(os.environ.get("HOME", "/nonexistent")) / ".cache")
    there = next(path for path in (cache, *cache.parents) if path.exists())
    if not os.access(there, os.W_OK):  # else fontconfig complains in English on every run
        os.environ["XDG_CACHE_HOME"] = str(Path(tempfile.gettempdir()) / "pervichka-cache")
