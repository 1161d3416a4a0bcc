"""A dossier put together: chapters of drawn pages and of files, each on its sheets, with bookmarks and an inventory.

The inventory and the chronology name sheets, and how many sheets they take depends on what they name. So they are drawn
until nothing moves any more: twice, as a rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pypdf.constants import PageLabelStyle

from docgen.dossier.drawing import draw
from docgen.dossier.sheets import Binder, Pages, open_drawn
from docgen.errors import LibraryError
from docgen.pdf import PdfProperties
from docgen.pdf.binder import information

_MOST_DRAWS: Final = 6
_UNKNOWN: Final = "000–000"  # as wide as most


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing of a dossier: pages drawn from ``template`` with ``data``, or the opened ``file``.

    key: how others ask for its sheets. title: its bookmark and its line of the inventory. form: what it is, as
    «скан-копия». digest: SHA-256 of the file; "" for what the program wrote. names_sheets: its template prints sheets
    of others.
    """

    key: str
    title: str
    template: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    file: Pages | None = None
    form: str = ""
    digest: str = ""
    names_sheets: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter; its first entry begins it."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """First and last sheet of an entry, from 1."""

    first: int
    last: int

    @property
    def text(self) -> str:
        """«12» or «12–14»."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The PDF, how many sheets it has and where each entry stands."""

    content: bytes
    sheets: int
    spans: Mapping[str, Span]


def make(chapters: Sequence[Chapter], shared: Mapping[str, Any], properties: PdfProperties) -> Book:
    """Draws and binds. The same entries give the same bytes.

    shared: what every template gets. Templates also get ``sheets`` (texts by keys of entries), ``count`` (sheets of the
    whole) and ``inventory``. Raises TemplateError, EngineError, UnfitFileError for a page that cannot be taken over.
    """
    entries = [entry for chapter in chapters for entry in chapter.entries]
    drawn = _drawn(entries, shared, properties)
    binder = Binder()
    for entry in entries:
        binder.add(drawn[entry.key], is_drawn_for_it=entry.file is None)
    spans, count = _spans(entries, drawn)
    binder.number(draw("strips", {**shared, "strips": [*_strips(entries, spans, count)]}, properties))
    _mark(binder, chapters, spans)
    binder.writer.set_page_label(0, count - 1, style=PageLabelStyle.DECIMAL, prefix="Лист ", start=1)
    binder.writer.page_mode = "/UseOutlines"
    binder.writer.metadata = information(properties)
    return Book(content=binder.write(), sheets=count, spans=spans)


def _drawn(entries: Sequence[Entry], shared: Mapping[str, Any], properties: PdfProperties) -> dict[str, Pages]:
    """Pages of all entries, once the sheets that they name are where they say."""
    found = {entry.key: entry.file for entry in entries if entry.file is not None}
    if len({entry.key for entry in entries}) < len(entries):
        raise LibraryError("Досье: у двух частей один ключ.")
    told: tuple[Any, ...] = ()
    for _ in range(_MOST_DRAWS):
        spans, count = _spans(entries, found) if len(found) == len(entries) else ({}, 0)
        texts = {entry.key: spans[entry.key].text if spans else _UNKNOWN for entry in entries}
        if told == (texts, count):
            return found
        told = (texts, count)
        about = {**shared, "sheets": texts, "count": count, "inventory": _inventory(entries, texts)}
        for entry in entries:
            if entry.file is None and (entry.names_sheets or entry.key not in found):
                found[entry.key] = open_drawn(draw(entry.template, {**about, **entry.data}, properties))
    raise LibraryError("Досье: опись не сходится с листами.")


def _spans(entries: Sequence[Entry], pages: Mapping[str, Pages]) -> tuple[dict[str, Span], int]:
    spans, last = {}, 0
    for entry in entries:
        spans[entry.key] = Span(last + 1, last + pages[entry.key].count)
        last += pages[entry.key].count
    return spans, last


def _inventory(entries: Sequence[Entry], texts: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "title": entry.title,
            "sheets": texts[entry.key],
            "form": entry.form,
            "digest": entry.digest,
        }
        for number, entry in enumerate(entries, start=1)
    ]


def _strips(entries: Sequence[Entry], spans: Mapping[str, Span], count: int) -> Iterator[dict[str, Any]]:
    for number, entry in enumerate(entries, start=1):
        for sheet in range(spans[entry.key].first, spans[entry.key].last + 1):
            yield {"entry": number, "sheet": sheet, "count": count}


def _mark(binder: Binder, chapters: Sequence[Chapter], spans: Mapping[str, Span]) -> None:
    """A bookmark for each chapter, and below it one for each of its entries but the one that begins it."""
    for chapter in chapters:
        first, *others = chapter.entries
        parent = binder.writer.add_outline_item(title=chapter.title, page_number=spans[first.key].first - 1)
        for entry in others:
            binder.writer.add_outline_item(title=entry.title, page_number=spans[entry.key].first - 1, parent=parent)
