"""A letter as the mail carries it: headers, text and files (RFC 5322, RFC 2047, RFC 2231)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from docgen.bundle import File
from tracker.letters.addresses import on_the_wire, one_line
from tracker.letters.outbox import Letter
from tracker.letters.server import MailServer


def message_of(letter: Letter, server: MailServer, at: datetime, files: Sequence[File]) -> bytes:
    """The whole letter with CRLF line ends, in ASCII alone, so that every server takes it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(server.sender, server.sender_name or letter.sender_name)
    message["To"] = [_address(one) for one in letter.recipients]
    if letter.reply_to and letter.reply_to != server.sender:
        message["Reply-To"] = _address(letter.reply_to)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = letter.message_id
    message.set_content(letter.body, cte="quoted-printable")
    for file in files:
        message.add_attachment(file.content, maintype="application", subtype="pdf", filename=one_line(file.name))
    return message.as_bytes()


def _address(text: str, name: str = "") -> Address:
    return Address(display_name=one_line(name), addr_spec=on_the_wire(text))
