"""Products, price lists with their validity, discount rules and approvals. All of it is internal."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Digest, Identity, Instant, Kopecks


class ProductRow(Base):
    """What the house sells, by its code."""

    __tablename__ = "products"

    id: Mapped[Identity]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    code: Mapped[Code]
    name: Mapped[str]
    unit: Mapped[Code]

    __table_args__ = (UniqueConstraint("organization_id", "code"),)


class PriceListRow(Base):
    """Prices in force from one day to another, both included; a later list takes the place of an earlier one.

    ``digest`` is of what the file says of prices and discounts: the same file is not taken twice. ``withdrawn_on`` is
    the first day on which the list is not in force any more. ``source``: the file's own data as JSON, from which both
    papers are drawn; none for a list that an older program has taken.
    """

    __tablename__ = "price_lists"

    id: Mapped[Identity]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    number: Mapped[Code | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    includes_vat: Mapped[bool]
    digest: Mapped[Digest]
    added_at: Mapped[Instant]
    withdrawn_on: Mapped[date | None]
    source: Mapped[str | None]

    __table_args__ = (UniqueConstraint("organization_id", "digest"), Index(None, "organization_id", "valid_from"))


class PriceRow(Base):
    """A price in a list; no price is «по запросу». ``vat`` is the code of a rate, none for the seller's usual one."""

    __tablename__ = "prices"

    price_list_id: Mapped[int] = mapped_column(ForeignKey("price_lists.id"), primary_key=True, autoincrement=False)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True, autoincrement=False)
    position: Mapped[int]
    group_title: Mapped[str]
    price: Mapped[Kopecks | None]
    vat: Mapped[Code | None]
    lot: Mapped[Code | None]
    cost: Mapped[Kopecks | None]
    floor_price: Mapped[Kopecks | None]
    remark: Mapped[str | None]


class DiscountRuleRow(Base):
    """Who may give which discount from which volume. ``scope``: a group's title or a code; none is everything."""

    __tablename__ = "discount_rules"

    id: Mapped[Identity]
    price_list_id: Mapped[int] = mapped_column(ForeignKey("price_lists.id"), index=True)
    position: Mapped[int]
    role: Mapped[str]
    scope: Mapped[str | None]
    from_sum: Mapped[Kopecks | None]
    from_quantity: Mapped[Code | None]
    percent: Mapped[Code]
    delivery: Mapped[str | None]
    payment: Mapped[str | None]


class ApprovalRow(Base):
    """A discount that the head allowed for one product in one deal, up to a percent."""

    __tablename__ = "approvals"

    id: Mapped[Identity]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    deal_code: Mapped[Code]
    product_code: Mapped[Code]
    percent: Mapped[Code]
    reason: Mapped[str]
    given_by: Mapped[Code]
    given_at: Mapped[Instant]

    __table_args__ = (Index(None, "organization_id", "deal_code"),)
