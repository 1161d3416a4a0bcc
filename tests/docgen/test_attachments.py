"""Foreign PDFs: taken when they are PDFs, refused with a reason when not, and never carried in with anything active."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdf
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.errors import DependencyError
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from docgen.attachments import read_pdf
from docgen.audience import is_bannered
from docgen.errors import AttachmentError
from docgen.library import find_kind, kinds
from tests.samples import render_sample


def pdf(pages: int = 1, *, password: str | None = None, cipher: str = "RC4-128", active: bool = False) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if active:
        script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        action = DictionaryObject(script)
        writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
        writer.root_object[NameObject("/OpenAction")] = action
    if password:
        writer.encrypt(password, algorithm=cipher)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def read(tmp_path: Path, content: bytes) -> bytes:
    path = tmp_path / "catalogue.pdf"
    path.write_bytes(content)
    return read_pdf(path)


def test_every_page_of_an_honest_pdf_is_taken(tmp_path: Path) -> None:
    assert len(PdfReader(io.BytesIO(read(tmp_path, pdf(3)))).pages) == 3


def test_actions_and_scripts_stay_outside(tmp_path: Path) -> None:
    assert b"JavaScript" in pdf(active=True)
    assert b"JavaScript" not in read(tmp_path, pdf(active=True))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "не PDF"),
        (b"MZ\x90\x00", "не PDF"),
        (b"junk " + pdf(), "не PDF"),
        (b"%PDF-1.7\n" + b"\x00" * 500, "не читается"),
        (pdf()[:200], "не читается"),
        (pdf(password="secret"), "паролем"),
        (pdf(2001), "страниц"),
    ],
)
def test_what_is_not_a_usable_pdf_is_refused_with_its_name(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(AttachmentError, match=rf"catalogue\.pdf.*{reason}"):
        read(tmp_path, content)


def test_a_cipher_that_pypdf_does_not_have_is_told_as_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_library(*_args: object, **_kwargs: object) -> None:
        raise DependencyError("cryptography>=3.1 is required for AES algorithm")

    monkeypatch.setattr(pypdf, "PdfReader", no_library)
    with pytest.raises(AttachmentError, match="паролем"):
        read(tmp_path, pdf())


def test_a_repaired_pdf_says_nothing_in_english(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    content = re.sub(rb"startxref\n\d+", b"startxref\n5", pdf())
    read(tmp_path, content)
    assert [record.message for record in caplog.records] == []


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(AttachmentError, match="не читается"):
        read_pdf(tmp_path / "none.pdf")


INTERNAL = [name for name, kind in kinds().items() if kind.is_internal and "pdf" in kind.formats]


def saved_anew(*contents: bytes) -> bytes:
    """Pages put together by another program: nothing is left of what the files said of themselves."""
    writer = PdfWriter()
    for content in contents:
        for page in PdfReader(io.BytesIO(content)).pages:
            writer.add_page(page)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize("engine", ["plutoprint", pytest.param("weasyprint", marks=pytest.mark.pango)])
@pytest.mark.parametrize("name", INTERNAL)
def test_an_internal_paper_is_known_even_when_it_was_saved_anew(tmp_path: Path, name: str, engine: str) -> None:
    content = render_sample(find_kind(name), "pdf", engine)
    for page in PdfReader(io.BytesIO(content)).pages:
        assert is_bannered(page.extract_text())
    for disguised in (saved_anew(content), saved_anew(pdf(3), content), saved_anew(content, pdf(2))):
        with pytest.raises(AttachmentError, match="внутренний документ"):
            read(tmp_path, disguised)


@pytest.mark.parametrize(
    "keywords", ["pervichka, audience=internal", '"pervichka; audience = internal"', "Pervichka;AUDIENCE=INTERNAL"]
)
def test_keywords_rewritten_by_another_program_are_still_known(tmp_path: Path, keywords: str) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Keywords": keywords})
    stream = io.BytesIO()
    writer.write(stream)
    with pytest.raises(AttachmentError, match="внутренний документ"):
        read(tmp_path, stream.getvalue())


def test_a_paper_for_clients_may_be_attached_after_it_was_saved_anew(tmp_path: Path) -> None:
    assert read(tmp_path, saved_anew(render_sample(find_kind("price_list"), "pdf"))).startswith(b"%PDF-")
