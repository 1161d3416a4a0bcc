"""Stacks of scanned papers: what the code on each page says, and a PDF of its own for each paper.

Files of a scanner are foreign: they are opened in the limited process alone (``docgen.sandbox``), some pages at a time,
on as many processes at once as there are workers. ``count_pages`` and ``read_pages`` read, ``assemble`` puts pages
together, ``page_picture`` and ``signature_picture`` show them as PNG.
"""

from __future__ import annotations

from docgen.scanning.errors import ScanError
from docgen.scanning.papers import Assembled, Leaf, assemble, page_picture, signature_picture
from docgen.scanning.reading import Counted, count_pages, read_pages
from docgen.scanning.readings import PageReading, Sheet

__all__ = [
    "Assembled",
    "Counted",
    "Leaf",
    "PageReading",
    "ScanError",
    "Sheet",
    "assemble",
    "count_pages",
    "page_picture",
    "read_pages",
    "signature_picture",
]
