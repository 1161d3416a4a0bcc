"""A client's account with one of our organisations: papers of what we did against money, and the statement of it.

A paper counts by what it covers of our obligations, money by bank and cash desk alone. A debit is owed to us.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, func, select

from docgen.intake.building import WITHOUT_NUMBER
from docgen.intake.source import Source
from docgen.library import find_kind, kinds
from docgen.local_library import LocalLibrary
from docgen.money import Money
from tracker.errors import RefusedError
from tracker.evidence import RECONCILIATION, confirmed_by
from tracker.facts import MONEY_IN_HAND, Direction, Side
from tracker.house import House, Work
from tracker.models import (
    ConfirmationRow,
    DealRow,
    DocumentRow,
    ObligationRow,
    PaymentRow,
)
from tracker.papers.drafts import Draft
from tracker.papers.issuing import Issued, issue
from tracker.papers.stored import find_deal
from tracker.parties import inputs_of_deal

_PAYMENT: Final = "Платёжное поручение"
_CASH: Final = "Кассовый документ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A paper or money, kopecks: one of debit and credit is 0. ``page_id``: of a paper that was made here."""

    on: date
    title: str
    number: str
    debit: int
    credit: int
    page_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account of a period. ``opening``, ``closing``: kopecks owed to us, below nought what we owe."""

    since: date
    until: date
    opening: int
    entries: tuple[Entry, ...]

    @property
    def debit(self) -> int:
        """What was shipped and done."""
        return sum(entry.debit for entry in self.entries)

    @property
    def credit(self) -> int:
        """What was paid."""
        return sum(entry.credit for entry in self.entries)

    @property
    def closing(self) -> int:
        """What is owed on the last day."""
        return self.opening + self.debit - self.credit


def account_of(connection: Connection, counterparty_id: int, organization_id: int, since: date, until: date) -> Account:
    """The account of a period, both its days in it; two statements."""
    sides = (counterparty_id, organization_id)
    found = [*_papers(connection, *sides, until), *_money(connection, *sides, until)]
    entries = sorted(found, key=lambda entry: (entry.on, entry.title, entry.number))
    before = (entry for entry in entries if entry.on < since)
    return Account(
        since=since,
        until=until,
        opening=sum(entry.debit - entry.credit for entry in before),
        entries=tuple(entry for entry in entries if entry.on >= since),
    )


def _papers(connection: Connection, counterparty_id: int, organization_id: int, until: date) -> Iterable[Entry]:
    """Papers in force that prove what we did; drafts of later days are not there."""
    proving = sorted(name for name in kinds() if name != RECONCILIATION and confirmed_by(name))
    statement = (
        select(
            DocumentRow.id,
            DocumentRow.kind,
            DocumentRow.number,
            DocumentRow.date,
            DocumentRow.page_id,
            func.sum(ConfirmationRow.amount).label("amount"),
        )
        .join(ConfirmationRow, ConfirmationRow.document_id == DocumentRow.id)
        .join(ObligationRow, ObligationRow.id == ConfirmationRow.obligation_id)
        .join(DealRow, DealRow.id == DocumentRow.deal_id)
        .where(
            DealRow.counterparty_id == counterparty_id,
            DealRow.organization_id == organization_id,
            DocumentRow.kind.in_(proving),
            DocumentRow.annulled_on.is_(None),
            DocumentRow.superseded_on.is_(None),
            DocumentRow.date <= until,
            ObligationRow.by == Side.US.value,
        )
        .group_by(DocumentRow.id, DocumentRow.kind, DocumentRow.number, DocumentRow.date, DocumentRow.page_id)
    )
    for row in connection.execute(statement):
        title = find_kind(row.kind).title
        yield Entry(on=row.date, title=title, number=row.number, debit=int(row.amount), credit=0, page_id=row.page_id)


def _money(connection: Connection, counterparty_id: int, organization_id: int, until: date) -> Iterable[Entry]:
    in_hand = sorted(one.value for one in MONEY_IN_HAND)
    statement = select(
        PaymentRow.date, PaymentRow.amount, PaymentRow.direction, PaymentRow.evidence, PaymentRow.number
    ).where(
        PaymentRow.counterparty_id == counterparty_id,
        PaymentRow.organization_id == organization_id,
        PaymentRow.evidence.in_(in_hand),
        PaymentRow.date <= until,
    )
    for row in connection.execute(statement):
        is_in = row.direction == Direction.IN.value
        title = _CASH if row.evidence == "cash_receipt" else _PAYMENT
        debit, credit = (0, row.amount) if is_in else (row.amount, 0)
        yield Entry(on=row.date, title=title, number=row.number or WITHOUT_NUMBER, debit=debit, credit=credit)


def issue_statement(house: House, work: Work, deal_id: int, since: date, until: date) -> Issued:
    """Issues the statement of the deal's client and organisation for a period, as a paper of the deal.

    Raises RefusedError for a period in which there is nothing, or that is not over; NotFoundError; InputError.
    """
    deal = find_deal(work.connection, deal_id)
    if until < since or until > work.today:
        raise RefusedError("Период сверки кончается не позже сегодняшнего дня и не раньше, чем начинается.")
    account = account_of(work.connection, deal["counterparty_id"], deal["organization_id"], since, until)
    if not account.entries and not account.opening:
        raise RefusedError("За этот период сверять нечего: нет ни документов, ни платежей. Выберите другой.")
    kind = find_kind(RECONCILIATION)
    draft = Draft(
        kind=kind,
        organization_id=deal["organization_id"],
        source=Source(_source(work, deal, account), ()),
        deal_id=deal_id,
        local=LocalLibrary(house.settings.home / "templates").in_use(kind.name),
    )
    return issue(work, draft)


def _source(work: Work, deal: Any, account: Account) -> dict[str, Any]:
    seller, client = inputs_of_deal(work.connection, deal["id"])
    return {
        "date": work.today.isoformat(),
        "seller": seller,
        "client": client,
        "period": {"from": account.since.isoformat(), "to": account.until.isoformat()},
        "books": {"ours": {**_opening(account.opening), "entries": [_entry(one) for one in account.entries]}},
    }


def _opening(balance: int) -> dict[str, Any]:
    if not balance:
        return {}
    return {"opening": {"debit" if balance > 0 else "credit": str(Money(abs(balance)))}}


def _entry(entry: Entry) -> dict[str, Any]:
    number = {} if entry.number == WITHOUT_NUMBER else {"number": entry.number}
    side = {"debit": str(Money(entry.debit))} if entry.debit else {"credit": str(Money(entry.credit))}
    return {"date": entry.on.isoformat(), "title": entry.title, **number, **side}
