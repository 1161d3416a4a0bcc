"""`./run golden [KIND …]`: writes expected.txt of each kind anew. Read the difference before you commit it."""

from __future__ import annotations

import sys

import pypdfium2

from docgen.library import find_kind, kinds
from tests.samples import render_sample


def main(names: list[str]) -> None:
    """Text of the PDF that each sample gives, page by page."""
    for kind in [find_kind(name) for name in names] if names else kinds().values():
        pages = pypdfium2.PdfDocument(render_sample(kind, "pdf"))
        texts = (page.get_textpage().get_text_range().replace("\r\n", "\n").rstrip() for page in pages)
        (kind.folder / "expected.txt").write_text("\n\n".join(texts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
