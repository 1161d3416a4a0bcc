"""The sheet of paper, as ``@page`` rules of the kind's CSS give it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from docgen.errors import TemplateError

_RULE = re.compile(r"@page\s*(:\w+)?\s*\{")
_INNER = re.compile(r"@[\w-]+\s*\{[^{}]*\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SETTING = re.compile(r"(?:^|[;\s])(size|margin(?:-\w+)?)\s*:\s*([^;}]+)")
_LENGTH = re.compile(r"([\d.]+)(mm|cm|in|pt)?")
_MM = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72, None: 1.0}
_SIZES = {"A3": (297.0, 420.0, 8), "A4": (210.0, 297.0, 9), "A5": (148.0, 210.0, 11)}  # ECMA-376, 18.3.1.63


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSetup:
    """Paper in millimetres; ``paper`` is its code in OOXML."""

    paper: int = 9
    width: float = 210
    height: float = 297
    top: float = 16
    right: float = 15
    bottom: float = 20
    left: float = 20
    is_landscape: bool = False

    @property
    def text_width(self) -> float:
        """Between the margins."""
        return self.width - self.left - self.right


def page_setup(css: str) -> PageSetup:
    """The page of these rules, later ones over earlier ones; ``:first`` and other special pages have no say.

    Raises TemplateError for a size other than A3, A4 or A5.
    """
    setup = PageSetup()
    for rule in _rules(_COMMENT.sub("", css)):
        for name, value in _SETTING.findall(rule):
            setup = _sized(setup, value.split()) if name == "size" else _with_margin(setup, name, value)
    return setup


def _rules(css: str) -> Iterator[str]:
    for found in _RULE.finditer(css):
        if found[1]:
            continue
        depth, place = 1, found.end()
        while depth and place < len(css):
            depth += {"{": 1, "}": -1}.get(css[place], 0)
            place += 1
        yield _INNER.sub(" ", css[found.end() : place - 1])


def _sized(setup: PageSetup, words: list[str]) -> PageSetup:
    sizes = [word for word in words if word not in {"landscape", "portrait"}]
    size = _SIZES.get(sizes[0] if sizes else "A4")
    if size is None:
        raise TemplateError(f"Размер листа «{' '.join(words)}» в @page: таблица XLSX бывает A3, A4 или A5.")
    narrow, long, paper = size
    is_landscape = "landscape" in words
    width, height = (long, narrow) if is_landscape else (narrow, long)
    return replace(setup, paper=paper, width=width, height=height, is_landscape=is_landscape)


def _with_margin(setup: PageSetup, name: str, value: str) -> PageSetup:
    lengths = [float(number) * _MM[unit or None] for number, unit in _LENGTH.findall(value)]
    if not lengths:
        return setup
    if name != "margin":
        return replace(setup, **{name.removeprefix("margin-"): lengths[0]})  # type: ignore[arg-type]
    top = lengths[0]
    right = lengths[1] if len(lengths) > 1 else top
    bottom = lengths[2] if len(lengths) > 2 else top
    left = lengths[3] if len(lengths) > 3 else right
    return replace(setup, top=top, right=right, bottom=bottom, left=left)
