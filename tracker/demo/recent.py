"""Half a hundred deals of the last months, led by the program: on every rung, with what goes wrong on each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final

from tracker.demo.clients import INSOLVENT, Client
from tracker.demo.data import Dice, working
from tracker.demo.days import Act, Diary
from tracker.demo.letters import write_letter
from tracker.demo.orders import CONTRACT, INVOICE, OFFER, Wish, order_of
from tracker.demo.organizations import Organization
from tracker.demo.papers import Lead
from tracker.house import House, Work
from tracker.people import Person, Role
from tracker.prices.approvals import approve

_KIT: Final = (CONTRACT, INVOICE, OFFER)
_PLAIN: Final = (CONTRACT, INVOICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """How far a deal has come. ``ages``: days since it began, the youngest and the oldest; ``count``: such deals.

    steps: what was done, each so many days after the deal began.
    """

    count: int
    ages: tuple[int, int]
    papers: tuple[str, ...]
    steps: tuple[tuple[int, str], ...] = ()


_SIGNED: Final = ((3, "sign_contract"),)
_PAID: Final = (*_SIGNED, (5, "pay_advance"), (14, "return_contract"))
_PERFORMED: Final = (*_PAID, (18, "perform"))
_SENT: Final = (*_PERFORMED, (19, "close"), (20, "send_closing"))
_DELIVERED: Final = (*_SENT, (22, "deliver_closing"))
_RETURNED: Final = (*_DELIVERED, (26, "sign_closing"), (36, "return_closing"))

FATES: Final[dict[str, Fate]] = {
    "offered": Fate(count=14, ages=(2, 30), papers=(OFFER,)),
    "invoiced": Fate(count=10, ages=(3, 40), papers=(INVOICE, OFFER)),
    "issued": Fate(count=4, ages=(1, 9), papers=_KIT),
    "signed": Fate(count=5, ages=(8, 20), papers=_KIT, steps=_SIGNED),
    "says_paid": Fate(count=3, ages=(10, 24), papers=_PLAIN, steps=(*_SIGNED, (6, "say_paid"))),
    "received": Fate(count=2, ages=(8, 22), papers=_PLAIN, steps=_PAID),
    "performed": Fate(count=1, ages=(19, 24), papers=_PLAIN, steps=_PERFORMED),
    "unclosed": Fate(count=1, ages=(40, 50), papers=_PLAIN, steps=_PERFORMED),
    "unsent": Fate(count=1, ages=(28, 40), papers=_PLAIN, steps=_SENT[:-1]),
    "sent": Fate(count=2, ages=(40, 70), papers=_PLAIN, steps=_SENT),
    "delivered": Fate(count=2, ages=(24, 60), papers=_PLAIN, steps=_DELIVERED),
    "corrected": Fate(count=1, ages=(45, 60), papers=_PLAIN, steps=(*_DELIVERED, (30, "correct_closing"))),
    "scanned": Fate(count=1, ages=(70, 90), papers=_PLAIN, steps=(*_RETURNED[:-1], (30, "pay_rest"))),
    "confirmed": Fate(count=2, ages=(50, 140), papers=_PLAIN, steps=(*_RETURNED, (32, "pay_rest"))),
    "again": Fate(count=1, ages=(80, 145), papers=_PLAIN, steps=(*_RETURNED, (44, "pay_rest"))),
}
"""By what the deal shows."""

_HOUSES: Final = {"trade": 5, "service": 3, "supplies": 3}
_CONSIGNED: Final = ("issued", "signed")
_IN_STATEMENT: Final = frozenset({"signed", "says_paid"})
"""Deals that a statement of the first organisation pays for; so they are its own."""

_APPROVED: Final = {"СС-ОС-1": "12", "СС-ОС-2": "9"}
"""Codes of deals whose discounts the head approved, and how many percent."""

_STEPS_OF_CONTROL: Final = frozenset(
    {"sign_contract", "return_contract", "pay_advance", "pay_rest", "close", "send_closing", "deliver_closing",
     "sign_closing", "return_closing", "correct_closing"}
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Recent:
    """The deals that the program leads. ``leads``: by fate, filled while they are planned."""

    house: House
    organizations: Sequence[Organization]
    clients: Sequence[Client]
    people: Sequence[Person]
    today: date
    leads: dict[str, list[Lead]]
    dice: Dice

    def plan(self, diary: Diary) -> None:
        """Writes every deal of every fate into the diary."""
        approved = iter(_APPROVED.items())
        for name, fate in FATES.items():
            for place in range(fate.count):
                is_approved = name in {"signed", "received"} and place == 0
                code, discount = next(approved) if is_approved else (None, "")
                lead = self._lead(name, fate, place, discount)
                lead.code = code
                self.leads.setdefault(name, []).append(lead)
                self._write(diary, lead, fate)
        wrong = self.leads["invoiced"][0]
        diary.add(max(wrong.wish.on, self.today - timedelta(1)), self._login(wrong), wrong.annul_invoice)

    def _lead(self, name: str, fate: Fate, place: int, discount: str) -> Lead:
        key = "trade" if discount or name in _IN_STATEMENT else self.dice.weighed(_HOUSES)
        organization = next(one for one in self.organizations if one.key == key)
        kind = "services" if key == "service" else "supply"
        if name in _CONSIGNED and place == 1:
            organization = next(one for one in self.organizations if one.key == "supplies")
            kind = "consignment"
        youngest, oldest = fate.ages
        since = oldest - (oldest - youngest) * place // max(1, fate.count - 1)
        wish = Wish(
            organization=organization,
            client=self._client(),
            on=self._before(working(self.today - timedelta(since))),
            papers=fate.papers,
            kind=kind,
            discount=discount,
        )
        return Lead(wish=wish, order=order_of(wish, self.dice))

    def _before(self, day: date) -> date:
        """A deal of the last days begins yesterday at the latest."""
        return min(day, self.today - timedelta(1))

    def _client(self) -> Client:
        return self.dice.pick([one for one in self.clients if one.place not in INSOLVENT])

    def _write(self, diary: Diary, lead: Lead, fate: Fate) -> None:
        manager = self._login(lead)
        if lead.code is not None:
            diary.add(lead.wish.on, self._of_role(Role.HEAD), partial(self._approve, lead))
        diary.add(lead.wish.on, manager, lead.issue)
        if lead.wish.client.place % 2 == 0:
            is_sent = lead.wish.on < self.today - timedelta(12)
            diary.add(lead.wish.on, manager, partial(write_letter, lead, is_sent=is_sent))
        for days, step in fate.steps:
            actor = self._of_role(Role.CONTROL) if step in _STEPS_OF_CONTROL else manager
            diary.add(lead.wish.on + timedelta(days), actor, self._act(lead, step))

    def _act(self, lead: Lead, step: str) -> Act:
        if step == "close":
            return partial(lead.close, self.house)
        act: Callable[[Work], None] = getattr(lead, step)
        return act

    def _approve(self, lead: Lead, work: Work) -> None:
        for line in lead.order.snapshot.lines:
            if lead.code is not None and line.code is not None:
                approve(
                    work,
                    work.actor,
                    lead.wish.organization.id,
                    deal_code=lead.code,
                    product_code=line.code,
                    percent=line.discount,
                    reason="Крупный заказ постоянного клиента",
                )

    def _login(self, lead: Lead) -> str:
        return next(one.login for one in self.people if one.name == lead.wish.client.manager)

    def _of_role(self, role: Role) -> str:
        return next(one.login for one in self.people if one.role is role)
