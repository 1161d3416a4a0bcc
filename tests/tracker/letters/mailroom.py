"""A mail server of one's own for tests, and papers that can go with letters."""

from __future__ import annotations

import contextlib
import io
import shutil
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from pypdf import PdfWriter
from sqlalchemy import insert, select, update

from docgen.bundle import File
from tests.builders import CLIENT, SELLER
from tracker.database import default_url
from tracker.house import House, Work
from tracker.letters.composing import NewLetter, compose
from tracker.letters.outbox import Letter, find_letter
from tracker.models import CounterpartyRow, DealRow, DocumentRow, IssuedPaperRow, PartyRow
from tracker.papers.rows import add_file
from tracker.papers.stored import ISSUED_FILE
from tracker.parties import counterparty_id_of, organization_id_of
from tracker.party_sections import section_of

TODAY = date(2026, 11, 23)
FROM = "docs@example.ru"
OK = "250 OK"
DROP = "drop"


@dataclass(slots=True)
class Mailroom:
    """What a server is to say, and what it got. ``says``: answers to whole letters, one after another, then OK.

    DROP: it keeps the letter and closes the connection without a word.
    """

    port: int
    says: list[str] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    got: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    on_letter: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(content, policy=default) for content in self.got]

    def ids(self) -> Counter[str]:
        return Counter(str(letter["Message-ID"]) for letter in self.letters)

    async def handle_RCPT(self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        said = self.says.pop(0) if self.says else OK
        if said in {OK, DROP}:
            self.got.append(envelope.content)
            self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        self.on_letter()
        if said == DROP:
            server.transport.abort()
        return said


@contextlib.contextmanager
def open_mailroom(port: int | None = None, **given: Any) -> Iterator[Mailroom]:
    room = Mailroom(port or free_port(), **given)
    controller = Controller(room, hostname="127.0.0.1", port=room.port)
    controller.start()
    try:
        yield room
    finally:
        controller.stop()


def sqlite_url(template: Path, folder: Path) -> str:
    """A migrated SQLite database of one's own."""
    home = folder / "home"
    home.mkdir()
    shutil.copy(template, home / "pervichka.db")
    return default_url(home)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def connect(house: House, room: Mailroom | None) -> None:
    """The house's letters go to this server, or to none."""
    from dataclasses import replace

    url, sender = (room.url, FROM) if room else (None, None)
    house.settings = replace(house.settings, smtp_url=url, mail_from=sender)


def pdf(pages: int = 1, keywords: str | None = None) -> bytes:
    """A small PDF of blank pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    if keywords:
        writer.add_metadata({"/Keywords": keywords})
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class Office:
    """A house with one client and one deal of it."""

    house: House
    organization_id: int
    counterparty_id: int
    deal_id: int

    def letter(self, work: Work, *recipients: str, **given: Any) -> int:
        facts = {
            "organization_id": self.organization_id,
            "deal_id": self.deal_id,
            "recipients": recipients or ("client@example.org",),
            "subject": "Акты за ноябрь",
            "body": "Добрый день!\nПросим подписать акт.",
        } | given
        return compose(work, NewLetter(**facts))

    def write(self, *recipients: str, **given: Any) -> int:
        with self.house.work("anna", TODAY) as work:
            return self.letter(work, *recipients, **given)

    def paper(self, kind: str = "acceptance_certificate", content: bytes | None = None, **given: Any) -> int:
        """A paper of the deal with an issued file, as issuing leaves it, without the seconds that drawing takes."""
        name = given.pop("name", "Акт № 41.pdf")
        values = {
            "organization_id": self.organization_id,
            "deal_id": self.deal_id,
            "position": 0,
            "kind": kind,
            "is_contract": False,
            "number": "41",
            "date": date(2026, 11, 2),
            "revision": 0,
        } | given
        with self.house.work("anna", TODAY) as work:
            key = work.connection.execute(insert(DocumentRow).values(**values).returning(DocumentRow.id)).scalar_one()
            code = {"code": f"P{key}", "page_id": f"PAGE{key:08}"}
            work.connection.execute(update(DocumentRow).where(DocumentRow.id == key).values(**code))
            facts = {"template": "shipped-1", "input": "{}", "input_sha256": "0" * 64, "pages": 2, "total": None}
            issued = {"issued_on": values["date"], "issued_at": work.at, "issued_by": "anna"}
            work.connection.execute(insert(IssuedPaperRow).values(document_id=key, **facts, **issued))
            add_file(work, key, File(name, pdf() if content is None else content), ISSUED_FILE)
        return key

    def look(self, letter_id: int) -> Letter:
        with self.house.database.read() as connection:
            return find_letter(connection, letter_id)

    def change(self, document_id: int, **values: Any) -> None:
        with self.house.work("anna", TODAY) as work:
            work.connection.execute(update(DocumentRow).where(DocumentRow.id == document_id).values(**values))
            work.touch(self.deal_id)


def open_office(house: House, **client: Any) -> Office:
    """A client with a contact for closing papers, and a deal."""
    section = section_of(CLIENT).model_copy(update={"email": "office@example.org"} | client)
    with house.work("anna", TODAY) as work:
        organization = organization_id_of(work, section_of(SELLER))
        counterparty = counterparty_id_of(work, section)
        deal = add_deal(work, organization, counterparty, "D1")
    return Office(house, organization, counterparty, deal)


def add_deal(work: Work, organization: int, counterparty: int, code: str, **given: Any) -> int:
    values = {"subject": "Светильники", "kind": "supply", "agreed_on": date(2026, 11, 1), "manager": "orlova"} | given
    statement = insert(DealRow).values(code=code, organization_id=organization, counterparty_id=counterparty, **values)
    key: int = work.connection.execute(statement.returning(DealRow.id)).scalar_one()
    work.touch(key)
    return key


def second_client(office: Office) -> Office:
    """Another client of the same house, with a deal."""
    section = section_of(CLIENT).model_copy(update={"inn": "500123456831"})
    with office.house.work("anna", TODAY) as work:
        counterparty = counterparty_id_of(work, section)
        deal = add_deal(work, office.organization_id, counterparty, "D2")
    return Office(office.house, office.organization_id, counterparty, deal)


def party_of(office: Office, work: Work) -> int:
    """The key of the client's party."""
    statement = select(PartyRow.id).join(CounterpartyRow, CounterpartyRow.party_id == PartyRow.id)
    key: int = work.connection.execute(statement.where(CounterpartyRow.id == office.counterparty_id)).scalar_one()
    return key
