"""The draft of a paper: no number, no code to pay by, one style that a policy can name."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from docgen.library import find_kind
from docgen.preview import preview, preview_pdf
from tests.builders import make_snapshot


@pytest.mark.parametrize("name", ["supply_contract", "proforma_invoice", "commercial_offer"])
def test_a_draft_is_marked_and_bears_no_number(name: str) -> None:
    page = preview(make_snapshot(), find_kind(name), "@font-face { font-family: X; }")
    assert "ЧЕРНОВИК" in page.html
    assert "б/н" in page.html
    assert "<svg" not in page.html
    assert "<script" not in page.html
    assert ' style="' not in page.html
    (style,) = re.findall(r"(?s)<style>(.*?)</style>", page.html)
    assert page.style_source == f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
    assert "font-family: X" in style


def test_the_pdf_of_a_draft_says_so_on_every_page() -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(preview_pdf(make_snapshot(), find_kind("supply_contract")))
    pages = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    assert len(pages) > 1
    assert all("ЧЕРНОВИК" in page for page in pages)
