"""What a paper is made from: one frozen snapshot of a deal. Every paper of a kit is rendered from the same one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from docgen.money import Money
from docgen.parties import Party
from docgen.vat import RateChange, VatRate


class DealKind(StrEnum):
    """What a deal is about; it chooses the contract."""

    SUPPLY = "supply"
    SERVICES = "services"
    CONSIGNMENT = "consignment"


class LineKind(StrEnum):
    """What a line is; it chooses clauses and closing papers."""

    GOODS = "goods"
    SERVICES = "services"
    WORKS = "works"


class Consignment(StrEnum):
    """Two lawful shapes of «консигнация»: ст. 990 ГК РФ, or ст. 506 and 488 with a last date of payment."""

    COMMISSION = "commission"
    DEFERRED_SUPPLY = "deferred_supply"


class PaymentMoment(StrEnum):
    """What a payment term counts from."""

    ADVANCE = "advance"
    BEFORE_SHIPMENT = "before_shipment"
    AFTER_SHIPMENT = "after_shipment"
    AFTER_ACCEPTANCE = "after_acceptance"
    ON_SALE = "on_sale"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a deal; ``net + vat == gross``, the line's sum was rounded once, HALF_UP.

    ``price`` is per unit as the user wrote it (with or without VAT, by the deal); ``discount`` is percent.
    """

    number: int
    code: str | None
    name: str
    unit: str
    kind: LineKind
    quantity: Decimal
    price: Money
    discount: Decimal
    rate: VatRate
    net: Money
    vat: Money
    gross: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RateTotal:
    """Sums of the lines under one VAT rate."""

    rate: VatRate
    net: Money
    vat: Money
    gross: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums of lines, never recomputed from other totals."""

    net: Money
    vat: Money
    gross: Money
    by_rate: tuple[RateTotal, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What is sold and for how much; ``vat_basis`` is the seller's ground for «без НДС», if it gave one."""

    lines: tuple[Line, ...]
    totals: Totals
    prices_include_vat: bool
    vat_basis: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentStage:
    """One payment: a percent of the whole and its sum; ``days`` calendar days from ``moment``, or the date ``on``."""

    percent: Decimal
    amount: Money
    moment: PaymentMoment
    days: int | None
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """When services are rendered, both days included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Terms of a deal; days are calendar days."""

    payments: tuple[PaymentStage, ...]
    delivery_days: int | None
    acceptance_days: int
    penalty_percent_per_day: Decimal
    valid_until: date
    period: Period | None = None
    consignment: Consignment | None = None
    last_payment_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Numbers of the papers of a kit, ready to print: those ``given`` by series, and one for all ``otherwise``."""

    given: Mapping[str, str]
    otherwise: str

    def of(self, series: str) -> str:
        """The number of the paper that takes its number from ``series`` (``numbering`` in metadata.yaml)."""
        return self.given.get(series, self.otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything that the papers of one deal say, checked and computed once."""

    seller: Party
    client: Party
    kind: DealKind
    date: dt.date  # by its module: beside a field of the same name a bare «date» cannot be resolved
    subject: str
    manager: str | None
    city: str | None
    lines: tuple[Line, ...]
    totals: Totals
    prices_include_vat: bool
    terms: Terms
    numbers: Numbers
    rate_change: RateChange | None = None

    @property
    def charge(self) -> Charge:
        """What the lines of the deal cost."""
        return Charge(
            lines=self.lines,
            totals=self.totals,
            prices_include_vat=self.prices_include_vat,
            vat_basis=self.seller.vat_basis,
        )
