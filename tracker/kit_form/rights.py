"""Which discount the person may give on each line of the form, and what the house alone may know of its price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, Decimal

from sqlalchemy import Connection

from docgen.documents import Line
from tracker.prices.catalogue import Catalogue, catalogue_on
from tracker.prices.discounts import Offer, Volumes, allowed_discount, is_plain, refusals
from tracker.prices.pricing import offer_of
from tracker.prices.requests import Standing, standing_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """How far the person may go on a line: percent below the list. list_price: kopecks, as the line states its price.

    needs: the percent that somebody has to approve, None where the line is within the person's right. is_asked: the
    head was asked and has not answered; refused: what the head said no with. floor, cost: kopecks, internal.
    """

    allowed: Decimal
    list_price: int | None
    needs: Decimal | None = None
    is_asked: bool = False
    refused: str | None = None
    floor: int | None = field(default=None, repr=False)
    cost: int | None = field(default=None, repr=False)


def rights_of(
    connection: Connection,
    organization_id: int,
    lines: Sequence[Line],
    *,
    title: str,
    on: date,
    includes_vat: bool,
    deal_code: str | None,
) -> dict[int, Right]:
    """Rights by numbers of lines; none where no price list is in force. title: of the person who sells."""
    catalogue = catalogue_on(connection, organization_id, {line.code for line in lines if line.code}, on)
    if not catalogue.price_list_ids or not lines:
        return {}
    standing = standing_of(connection, organization_id, deal_code) if deal_code else {}
    offers = [offer_of(line, catalogue, _approved(standing, line), with_vat=includes_vat) for line in lines]
    beyond = {} if all(map(is_plain, offers)) else {one.number: one for one in refusals(title, offers)}
    volumes = Volumes.of(offers)
    return {
        offer.number: _right(
            offer, catalogue, standing, allowed_discount(title, offer, volumes), offer.number in beyond
        )
        for offer in offers
    }


def _enough(given: Decimal) -> Decimal:
    """A percent that covers the discount, no finer than a person would name it."""
    return min(max(given, Decimal(0)).quantize(Decimal("0.01"), ROUND_CEILING), Decimal(100))


def _approved(standing: Mapping[str, Standing], line: Line) -> Decimal | None:
    found = standing.get(line.code or "")
    return found.approved if found else None


def _right(
    offer: Offer, catalogue: Catalogue, standing: Mapping[str, Standing], allowed: Decimal, is_beyond: bool
) -> Right:
    known = catalogue.prices.get(offer.code or "")
    asked = standing.get(offer.code or "")
    return Right(
        allowed=max(allowed, offer.approved or Decimal(0)),
        list_price=offer.list_price,
        needs=_enough(offer.given) if is_beyond else None,
        is_asked=asked is not None and asked.is_waiting,
        refused=asked.refused if asked else None,
        floor=offer.listed.floor if offer.listed else None,
        cost=known.cost if known else None,
    )
