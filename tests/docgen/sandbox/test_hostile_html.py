"""Every hostile page ends in a clear refusal or in a harmless PDF: nothing runs, nothing is read, nothing is sent."""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

import docgen
from docgen.pdf import PdfProperties
from docgen.sandbox import Limits, render_pdf
from tests.docgen.sandbox.hostile_html import FETCHING, VECTORS
from tests.docgen.sandbox.shooting import SECRET, Outcome

PROPERTIES = PdfProperties(title="А", author="Б", subject="В", keywords="", created=date(2026, 11, 22))


def render(template: bytes, limits: Limits) -> bytes:
    return render_pdf(template, {"name": "ООО «А»", "document": {}}, PROPERTIES, limits=limits)


@pytest.mark.parametrize("name", VECTORS)
def test_a_hostile_page_is_refused_or_harmless(name: str, outcome_of: Callable[[str], Outcome]) -> None:
    told, outcome = VECTORS[name].told, outcome_of(name)
    assert not outcome.did
    if told is None:
        assert outcome.refusal is None
        reader = PdfReader(io.BytesIO(outcome.made))
        assert SECRET not in "".join(page.extract_text() for page in reader.pages)
        assert not reader.attachments
    else:
        assert outcome.refusal is not None, "the PDF was made"
        assert re.search(told, outcome.refusal, re.DOTALL), outcome.refusal
        assert SECRET not in outcome.refusal


def test_the_hostile_set_is_not_thinned_out() -> None:
    assert len(VECTORS) >= 90


UNCHECKED = """
import sys
from datetime import date
from docgen.pdf import PdfProperties, render_pdf
from docgen.sandbox.walls import raise_walls
import docgen.pdf.plutoprint
properties = PdfProperties(title="A", author="B", subject="C", keywords="", created=date(2026, 11, 22))
raise_walls()
for page in sys.stdin.read().split(chr(0)):
    sys.stdout.buffer.write(render_pdf(page, properties))
"""


def test_even_an_unchecked_page_fetches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        pages = [html.replace("@/", address).replace("$", str(secret)) for html in FETCHING.values()]
        done = subprocess.run(
            [sys.executable, "-c", UNCHECKED],
            input="\0".join(pages).encode(),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(Path(docgen.__file__).parents[1])},
        )
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert done.stdout.count(b"%PDF-") == len(pages)
    assert SECRET.encode() not in done.stdout
    assert b"/EmbeddedFile" not in done.stdout
