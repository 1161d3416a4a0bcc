"""PDF bytes of LibreOffice without the marks of the moment; the table of offsets stays true."""

from __future__ import annotations

import io
import zipfile

from docgen.office.steady import settle

PDF = (
    b"%PDF-1.6\n1 0 obj\nstream\n/CreationDate(D:20200101000000Z\nendstream\n"
    b"2 0 obj\n<</CreationDate(D:20261123031520Z)>>\nxref\n"
    b"trailer\n<</ID [ <4B9B9F4DDBD29960F696E652866E7B8A>\n<4B9B9F4DDBD29960F696E652866E7B8A> ]\n"
    b"/DocChecksum /A91A665972580F35B03A3287DB9E9053\n>>\nstartxref\n128323\n%%EOF\n"
)


def package(created: str = "") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
        if created:
            archive.writestr("docProps/core.xml", f'<x><dcterms:created xsi:type="y">{created}</dcterms:created></x>')
    return target.getvalue()


def test_the_date_is_the_papers_own_and_the_identifier_follows_from_its_content() -> None:
    paper = package("2026-11-22T00:00:00Z")
    settled = settle(PDF, paper)
    later = settle(PDF.replace(b"031520", b"235959").replace(b"4B9B9F4D", b"00000000"), paper)
    assert settled == later
    assert b"2 0 obj\n<</CreationDate(D:20261122000000Z)>>" in settled
    assert settle(PDF, package("2026-11-22T00:00:01Z")) != settled


def test_no_offset_moves_and_what_stands_in_a_stream_is_left_alone() -> None:
    settled = settle(PDF, package("2026-11-22T00:00:00Z"))
    assert len(settled) == len(PDF)
    assert b"stream\n/CreationDate(D:20200101000000Z\nendstream" in settled
    assert settled.endswith(b"startxref\n128323\n%%EOF\n")


def test_a_paper_without_a_date_keeps_the_one_it_got_and_an_unknown_pdf_is_left_alone() -> None:
    assert b"(D:20261123031520Z)" in settle(PDF, package())
    assert settle(b"%PDF-2.0 compressed", package()) == b"%PDF-2.0 compressed"
