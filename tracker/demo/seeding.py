"""Fills an empty house with the demo company, through the same functions that people's work goes through.

The house is filled in the order of its days: what came before the program as files of deals, then day after day what
the program led, then today's statement, scans and plan of reminders.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Connection, select

from docgen.sandbox import UnavailableError
from tracker.chasing.planning import renew
from tracker.demo.catalogue import add_catalogue
from tracker.demo.clients import Client, make_clients
from tracker.demo.company import DemoCompany, DemoOrganization, DemoPerson, FirstDeal
from tracker.demo.data import PROGRAM_AGE, Dice
from tracker.demo.days import Diary, house_on, live
from tracker.demo.history import History, load_history
from tracker.demo.organizations import Organization, add_organizations
from tracker.demo.papers import Lead
from tracker.demo.people import SETTER_UP, add_people, of_role
from tracker.demo.recent import Recent
from tracker.demo.scans import take_stack
from tracker.demo.statement import Statement
from tracker.demo.talks import plan_talks
from tracker.errors import RefusedError
from tracker.house import House
from tracker.models import CounterpartyRow, DealRow, FindingRow, OrganizationRow, PersonRow
from tracker.people import Person, Role

Tell = Callable[[str], None]

_FILLED: Final = (OrganizationRow.id, PersonRow.login, CounterpartyRow.id, DealRow.id)
_UNPAID: Final = "claim_not_sent"
_NO_SCANS: Final = "Сканы пропущены: на этой машине чужие файлы не открыть безопасно."


def seed(house: House, today: date, *, tell: Tell = lambda _: None) -> DemoCompany:
    """Fills the house with a company of three years; ``tell`` hears in Russian what is being done.

    All of it is the same for the same day but for the codes of pages and letters. Raises RefusedError for a house in
    which there is anything.
    """
    with house.database.read() as connection:
        _refuse_filled(connection)
    with TemporaryDirectory(prefix="pervichka-demo-") as folder:
        return _Seeding(house=house, today=today, tell=tell, folder=Path(folder)).run()


def _refuse_filled(connection: Connection) -> None:
    if any(connection.execute(select(column).limit(1)).first() is not None for column in _FILLED):
        raise RefusedError(
            "База не пуста, а учебная компания заполняет только пустую: укажите другую папку (PERVICHKA_HOME)."
        )


@dataclass(slots=True, kw_only=True)
class _Seeding:
    house: House
    today: date
    tell: Tell
    folder: Path
    people: list[Person] = field(default_factory=list)
    organizations: list[Organization] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    leads: dict[str, list[Lead]] = field(default_factory=dict)

    def run(self) -> DemoCompany:
        self.tell("Люди, организации, каталог…")
        self._begin()
        self.tell("Сделки за прошлые годы…")
        self._past()
        self.tell("Сделки последних месяцев, их документы, беседы с клиентами…")
        self._recent()
        self.tell("Выписка, сканы, напоминания…")
        self._today()
        self.house.sweep(self.today, everything=True)
        return self._told()

    def _begin(self) -> None:
        day = self.today - PROGRAM_AGE
        with house_on(self.house, day).work(SETTER_UP, day) as work:
            self.people = add_people(work)
            self.organizations = add_organizations(work)
            for organization in self.organizations:
                add_catalogue(work, organization, self.folder, self.today)

    def _past(self) -> None:
        day = self.today - PROGRAM_AGE + timedelta(1)
        names = [person.name for person in of_role(self.people, Role.MANAGER)]
        self.clients = make_clients(names, self.today)
        history = History(organizations=self.organizations, clients=self.clients, today=self.today)
        with house_on(self.house, day).work(self._login(Role.CONTROL), day) as work:
            load_history(work, history, self.folder)

    def _recent(self) -> None:
        diary = Diary()
        recent = Recent(
            house=self.house,
            organizations=self.organizations,
            clients=self.clients,
            people=self.people,
            today=self.today,
            leads=self.leads,
            dice=Dice.of("recent"),
        )
        recent.plan(diary)
        plan_talks(diary, self.people, self.clients, self.organizations[0], self.today)
        live(self.house, diary, self.today)

    def _today(self) -> None:
        at_work, control = house_on(self.house, self.today), self._login(Role.CONTROL)
        with at_work.work(control, self.today) as work:
            self._statement().bring(work)
        returned = [*self.leads["sent"], *self.leads["delivered"]]
        try:
            take_stack(at_work, returned[:4], self.leads["offered"][:2], actor=control, today=self.today)
        except UnavailableError:
            self.tell(_NO_SCANS)
        with at_work.work(control, self.today) as work:
            renew(work)

    def _statement(self) -> Statement:
        signed = [lead for lead in self.leads["signed"] if lead.advance]
        said = self.leads["says_paid"]
        return Statement(
            organization=self.organizations[0],
            partner=self.organizations[1],
            paid=[*signed[:2], said[0]],
            vague=[signed[2], said[1]],
            others=[client for client in self.clients if client.place in {8, 12, 16}],
            on=self.today - timedelta(1),
        )

    def _login(self, role: Role) -> str:
        return of_role(self.people, role)[0].login

    def _told(self) -> DemoCompany:
        return DemoCompany(
            organizations=tuple(DemoOrganization(id=one.id, name=one.name, inn=one.inn) for one in self.organizations),
            people=tuple(DemoPerson(login=one.login, name=one.name, role=one.role) for one in self.people),
            first_deals=(self._for_manager(), self._for_control(), self._for_lawyer()),
        )

    def _for_manager(self) -> FirstDeal:
        lead = self.leads["unsent"][0]
        login = next(one.login for one in self.people if one.name == lead.wish.client.manager)
        why = "исполнено, закрывающие документы выпущены, но клиенту не отправлены"
        return FirstDeal(role=Role.MANAGER, login=login, code=str(lead.code), why=why)

    def _for_control(self) -> FirstDeal:
        lead = self.leads["sent"][0]
        why = "закрывающий документ вернулся сканом и ждёт, чтобы кто-нибудь посмотрел на подпись"
        return FirstDeal(role=Role.CONTROL, login=self._login(Role.CONTROL), code=str(lead.code), why=why)

    def _for_lawyer(self) -> FirstDeal:
        statement = (
            select(DealRow.code)
            .join(FindingRow, FindingRow.deal_id == DealRow.id)
            .where(FindingRow.rule == _UNPAID)
            .order_by(FindingRow.exposure.desc(), DealRow.id)
            .limit(1)
        )
        with self.house.database.read() as connection:
            code = connection.execute(statement).scalar_one()
        why = "срок оплаты давно прошёл, а претензия не отправлена"
        return FirstDeal(role=Role.LAWYER, login=self._login(Role.LAWYER), code=code, why=why)
