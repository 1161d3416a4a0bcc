"""Who may give which discount: a deal's lines against the catalogue, a person's right and the head's approvals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from shlex import quote

from sqlalchemy import Connection, select

from docgen.documents import Line, Snapshot
from docgen.filters import percent
from docgen.money import Money, line_sum
from docgen.vat import VatRate
from tracker.errors import TrackerError
from tracker.models import OrganizationRow, PriceListRow
from tracker.people import active_person
from tracker.phrases import roubles
from tracker.prices.approvals import approved_percents
from tracker.prices.catalogue import Catalogue, Price, catalogue_on
from tracker.prices.discounts import Listed, Offer, Refusal, is_plain, refusals


class DiscountRefusedError(TrackerError):
    """Lines of a deal are priced lower than the person may go. The text says how low, and who may go lower."""

    def __init__(self, refused: Sequence[Refusal], *, with_vat: bool, deal_code: str | None) -> None:
        self.refusals = tuple(refused)
        lines = [_told(refusal, with_vat) for refusal in refused]
        super().__init__("\n".join(["Скидка больше разрешённой:", *lines, _advice(refused, deal_code)]))


def check_prices(connection: Connection, snapshot: Snapshot, login: str, deal_code: str | None) -> None:
    """Refuses a deal that is cheaper than this person may sell: the right is that of the person's title.

    A line whose code the catalogue knows on the deal's date is held to its list price, whether the discount is a
    percent or is written into the price; a price above the list is fine, one below the lowest price needs an approval.
    A line without a code, with a code that no list in force names, or whose price is «по запросу» has no list price:
    only the discount that it names is checked, against rules for everything. Volumes are sums and quantities of the
    whole deal at list prices, so a discount written into the price lowers no volume, and a price written too high, to
    be discounted afterwards, raises none. With no price list in force there is nothing to check.

    deal_code: whose approvals count; None for a deal without a code. Raises DiscountRefusedError with every such line;
    NotFoundError and RefusedError for a login that is unknown or blocked, if there is any discount to be allowed.
    """
    organization_id = _organization_id(connection, snapshot)
    if organization_id is None:
        return
    codes = {line.code for line in snapshot.lines if line.code}
    catalogue = catalogue_on(connection, organization_id, codes, snapshot.date)
    if not catalogue.price_list_ids:
        return
    approved = approved_percents(connection, organization_id, deal_code) if deal_code else {}
    offers = [
        offer_of(line, catalogue, approved.get(line.code or ""), with_vat=snapshot.prices_include_vat)
        for line in snapshot.lines
    ]
    if all(map(is_plain, offers)):
        return
    refused = refusals(active_person(connection, login).title, offers)
    if refused:
        raise DiscountRefusedError(refused, with_vat=snapshot.prices_include_vat, deal_code=deal_code)


def _organization_id(connection: Connection, snapshot: Snapshot) -> int | None:
    """The seller among ours; with a КПП that has no price lists it sells by those of the same ИНН."""
    is_same = OrganizationRow.kpp == (snapshot.seller.kpp or "")
    has_prices = select(PriceListRow.id).where(PriceListRow.organization_id == OrganizationRow.id).exists()
    statement = (
        select(OrganizationRow.id)
        .where(OrganizationRow.inn == snapshot.seller.inn)
        .order_by(has_prices.desc(), is_same.desc(), OrganizationRow.id)
        .limit(1)
    )
    return connection.execute(statement).scalar()


def offer_of(line: Line, catalogue: Catalogue, approved: Decimal | None, *, with_vat: bool) -> Offer:
    """The line as discount rules see it; ``with_vat``: whether its price has VAT inside."""
    found = catalogue.prices.get(line.code) if line.code else None
    listed = _listed(found, line.rate, with_vat=with_vat) if found else None
    price = line.price if listed is None or listed.price is None else Money(listed.price)
    whole = line_sum(line.quantity, price, Decimal(0))
    return Offer(
        number=line.number,
        code=line.code,
        quantity=line.quantity,
        price=line.price.kopecks,
        discount=line.discount,
        volume=(whole if with_vat else whole + line.rate.on_top_of(whole)).kopecks,
        rules=catalogue.rules_for(found),
        listed=listed,
        approved=approved,
    )


def _listed(price: Price, rate: VatRate, *, with_vat: bool) -> Listed:
    def in_terms_of_line(kopecks: int | None) -> int | None:
        if kopecks is None or price.includes_vat == with_vat:
            return kopecks
        amount = Money(kopecks)
        return (amount + rate.on_top_of(amount) if with_vat else amount - rate.included_in(amount)).kopecks

    return Listed(
        group_title=price.group_title,
        price=in_terms_of_line(price.price),
        floor=in_terms_of_line(price.floor_price),
    )


def _told(refusal: Refusal, with_vat: bool) -> str:
    where = f"строка {refusal.number}" + (f" ({refusal.code})" if refusal.code else "")
    told = f"{where}: {_compared(refusal, with_vat)}, вам можно не больше {_percent(refusal.allowed)}"
    if refusal.is_below_floor:
        return f"{told} и не ниже наименьшей цены (она есть во внутреннем прайс-листе)."
    who = ", ".join(f"{title} (до {_percent(most)})" for title, most in refusal.may)
    return f"{told}; столько вправе дать {who}." if who else f"{told}."


def _compared(refusal: Refusal, with_vat: bool) -> str:
    if refusal.list_price is None:
        return f"скидка {_percent(refusal.given)} (цены в прайс-листе нет)"
    listed = f"{roubles(refusal.list_price)} {'с НДС' if with_vat else 'без НДС'}"
    return f"цена ниже прайс-листа ({listed}) на {_percent(refusal.given)}"


def _percent(value: Decimal) -> str:
    return f"{percent(value)}%"


def _advice(refused: Sequence[Refusal], deal_code: str | None) -> str:
    codes = [refusal.code for refusal in refused if refusal.code]
    if not codes:
        return "Уменьшите скидку; чтобы руководитель мог её согласовать, дайте строке артикул."
    deal = quote(deal_code) if deal_code else "СДЕЛКА"
    command = f"pervichka prices approve {deal} {quote(codes[0])} --percent … --by … --reason …"
    return f"Уменьшите скидку или попросите руководителя согласовать её: {command}; затем повторите с --code {deal}"
