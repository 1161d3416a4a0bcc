"""A deal whose papers are chased, and the people who chase them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select

from tests.tracker.letters.mailroom import Office, open_office, party_of
from tracker.chasing.planning import Renewed, renew
from tracker.chasing.writing import Ran, run
from tracker.facts import ObligationKind, Side
from tracker.house import House
from tracker.letters.outbox import Letter, list_letters
from tracker.models import ConfirmationRow, ContactRow, ReminderRow
from tracker.people import Role, add_person, change_email
from tracker.recording import NewObligation, add_obligation, perform

TODAY = date(2026, 11, 23)  # a Monday
PEOPLE = {
    "orlova": ("Орлова Мария", Role.MANAGER),
    "control": ("Белова Нина", Role.CONTROL),
    "lawyer": ("Ким Олег", Role.LAWYER),
}
CLOSING = "closing@example.org"


@dataclass(frozen=True, slots=True)
class Desk:
    """The office and what is done at it day by day."""

    office: Office

    @property
    def house(self) -> House:
        return self.office.house

    def act(self, number: str = "41", **given: Any) -> int:
        """An act that was sent on 02.11.2026: its term ended on 12.11.2026."""
        usual = {"sent_on": date(2026, 11, 2), "name": f"Акт № {number}.pdf"}
        return self.office.paper(number=number, **(usual | given))

    def perform(self, document_id: int, amount: int = 8_600_000) -> None:
        """Services that the paper covers, performed on 01.11.2026."""
        with self.house.work("anna", TODAY) as work:
            owed = NewObligation(
                code=f"o{document_id}",
                by=Side.US,
                kind=ObligationKind.SERVICES,
                amount=amount,
                due_on=date(2026, 11, 1),
            )
            key = add_obligation(work, self.office.deal_id, owed)
            perform(work, key, date(2026, 11, 1), None)
            values = {"document_id": document_id, "obligation_id": key, "deal_id": self.office.deal_id, "position": 0}
            work.connection.execute(insert(ConfirmationRow).values(**values, amount=amount))

    def contact(self, email: str = CLOSING, purposes: str | None = "closing", **given: Any) -> int:
        with self.house.work("anna", TODAY) as work:
            facts = {"position": 0, "name": "Титова Наталья", "email": email, "purposes": purposes} | given
            statement = insert(ContactRow).values(party_id=party_of(self.office, work), **facts)
            return int(work.connection.execute(statement.returning(ContactRow.id)).scalar_one())

    def renew(self, day: date = TODAY) -> Renewed:
        with self.house.work("anna", day) as work:
            return renew(work)

    def run(self, day: date = TODAY) -> Ran:
        return run(self.house, "anna", day)

    def run_until(self, last: date, first: date = TODAY) -> dict[date, list[str]]:
        """Runs every day; to whom letters were written on which."""
        written = {}
        for number in range((last - first).days + 1):
            day = first + timedelta(number)
            keys = self.run(day).letters
            if keys:
                written[day] = sorted(
                    one for letter in self.letters() if letter.id in keys for one in letter.recipients
                )
        return written

    def letters(self) -> list[Letter]:
        """All letters, the oldest first."""
        with self.house.database.read() as connection:
            return list_letters(connection, size=500)[::-1]

    def plan(self, wanted: str = "signature") -> dict[tuple[int, str], tuple[date, date | None, str | None]]:
        """When each step of each paper is planned, when it was done and with what outcome."""
        statement = select(ReminderRow.__table__).where(ReminderRow.wanted == wanted)
        with self.house.database.read() as connection:
            rows = connection.execute(statement).mappings().all()
        return {(row["document_id"], row["step"]): (row["planned_on"], row["done_on"], row["outcome"]) for row in rows}


def open_desk(house: House) -> Desk:
    desk = Desk(open_office(house))
    desk.contact()
    with house.work("anna", TODAY) as work:
        for login, (name, role) in PEOPLE.items():
            add_person(work, login=login, name=name, role=role)
            change_email(work, login, f"{login}@example.ru")
    return desk
