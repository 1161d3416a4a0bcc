"""A letter says what it was told to say and nothing else; nothing internal can go with it, whatever is asked."""

from __future__ import annotations

import io
import json
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from sqlalchemy import select, update

from docgen.audience import BANNER
from docgen.bundle import File
from docgen.errors import DocgenError
from docgen.intake.source import Source
from docgen.library import find_kind, kinds
from docgen.papers.reading import paper_from
from docgen.rendering import render_paper
from tests.docgen.canary import found_in, marked_file
from tests.tracker.letters.mailroom import TODAY, Mailroom, Office, pdf, second_client, sqlite_url
from tests.tracker.letters.test_sending import send
from tracker.letters import papers
from tracker.letters.addresses import AddressError, checked, on_the_wire, one_line
from tracker.letters.message import message_of
from tracker.letters.outbox import Letter
from tracker.letters.server import MailServer
from tracker.letters.states import State
from tracker.models import DocumentFileRow, LetterRow
from tracker.papers.rows import add_file
from tracker.papers.stored import ISSUED_FILE

INTERNAL = [name for name, kind in kinds().items() if kind.is_internal]
SERVER = MailServer(
    host="mail", port=25, is_tls=False, user=None, password=None, sender="docs@example.ru", sender_name=None
)


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One database is enough here: the same statements are tried on both elsewhere."""
    return sqlite_url(sqlite_template, tmp_path)


def count(office: Office) -> int:
    with office.house.database.read() as connection:
        return len(connection.execute(select(LetterRow.id)).all())


@pytest.fixture(scope="module")
def internal_list() -> tuple[bytes, list[str]]:
    """An internal price list as the program draws it, with marks in all that is internal."""
    data, marks = marked_file()
    kind = find_kind("internal_price_list")
    return render_paper(kind, paper_from(Source(data, ()), kind).context, "pdf"), marks


def resaved(content: bytes) -> bytes:
    """The same pages in a file that says nothing of itself."""
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(content)).pages:
        writer.add_page(page)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize("kind", INTERNAL)
def test_a_paper_of_an_internal_kind_goes_with_no_letter(office: Office, kind: str) -> None:
    paper = office.paper(kind)
    with pytest.raises(DocgenError, match="внутренний документ"):
        office.write(document_ids=[paper])
    assert count(office) == 0


def test_there_are_internal_kinds_to_try() -> None:
    assert INTERNAL


@pytest.mark.parametrize("disguise", [bytes, resaved])
def test_an_internal_file_in_the_place_of_a_paper_is_known_by_its_bytes_and_never_leaves(
    office: Office, room: Mailroom, internal_list, disguise
) -> None:
    content, marks = internal_list
    assert found_in(disguise(content), marks), "the marks are where they would be seen"
    with pytest.raises(DocgenError, match="внутренний документ"):
        office.write(document_ids=[office.paper(content=disguise(content))])
    honest = office.paper(content=pdf())
    key = office.write(document_ids=[honest])
    with office.house.work("mallory", TODAY) as work:  # somebody changes the file after the letter was written
        digest = work.vault.put(disguise(content))
        from tracker.vault import remember

        remember(work.connection, digest, len(disguise(content)))
        changed = update(DocumentFileRow).where(DocumentFileRow.document_id == honest).values(sha256=digest)
        work.connection.execute(changed)
    send(office.house)
    assert office.look(key).state is State.FAILED
    assert "внутренний документ" in (office.look(key).error or "")
    assert room.got == []


def test_what_goes_carries_no_internal_mark(office: Office, room: Mailroom, internal_list) -> None:
    _, marks = internal_list
    office.write(document_ids=[office.paper()])
    send(office.house)
    (letter,) = room.letters
    assert not set(marks) & set(letter.as_string().split())
    for part in letter.iter_attachments():
        assert found_in(part.get_content(), [*marks, BANNER]) == set()


def test_papers_of_another_client_or_of_nobodys_deal_are_refused(office: Office) -> None:
    other = second_client(office)
    for paper in (other.paper(), office.paper(deal_id=None)):
        with pytest.raises(DocgenError, match=r"другой сделки|ни к одной сделке"):
            office.write(document_ids=[paper])
        with pytest.raises(DocgenError, match=r"другой сделки|ни к одной сделке"):
            office.write(document_ids=[office.paper(), paper], deal_id=None)
    assert count(office) == 0


def test_a_paper_that_was_annulled_meanwhile_does_not_go(office: Office, room: Mailroom) -> None:
    paper = office.paper()
    key = office.write(document_ids=[paper])
    office.change(paper, annulled_on=TODAY)
    send(office.house)
    assert office.look(key).state is State.FAILED
    assert "аннулирован" in (office.look(key).error or "")
    assert room.got == []
    with pytest.raises(DocgenError, match="аннулирован"):
        office.write(document_ids=[paper])


def test_only_pdfs_that_we_issued_go(office: Office) -> None:
    scan = office.paper(name="Акт.docx")
    with office.house.work("anna", TODAY) as work:
        add_file(work, scan, File("scan.pdf", pdf()), "scan")
    for paper in (scan, office.paper(content=b"%PDF-1.7 broken"), office.paper(content=b"PK\x03\x04")):
        with pytest.raises(DocgenError, match="PDF"):
            office.write(document_ids=[paper])


def test_files_above_the_limit_are_refused_together_though_each_is_below_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert papers.MOST_BYTES == 20 * 2**20
    monkeypatch.setattr(papers, "MOST_BYTES", 2**20)
    filler = b"\n%" + b"x" * 2**19
    keys = [office.paper(content=pdf() + filler) for _ in range(2)]
    office.write(document_ids=keys[:1])
    with pytest.raises(DocgenError, match=r"вместе занимают 1,0 МБ, а можно 1 МБ: разделите"):
        office.write(document_ids=keys)


@pytest.mark.parametrize(
    "address",
    [
        "client@example.org\r\nBcc: spy@example.org",
        "client@example.org, spy@example.org",
        "Клиент <client@example.org>",
        "бухгалтерия@example.org",
        '"a b"@example.org',
        "client@example.org\n",
        "client@exa mple.org",
        "client@-example.org",
        "@example.org",
        "client",
        "client@" + "a" * 64 + ".ru",
        "client@пример..рф",
        "<>@example.org",
        "client\x00@example.org",
    ],
)
def test_what_is_no_single_address_is_refused(office: Office, address: str) -> None:
    plain = address.strip()
    if plain == "client@example.org":
        assert checked(address) == plain
        return
    with pytest.raises(AddressError):
        office.write(address)
    assert count(office) == 0


@given(st.text(max_size=60))
def test_no_text_makes_a_second_header_or_a_second_recipient(text: str) -> None:
    try:
        recipients = [checked(text)]
    except AddressError:
        recipients = ["client@example.org"]
    letter = Letter(
        id=1, organization_id=1, sender_name=text, reply_to=None, deal_id=None, deal=None, recipients=tuple(recipients),
        subject=text or "Тема", body=text.replace("\r", "\n") or "текст", message_id="<1@example.ru>",
        state=State.WAITING, attempts=0, try_at=None, error=None,
        created_at="", created_by="", sent_at=None, sent_on=None, documents=(),
    )  # fmt: skip
    from datetime import UTC, datetime

    content = message_of(letter, SERVER, datetime(2026, 11, 23, tzinfo=UTC), [File(text or "a", b"%PDF-")])
    read = message_from_bytes(content, policy=default)
    assert sorted(set(read.keys())) == sorted(
        {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"}
    )
    assert [one.addr_spec for one in read["To"].addresses] == [on_the_wire(one) for one in recipients]
    assert [one.addr_spec for one in read["From"].addresses] == ["docs@example.ru"]
    assert content.isascii()


def test_the_subject_is_one_line_and_the_text_is_kept_without_signs_that_are_not_seen(office: Office) -> None:
    key = office.write(subject="Акт\r\nBcc: spy@example.org", body="Первая\r\nвторая\u2028третья\u00a0\x00\x1b[31m\n\n")
    letter = office.look(key)
    assert letter.subject == "Акт Bcc: spy@example.org"
    assert letter.body == "Первая\nвторая\nтретья\u00a0[31m".replace("\u00a0[31m", "\u00a0[31m")
    assert one_line("a\tb\u2029c") == "a b c"


def test_a_letter_without_recipients_subject_or_text_is_refused(office: Office) -> None:
    for changes in ({"subject": " \n"}, {"body": "\n \n"}, {"recipients": []}, {"subject": "я" * 301}):
        with pytest.raises(DocgenError):
            office.write(**changes)
    assert count(office) == 0


def test_an_address_is_written_to_once(office: Office) -> None:
    key = office.write("a@example.org", "b@example.org", " a@example.org")
    assert office.look(key).recipients == ("a@example.org", "b@example.org")
    with office.house.database.read() as connection:
        stored = connection.execute(select(LetterRow.recipients)).scalar_one()
    assert json.loads(stored) == ["a@example.org", "b@example.org"]


def test_every_letter_has_a_name_of_its_own_under_our_domain(office: Office) -> None:
    names = {office.look(office.write()).message_id for _ in range(3)}
    assert len(names) == 3
    assert all(name.endswith("@example.ru>") for name in names)
    assert ISSUED_FILE == "issued"
