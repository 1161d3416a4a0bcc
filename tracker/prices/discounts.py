"""Which discount a person may give on a line: pure arithmetic, exact fractions, no database.

A discount is what a line's price after discount is short of the list price, whether it was written as a percent or
into the price. Prices are compared in the line's own terms, with VAT inside or on top. The list price is brought to
them the way a price list prints it, rounded to a kopeck once; nothing is rounded after that, but for one thing: a price
into which the discount was written is whole kopecks, so the list price less the allowed percent passes rounded HALF_UP.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil

from docgen.catalogue import DiscountRule
from docgen.money import half_up

NOTHING = Decimal(0)
_PLACES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What the catalogue says of a line's product, in the line's own terms: kopecks for a unit.

    price: None is «по запросу». floor: below it nobody's right goes; internal.
    """

    group_title: str
    price: int | None
    floor: int | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A line of a deal as discount rules see it.

    price: kopecks for a unit, before ``discount``, which is percent. volume: kopecks, the line's sum with VAT before
    any discount. rules: those that the line is judged by. listed: None where the catalogue does not know the code.
    approved: the percent that the head allowed for this product in this deal.
    """

    number: int
    code: str | None
    quantity: Decimal
    price: int
    discount: Decimal
    volume: int
    rules: Sequence[DiscountRule] = ()
    listed: Listed | None = None
    approved: Decimal | None = None

    @property
    def list_price(self) -> int | None:
        """The list price in the line's own terms, kopecks; None where there is none to compare with."""
        return self.listed.price if self.listed else None

    @property
    def scopes(self) -> frozenset[str | None]:
        """Scopes of rules in which the line is: everything, its code, the title of its group."""
        return frozenset({None, self.code, self.listed.group_title if self.listed else None})

    @property
    def given(self) -> Decimal:
        """The discount in fact: percent, rounded up to four places, so that an excess is always seen; may be negative.

        Without a list price it is the discount that the line names.
        """
        if not self.list_price:
            return self.discount
        percent = 100 - self._price_in_hundredths / self.list_price
        return Decimal(ceil(percent * 10**_PLACES)).scaleb(-_PLACES)

    @property
    def is_below_floor(self) -> bool:
        """Whether the price after discount is below the lowest at which the house sells."""
        floor = self.listed.floor if self.listed else None
        return floor is not None and self._price_in_hundredths < floor * 100

    def is_within(self, percent: Decimal) -> bool:
        """Whether the line gives no more than this discount."""
        if self.list_price is None:
            return self.discount <= percent
        least = self.list_price * (100 - Fraction(percent))
        if self._price_in_hundredths >= least:
            return True
        return not self.discount and self.price >= half_up(least.numerator, least.denominator * 100)

    @property
    def _price_in_hundredths(self) -> Fraction:
        return self.price * (100 - Fraction(self.discount))


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A line beyond a person's right, without anything that only the house may know.

    list_price: kopecks, in the line's own terms. given: percent. allowed: percent, by rules and approvals. may: titles
    and how far their right goes, where that is far enough. is_below_floor: whatever the right, only an approval helps.
    """

    number: int
    code: str | None
    list_price: int | None
    given: Decimal
    allowed: Decimal
    may: tuple[tuple[str, Decimal], ...]
    is_below_floor: bool


@dataclass(frozen=True, slots=True)
class Volumes:
    """How much of what a deal holds, by scopes of rules: kopecks with VAT before any discount, and pieces."""

    sums: Mapping[str | None, int]
    quantities: Mapping[str | None, Decimal]

    @classmethod
    def of(cls, offers: Iterable[Offer]) -> Volumes:
        """The volumes of all the lines of a deal."""
        sums: dict[str | None, int] = defaultdict(int)
        quantities: dict[str | None, Decimal] = defaultdict(Decimal)
        for offer in offers:
            for scope in offer.scopes:
                sums[scope] += offer.volume
                quantities[scope] += offer.quantity
        return cls(sums, quantities)

    def reach(self, rule: DiscountRule) -> bool:
        """Whether the deal is big enough for a rule.

        A rule that names a sum and a quantity wants one of the two, as the internal price list prints it («или»).
        """
        if not rule.from_sum and not rule.from_quantity:
            return True
        if rule.from_sum and self.sums.get(rule.scope, 0) >= rule.from_sum.kopecks:
            return True
        return rule.from_quantity is not None and self.quantities.get(rule.scope, NOTHING) >= rule.from_quantity > 0


def allowed_discount(title: str, offer: Offer, volumes: Volumes) -> Decimal:
    """The largest discount, in percent, that the rules let a person with this title give on a line.

    On a line without a list price (no code, a code unknown to the catalogue, «по запросу») only rules for everything
    hold.
    """
    whose = folded(title)
    return max((rule.percent for rule in _rules(offer, volumes) if folded(rule.role) == whose), default=NOTHING)


def refusals(title: str, offers: Sequence[Offer]) -> list[Refusal]:
    """Lines on which a person with this title gives more than the rules and the head's approvals allow."""
    volumes = Volumes.of(offers)
    return [_refusal(title, offer, volumes) for offer in offers if not _is_allowed(title, offer, volumes)]


def is_plain(offer: Offer) -> bool:
    """Whether nobody's right is needed: no discount, and not below the lowest price."""
    return offer.is_within(NOTHING) and not offer.is_below_floor


def folded(text: str) -> str:
    """A title as it is compared: letters alike in either case, «ё» is «е», spaces do not matter."""
    return " ".join(text.split()).casefold().replace("ё", "е")


def _is_allowed(title: str, offer: Offer, volumes: Volumes) -> bool:
    if is_plain(offer) or (offer.approved is not None and offer.is_within(offer.approved)):
        return True
    return not offer.is_below_floor and offer.is_within(allowed_discount(title, offer, volumes))


def _refusal(title: str, offer: Offer, volumes: Volumes) -> Refusal:
    return Refusal(
        number=offer.number,
        code=offer.code,
        list_price=offer.list_price,
        given=offer.given,
        allowed=max(allowed_discount(title, offer, volumes), offer.approved or NOTHING),
        may=() if offer.is_below_floor else _who_may(offer, volumes),
        is_below_floor=offer.is_below_floor,
    )


def _who_may(offer: Offer, volumes: Volumes) -> tuple[tuple[str, Decimal], ...]:
    """Titles whose right goes far enough, each once, the least sufficient first."""
    most: dict[str, DiscountRule] = {}
    for rule in _rules(offer, volumes):
        known = most.get(folded(rule.role))
        if offer.is_within(rule.percent) and (known is None or known.percent < rule.percent):
            most[folded(rule.role)] = rule
    return tuple((rule.role, rule.percent) for rule in sorted(most.values(), key=lambda rule: rule.percent))


def _rules(offer: Offer, volumes: Volumes) -> Iterator[DiscountRule]:
    """Rules that hold for a line: it is in their scope, and their volume is reached."""
    scopes = {None} if offer.list_price is None else offer.scopes
    return (rule for rule in offer.rules if rule.scope in scopes and volumes.reach(rule))
