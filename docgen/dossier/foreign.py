"""Files that came from outside, taken over page by page in the limited process: nothing in them acts any more."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import Final

from docgen.audience import InternalKindError, is_bannered
from docgen.dossier.errors import UnfitFileError
from docgen.dossier.sheets import Pages, open_pages
from docgen.scanning import Leaf, assemble, count_pages

_NAME: Final = "file"
_MOST_READ: Final = 300  # pages whose text is looked through: some 10 ms each


def take_over(content: bytes, name: str) -> Pages:
    """The pages of a foreign PDF, or of a picture. Raises UnfitFileError, InternalKindError, UnavailableError."""
    with suppress(UnfitFileError):  # what only PDFium can read is read below
        open_pages(content, name)
    (counted,) = count_pages([content])
    if counted.refused:
        raise UnfitFileError(counted.refused)
    leaves = [Leaf(_NAME, page, 0) for page in range(1, counted.pages + 1)]
    (made,) = assemble([leaves], {_NAME: content})
    if made.problem:
        raise UnfitFileError(made.problem)
    pages = open_pages(made.pdf, name)
    if any(is_bannered(page.extract_text()) for page in islice(pages.reader.pages, _MOST_READ)):
        raise InternalKindError(f"«{name}» — внутренний документ.")
    return pages
