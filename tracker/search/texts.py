"""What each client, deal, paper and payment is found by, out of the tables: a few queries whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, select

from docgen.filters import date_short
from docgen.library import find_kind
from tracker.models import (
    AllocationRow,
    ConfirmationRow,
    ContactRow,
    CounterpartyRow,
    DealRow,
    DocumentRow,
    IssuedPaperRow,
    ObligationRow,
    PartyRow,
    PaymentRow,
)
from tracker.search.subjects import Kind, by_kind, subject_of
from tracker.search.words import marks_of, words_of

_REQUISITES: Final = (
    PartyRow.full_name,
    PartyRow.short_name,
    PartyRow.inn,
    PartyRow.kpp,
    PartyRow.ogrn,
    PartyRow.phone,
    PartyRow.email,
)


@dataclass(frozen=True, slots=True)
class Text:
    """What a subject is found by."""

    subject: int
    words: tuple[str, ...]
    marks: frozenset[str]


def texts_of(connection: Connection, subjects: Sequence[int]) -> list[Text]:
    """Texts of those subjects that are there."""
    return [
        text
        for kind, keys in by_kind(subjects).items()
        if keys
        for text in _READERS[kind](connection, keys)
    ]  # fmt: skip


def is_shown(kind: str) -> bool:
    """Whether papers of this kind may be found: internal ones never, whoever asks."""
    return not find_kind(kind).is_internal


def _text(kind: Kind, key: int, said: Sequence[str | None], marks: set[str]) -> Text:
    words = dict.fromkeys(word for part in said if part for word in words_of(part))
    return Text(subject_of(kind, key), tuple(words), frozenset(marks))


def _grouped(connection: Connection, statement: Any) -> dict[int, list[Any]]:
    """Rows by their first column."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row[0]].append(row)
    return found


def _clients(connection: Connection, keys: Sequence[int]) -> Iterator[Text]:
    rows = connection.execute(
        select(
            CounterpartyRow.id, CounterpartyRow.code, CounterpartyRow.party_id, CounterpartyRow.manager, *_REQUISITES
        )
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(CounterpartyRow.id.in_(keys))
    ).all()
    contacts = _grouped(
        connection,
        select(ContactRow.party_id, ContactRow.name, ContactRow.title, ContactRow.email).where(
            ContactRow.party_id.in_({row.party_id for row in rows})
        ),
    )
    managers = _grouped(
        connection,
        select(DealRow.counterparty_id, DealRow.manager).where(DealRow.counterparty_id.in_(keys)).distinct(),
    )
    for row in rows:
        people = [part for contact in contacts[row.party_id] for part in contact[1:]]
        said = [row.full_name, row.short_name, row.code, row.inn, row.kpp, row.ogrn, row.phone, row.email, *people]
        owners = [row.manager, *(deal.manager for deal in managers[row.id])]
        marks = marks_of((row.code, row.inn, row.ogrn), (), owners)
        yield _text(Kind.CLIENT, row.id, said, marks)


def _deals(connection: Connection, keys: Sequence[int]) -> Iterator[Text]:
    rows = connection.execute(
        select(DealRow.id, DealRow.code, DealRow.subject, DealRow.manager, PartyRow.short_name)
        .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(DealRow.id.in_(keys))
    ).all()
    owed = _grouped(
        connection,
        select(ObligationRow.deal_id, ObligationRow.by, ObligationRow.amount).where(ObligationRow.deal_id.in_(keys)),
    )
    for row in rows:
        sums: set[int] = {one.amount for one in owed[row.id]}
        totals: dict[str, int] = defaultdict(int)
        for one in owed[row.id]:
            totals[one.by] += one.amount
        said = [row.code, row.subject, row.short_name, row.manager]
        yield _text(Kind.DEAL, row.id, said, marks_of((row.code,), sums | set(totals.values()), (row.manager,)))


def _papers(connection: Connection, keys: Sequence[int]) -> Iterator[Text]:
    rows = connection.execute(
        select(
            DocumentRow.id,
            DocumentRow.kind,
            DocumentRow.number,
            DocumentRow.date,
            DocumentRow.page_id,
            DocumentRow.code,
            DealRow.code.label("deal"),
            DealRow.manager,
            PartyRow.short_name,
            IssuedPaperRow.total,
        )
        .outerjoin(DealRow, DealRow.id == DocumentRow.deal_id)
        .outerjoin(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .outerjoin(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
        .where(DocumentRow.id.in_(keys))
    ).all()
    covered = _grouped(
        connection,
        select(ConfirmationRow.document_id, func.sum(ConfirmationRow.amount))
        .where(ConfirmationRow.document_id.in_(keys))
        .group_by(ConfirmationRow.document_id),
    )
    for row in rows:
        if not is_shown(row.kind):
            continue
        kind = find_kind(row.kind)
        said = [kind.caption, kind.title, row.number, date_short(row.date), row.page_id, row.deal, row.short_name]
        sums = [row.total, *(int(one[1]) for one in covered[row.id])]
        yield _text(Kind.PAPER, row.id, said, marks_of((row.number, row.page_id), sums, (row.manager,)))


def _payments(connection: Connection, keys: Sequence[int]) -> Iterator[Text]:
    rows = connection.execute(
        select(
            PaymentRow.id, PaymentRow.number, PaymentRow.date, PaymentRow.amount, PaymentRow.purpose,
            PartyRow.short_name,
        )
        .outerjoin(CounterpartyRow, CounterpartyRow.id == PaymentRow.counterparty_id)
        .outerjoin(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(PaymentRow.id.in_(keys))
    ).all()  # fmt: skip
    deals = _grouped(
        connection,
        select(AllocationRow.payment_id, DealRow.code, DealRow.manager, AllocationRow.amount)
        .join(DealRow, DealRow.id == AllocationRow.deal_id)
        .where(AllocationRow.payment_id.in_(keys)),
    )
    for row in rows:
        parts = deals[row.id]
        said = [row.number, date_short(row.date), row.purpose, row.short_name, *(part.code for part in parts)]
        sums = [row.amount, *(part.amount for part in parts)]
        yield _text(Kind.PAYMENT, row.id, said, marks_of((row.number,), sums, (part.manager for part in parts)))


_READERS: Final = {Kind.CLIENT: _clients, Kind.DEAL: _deals, Kind.PAPER: _papers, Kind.PAYMENT: _payments}
