"""Snapshots for tests: a realistic deal, any part of which a test may replace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from docgen.calculation import priced_line, total_of
from docgen.declension import Gender
from docgen.documents import (
    DealKind,
    Line,
    LineKind,
    Numbers,
    PaymentMoment,
    PaymentStage,
    Snapshot,
    Terms,
)
from docgen.money import Money
from docgen.parties import Bank, Form, Party, Signatory
from docgen.vat import TaxStatus, rate_on

ON = date(2026, 11, 22)

SELLER = Party(
    form=Form.LEGAL_ENTITY,
    full_name="Общество с ограниченной ответственностью «Светотехника»",
    short_name="ООО «Светотехника»",
    gender=Gender.NEUTER,
    inn="7712345671",
    kpp="771201001",
    ogrn="1107746123451",
    address="125009, г. Москва, ул. Светлая, д. 7, оф. 12",
    phone="+7 495 000-00-00",
    email="sales@example.ru",
    vat=TaxStatus.STANDARD,
    vat_basis=None,
    bank=Bank(
        name="ПАО Сбербанк",
        bic="044525225",
        account="40702810938000012345",
        corr_account="30101810400000000225",
    ),
    signatory=Signatory(
        position="Генеральный директор",
        position_genitive="Генерального директора",
        name="Кравцова Анна Сергеевна",
        name_genitive="Кравцовой Анны Сергеевны",
        gender=Gender.FEMININE,
        basis="Устава",
    ),
)

CLIENT = Party(
    form=Form.ENTREPRENEUR,
    full_name="Индивидуальный предприниматель Шевченко Пётр Андреевич",
    short_name="ИП Шевченко П. А.",
    gender=Gender.MASCULINE,
    inn="500123456750",
    kpp=None,
    ogrn="318505300012349",
    address="143900, Московская обл., г. Балашиха, пр-т Ленина, д. 5",
    phone=None,
    email=None,
    vat=TaxStatus.EXEMPT,
    vat_basis=None,
    bank=Bank(
        name="АО «АЛЬФА-БАНК»",
        bic="044525593",
        account="40802810001300001234",
        corr_account="30101810200000000593",
    ),
    signatory=Signatory(
        position="Индивидуальный предприниматель",
        position_genitive="Индивидуального предпринимателя",
        name="Шевченко Пётр Андреевич",
        name_genitive="Шевченко Петра Андреевича",
        gender=Gender.MASCULINE,
        basis="записи в ЕГРИП",
    ),
    is_signed_in_person=True,
)


def make_line(number: int = 1, *, vat: str = "standard", include_vat: bool = True, **given: Any) -> Line:
    """A line with its sums computed; ``given`` replaces quantity, price, discount, name and so on."""
    facts = {
        "code": "LED-36",
        "name": "Светильник светодиодный 36 Вт, 4000 К",
        "unit": "шт",
        "kind": LineKind.GOODS,
        "quantity": Decimal(120),
        "price": Money.of("1450.00"),
        "discount": Decimal(5),
    } | given
    return priced_line(number=number, rate=rate_on(vat, ON), include_vat=include_vat, **facts)


def make_terms(total: Money, **given: Any) -> Terms:
    """Half in advance, half after acceptance, unless a test says otherwise."""
    half = total.share(Decimal(50))
    advance = PaymentStage(percent=Decimal(50), amount=half, moment=PaymentMoment.ADVANCE, days=5, on=None)
    rest = replace(advance, amount=total - half, moment=PaymentMoment.AFTER_ACCEPTANCE, days=10)
    facts: dict[str, Any] = {
        "payments": (advance, rest),
        "delivery_days": 20,
        "acceptance_days": 5,
        "penalty_percent_per_day": Decimal("0.1"),
        "valid_until": date(2026, 12, 6),
    }
    return Terms(**(facts | given))


def make_snapshot(*lines: Line, count: int = 2, terms: dict[str, Any] | None = None, **given: Any) -> Snapshot:
    """A supply of lamps; give lines, or how many, and whatever else should differ."""
    made = lines or tuple(make_line(number) for number in range(1, count + 1))
    totals = total_of(made)
    facts: dict[str, Any] = {
        "seller": SELLER,
        "client": CLIENT,
        "kind": DealKind.SUPPLY,
        "date": ON,
        "subject": "Поставка светодиодных светильников",
        "manager": "Орлова Мария",
        "city": "Москва",
        "lines": made,
        "totals": totals,
        "prices_include_vat": True,
        "terms": make_terms(totals.gross, **(terms or {})),
        "numbers": Numbers(given={"contract": "25/11-2026", "proforma_invoice": "15"}, otherwise="20261122-1"),
    }
    return Snapshot(**(facts | given))
