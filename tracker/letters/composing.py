"""A letter is written: checked, given its Message-ID for good, and left to wait for the worker."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select

from tracker.errors import RefusedError
from tracker.house import Work
from tracker.letters.addresses import checked, domain_of, one_line
from tracker.letters.papers import outgoing_files
from tracker.letters.states import State
from tracker.models import LetterPaperRow, LetterRow, OrganizationRow, PartyRow

_LONGEST_SUBJECT = 300
_LONGEST_BODY = 100_000
_MOST_RECIPIENTS = 50
_NOBODYS_DOMAIN = "pervichka.invalid"  # RFC 2606: such a name never belongs to anybody
_LINE_ENDS = ("\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLetter:
    """A letter to be written in the name of an organisation of ours. ``document_ids``: papers whose PDFs go with it."""

    organization_id: int
    recipients: Sequence[str]
    subject: str
    body: str
    deal_id: int | None = None
    document_ids: Sequence[int] = ()


def compose(work: Work, letter: NewLetter) -> int:
    """Writes a letter that waits to be sent; answers its key.

    Raises AddressError, RefusedError, and what ``outgoing_files`` raises: nothing is written then.
    """
    recipients = _recipients(letter.recipients)
    subject = _subject(letter.subject)
    body = _body(letter.body)
    papers = list(dict.fromkeys(letter.document_ids))
    outgoing_files(work.connection, work.vault, papers, letter.organization_id, letter.deal_id)
    values = {
        "organization_id": letter.organization_id,
        "deal_id": letter.deal_id,
        "recipients": json.dumps(recipients, ensure_ascii=False),
        "subject": subject,
        "body": body,
        "message_id": _message_id(work, letter.organization_id),
        "state": State.WAITING.value,
        "attempts": 0,
        "created_at": work.at,
        "created_by": work.actor,
    }
    key: int = work.connection.execute(insert(LetterRow).values(**values).returning(LetterRow.id)).scalar_one()
    rows = [{"letter_id": key, "document_id": paper, "position": place} for place, paper in enumerate(papers)]
    if rows:
        work.connection.execute(insert(LetterPaperRow), rows)
    work.note(
        "letter.composed",
        f"letter:{key}",
        message_id=values["message_id"],
        deal_id=letter.deal_id,
        recipients=recipients,
        subject=subject,
        documents=papers,
    )
    return key


def _recipients(given: Sequence[str]) -> list[str]:
    recipients = list(dict.fromkeys(checked(address) for address in given))
    if not recipients:
        raise RefusedError("Письмо некому послать: назовите хотя бы один адрес.")
    if len(recipients) > _MOST_RECIPIENTS:
        raise RefusedError(f"В письме {len(recipients)} адресов, а можно не больше {_MOST_RECIPIENTS}: разделите его.")
    return recipients


def _subject(text: str) -> str:
    plain = one_line(text)
    if not plain or len(plain) > _LONGEST_SUBJECT:
        raise RefusedError(f"Тема письма — одна строка от 1 до {_LONGEST_SUBJECT} знаков.")
    return plain


def _body(text: str) -> str:
    """The text with plain line ends and without signs that are not printed."""
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    lines = ("".join(char for char in line.replace("\t", " ") if _is_shown(char)).rstrip() for line in text.split("\n"))
    plain = "\n".join(lines).strip("\n")
    if not plain.strip() or len(plain) > _LONGEST_BODY:
        raise RefusedError(f"Текст письма — от 1 до {_LONGEST_BODY} знаков.")
    return plain


def _is_shown(char: str) -> bool:
    return char.isprintable() or char.isspace()  # a no-break space counts as not printable


def _message_id(work: Work, organization_id: int) -> str:
    """A name that no other letter has, under the domain of the organisation's own address."""
    statement = (
        select(PartyRow.email)
        .join(OrganizationRow, OrganizationRow.party_id == PartyRow.id)
        .where(OrganizationRow.id == organization_id)
    )
    domain = domain_of(work.connection.execute(statement).scalar())
    return f"<{secrets.token_hex(16)}@{domain or _NOBODYS_DOMAIN}>"
