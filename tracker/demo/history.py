"""Deals from before the program: two hundred of them as files of deals, most done and confirmed long ago."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.demo.catalogue import Product, products
from tracker.demo.clients import INSOLVENT, LEFT, Client
from tracker.demo.data import PROGRAM_AGE, YEARS, Dice, Values, read, working
from tracker.demo.organizations import Organization
from tracker.demo.past import Agreed, Past, healthy
from tracker.demo.troubles import TROUBLES, Trouble, age_of
from tracker.house import Work
from tracker.papers.numbering import continue_after, print_number

HEALTHY: Final = 155
"""Deals of the past in which nothing is wrong; those with troubles come on top."""

_LAST_START: Final = PROGRAM_AGE + timedelta(105)
"""Days before today by which a deal of the past has begun, so that it was over when the program came."""

_SUPPLIES_SINCE: Final = date(2025, 1, 15)  # 5 % of УСН payers are charged since 2025
_SHARES: Final = {"trade": 6, "service": 3, "supplies": 3}
_GRAVE: Final = 1.6  # large deals go wrong more often than small ones
_PREFIXES: Final = {"trade": "СС", "service": "СТС", "supplies": "БКА"}
_SERIES: Final = ("proforma_invoice", "waybill", "acceptance_certificate", "tax_invoice", "universal_transfer_document")


@dataclass(slots=True)
class _Book:
    """Numbers given before the program, by organisation and year."""

    last: Counter[tuple[str, int]] = field(default_factory=Counter)

    def next(self, organization: Organization, on: date) -> int:
        self.last[organization.key, on.year] += 1
        return self.last[organization.key, on.year]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the past is made from. ``clients``: all of them, by place."""

    organizations: Sequence[Organization]
    clients: Sequence[Client]
    today: date
    dice: Dice = field(default_factory=lambda: Dice.of("past"))
    book: _Book = field(default_factory=_Book)

    def deals(self) -> dict[str, list[Past]]:
        """Deals by the key of our organisation, the oldest first."""
        found: dict[str, list[Past]] = {one.key: [] for one in self.organizations}
        for start, trouble in sorted(self._starts(), key=lambda one: one[0]):
            organization = self._organization(trouble, start)
            past = self._deal(organization, working(start), trouble)
            if trouble is not None:
                trouble.spoil(past)
            found[organization.key].append(past)
        return found

    def _starts(self) -> Iterator[tuple[date, Trouble | None]]:
        for trouble in TROUBLES.values():
            for _ in range(trouble.count):
                start = self.today - _LAST_START - self.dice.days(0, 420 if trouble.of == "supplies" else 560)
                yield age_of(trouble, start, self.today), trouble
        for _ in range(HEALTHY):
            yield self.today - _LAST_START - self.dice.days(0, (YEARS - _LAST_START).days - 1), None

    def _organization(self, trouble: Trouble | None, start: date) -> Organization:
        key = trouble.of if trouble else self.dice.weighed(_SHARES)
        if key == "supplies" and start < _SUPPLIES_SINCE:
            key = "trade"
        return next(one for one in self.organizations if one.key == key)

    def _deal(self, organization: Organization, start: date, trouble: Trouble | None) -> Past:
        product = self._product(organization, trouble)
        number = self.book.next(organization, start)
        agreed = Agreed(
            code=f"{_PREFIXES[organization.key]}-{start:%y}-{number:03}",
            number=print_number(_shape(organization), number, start),
            paper_number=number,
            subject=product.group,
            kind=product.kind,
            amount=self._amount(product, trouble),
            start=start,
            is_consignment=trouble is None and product.kind == "goods" and self.dice.chance(0.08),
        )
        return healthy(agreed, organization, self._client(organization, trouble), self.dice)

    def _product(self, organization: Organization, trouble: Trouble | None) -> Product:
        kind = trouble.kind if trouble else None
        return self.dice.pick([one for one in products() if one.of == organization.key and kind in {None, one.kind}])

    def _amount(self, product: Product, trouble: Trouble | None) -> Decimal:
        """From forty thousand to over a million, small sums more often than large ones."""
        share = _GRAVE * trouble.share if trouble else 1
        size = Decimal(round(self.dice.random.lognormvariate(12.3, 0.65) * share))
        return max(Decimal(24_000), min(Decimal(1_600_000), size)).quantize(Decimal(10)) + product.price % 10

    def _client(self, organization: Organization, trouble: Trouble | None) -> Client:
        """A client buys of one organisation of ours again and again, now and then of another."""
        places = {"insolvent": INSOLVENT[:-1], "left": LEFT}.get(trouble.whose if trouble else "")
        if places:
            return self.clients[self.dice.pick(places)]
        whole = range(len(self.clients))
        mine = [place for place in whole if place not in INSOLVENT and _usual(place) == organization.key]
        others = [place for place in whole if place not in INSOLVENT]
        return self.clients[self.dice.pick(mine if self.dice.chance(0.85) else others)]


def _usual(place: int) -> str:
    return ("trade", "service", "trade", "supplies")[place % 4]


def _shape(organization: Organization) -> str:
    told = next(one for one in read("company")["organizations"] if one["key"] == organization.key)
    return str(told["contract_shape"])


def load_history(work: Work, history: History, folder: Path) -> int:
    """Loads the past of every organisation and goes on with its numbers; answers how many deals there are."""
    count = 0
    deals = history.deals()
    for organization in history.organizations:
        path = folder / f"past-{organization.key}.json"
        path.write_text(json.dumps(_file(organization, history, deals[organization.key]), ensure_ascii=False), "utf-8")
        with read_deals_file(path) as file:
            count += load(work, file, is_update=False).new_deals
        _go_on(work, history, organization)
    return count


def _file(organization: Organization, history: History, deals: Sequence[Past]) -> Values:
    named = {past.client.code for past in deals}
    is_first = organization is history.organizations[0]
    clients = [one.section for one in history.clients if is_first or one.code in named]
    return {"organization": organization.party, "clients": clients, "deals": [past.as_section() for past in deals]}


def _go_on(work: Work, history: History, organization: Organization) -> None:
    """The program's numbers follow those that were given before it."""
    for (key, year), last in history.book.last.items():
        if key == organization.key:
            for series in ("contract", *_SERIES):
                continue_after(work, organization.id, series, year, last)
