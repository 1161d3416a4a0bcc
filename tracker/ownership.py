"""Whose a deal, a client and a paper are. A deal names its manager by a label that people typed: a login or a name.

Labels are told apart as reminders do: case and spaces do not matter. So a person's labels are looked up once, among the
few that deals name at all, and every list is then asked by exact labels, which its indexes know.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, Connection, or_, select

from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work
from tracker.lists.kept import storable
from tracker.models import CounterpartyRow, DealCardTotalRow, DealRow, DocumentRow
from tracker.people import Person, find_person, list_people
from tracker.recording.changes import change, find

LONGEST_LABEL: Final = 300


def same_label(label: str) -> str:
    """What two labels of one person have in common."""
    return " ".join(label.casefold().split())


def owner_labels(connection: Connection, person: Person) -> tuple[str, ...]:
    """Labels by which deals name this person, as they spell them, and the name; for ``WorkFilter.managers`` too.

    Most often it is one, and a list that is asked by one label needs no sorting. A name that several people bear names
    each of them.
    """
    wanted = {same_label(person.login), same_label(person.name)}
    named = connection.execute(select(DealCardTotalRow.manager).distinct()).scalars()
    return tuple(sorted({person.name, *(label for label in named if same_label(label) in wanted)}))


def owns_deal(connection: Connection, labels: tuple[str, ...], code: str) -> bool:
    """Whether the deal names this person. Raises NotFoundError for a deal that is not there."""
    row = connection.execute(select(DealRow.manager).where(DealRow.code == storable(code))).first()
    if row is None:
        raise NotFoundError(f"Сделки «{code}» в базе нет: проверьте идентификатор.")
    return _is_one_of(row.manager, labels)


def owns_client(connection: Connection, labels: tuple[str, ...], code: str) -> bool:
    """Whether this person was put in charge of the client, or has a deal with it. Raises NotFoundError."""
    statement = select(CounterpartyRow.id, CounterpartyRow.manager).where(CounterpartyRow.code == storable(code))
    client = connection.execute(statement).first()
    if client is None:
        raise NotFoundError(f"Клиента «{code}» в базе нет: проверьте идентификатор.")
    return _is_one_of(client.manager, labels) or _has_deal(connection, labels, client.id)


def owns_paper(connection: Connection, labels: tuple[str, ...], paper: int | str) -> bool:
    """Whether the paper (by key, or by the code on its pages) is of a deal of this person; one of no deal is nobody's.

    Raises NotFoundError.
    """
    mine = DocumentRow.id == paper if isinstance(paper, int) else DocumentRow.page_id == storable(paper)
    statement = select(DealRow.manager).select_from(DocumentRow).outerjoin(DealRow, DealRow.id == DocumentRow.deal_id)
    row = connection.execute(statement.where(mine)).first()
    if row is None:
        raise NotFoundError(f"Документа «{paper}» в базе нет. Обновите список и выберите снова.")
    return _is_one_of(row.manager, labels)


def is_own_client(labels: tuple[str, ...]) -> ColumnElement[bool]:
    """The condition of lists of clients: in this person's charge, or with a deal of theirs."""
    dealt = select(DealRow.counterparty_id).where(DealRow.manager.in_(labels))
    return or_(CounterpartyRow.manager.in_(labels), CounterpartyRow.id.in_(dealt))


def assign_client(work: Work, code: str, manager: str | None) -> None:
    """Puts somebody in charge of a client, or nobody. A login becomes the person's name, as new deals spell it.

    Raises NotFoundError, and RefusedError for a label that is no line.
    """
    key = work.connection.execute(select(CounterpartyRow.id).where(CounterpartyRow.code == storable(code))).scalar()
    if key is None:
        raise NotFoundError(f"Клиента «{code}» в базе нет: проверьте идентификатор.")
    client = find(work, CounterpartyRow, key, "Клиента")
    label = None if manager is None else label_of(work.connection, manager)
    change(work, CounterpartyRow, client, ("client.assigned", f"client:{code}"), {"manager": label})


def keep_client(work: Work, code: str) -> None:
    """Puts whoever makes this change in charge of a client that nobody has yet: whoever brings a client keeps it."""
    statement = select(CounterpartyRow.manager).where(CounterpartyRow.code == storable(code))
    if work.connection.execute(statement).scalar() is None:
        assign_client(work, code, find_person(work.connection, work.actor).name)


def label_of(connection: Connection, given: str) -> str:
    """How deals are to name this person: by the name of whoever has the login. Raises RefusedError for no line."""
    label = " ".join(given.split())
    if not label or len(label) > LONGEST_LABEL or not label.isprintable():
        raise RefusedError(f"Менеджер не подходит: нужна одна строка от 1 до {LONGEST_LABEL} знаков.")
    wanted = same_label(label)
    known = (person for person in list_people(connection) if person.is_active)
    return next((one.name for one in known if wanted in {same_label(one.login), same_label(one.name)}), label)


def _has_deal(connection: Connection, labels: tuple[str, ...], counterparty_id: int) -> bool:
    statement = select(DealRow.id).where(DealRow.counterparty_id == counterparty_id, DealRow.manager.in_(labels))
    return connection.execute(statement.limit(1)).first() is not None


def _is_one_of(manager: str | None, labels: tuple[str, ...]) -> bool:
    """By their meaning, not their letters: a deal may be newer than the labels that were looked up."""
    return manager is not None and same_label(manager) in {same_label(label) for label in labels}
