"""What the deal, its terms and its payments demand of each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from docgen.documents import Consignment, DealKind, PaymentMoment
from docgen.intake.fields import Amount, Choice, Day, Moment, read_or_none
from docgen.intake.problems import Problem
from docgen.intake.raw import Place

_PERCENT = Amount(places=4, most=100)


def check_deal(root: Place) -> Iterator[Problem]:
    """Terms against the kind and the date of the deal, payments among themselves."""
    kind = read_or_none(Choice(DealKind), root["deal"]["kind"].value)
    agreed_on = read_or_none(Day(), root["deal"]["date"].value)
    terms = root["terms"]
    if not terms.is_section:
        return
    if kind is not None:
        yield from _terms_by_kind(terms, kind)
    yield from check_period(terms["period"])
    if agreed_on is not None:
        yield from _not_before(terms["valid_until"], agreed_on)
        yield from _not_before(terms["last_payment_on"], agreed_on)
    for payment in terms["payments"]:
        yield from _payment(payment, kind, agreed_on)
    yield from _percents(terms["payments"])


def _terms_by_kind(terms: Place, kind: DealKind) -> Iterator[Problem]:
    delivery_days, period = terms["delivery_days"], terms["period"]
    if kind is DealKind.SUPPLY and not delivery_days.is_given:
        yield Problem(delivery_days.loc, "для поставки нужен срок: добавьте ключ «delivery_days» (календарные дни)")
    if kind is DealKind.SERVICES and not period.is_given and not delivery_days.is_given:
        text = "для услуг нужен срок: добавьте «period» с ключами from и to или «delivery_days»"
        yield Problem(period.loc, text)
    yield from _consignment(terms, kind)


def _consignment(terms: Place, kind: DealKind) -> Iterator[Problem]:
    shape, last = terms["consignment"], terms["last_payment_on"]
    if kind is not DealKind.CONSIGNMENT:
        for place in (shape, last):
            if place.is_given:
                yield Problem(place.loc, "это условие только для консигнации: уберите его или исправьте deal.kind")
        return
    if not shape.is_given:
        text = "для консигнации нужно выбрать вид: добавьте «consignment» со значением commission или deferred_supply"
        yield Problem(shape.loc, text)
    if shape.text == Consignment.DEFERRED_SUPPLY and not last.is_given:
        text = "при оплате по мере реализации нужен последний день оплаты: добавьте «last_payment_on»"
        yield Problem(last.loc, text)


def check_period(period: Place) -> Iterator[Problem]:
    """A period does not end before it begins."""
    start = read_or_none(Day(), period["from"].value)
    end = read_or_none(Day(), period["to"].value)
    if start and end and end < start:
        yield Problem(period["to"].loc, f"период кончается раньше, чем начинается ({start}): проверьте обе даты")


def _not_before(place: Place, agreed_on: date) -> Iterator[Problem]:
    day = read_or_none(Day(), place.value)
    if day and day < agreed_on:
        yield Problem(place.loc, f"это раньше даты сделки ({agreed_on}): проверьте обе даты")


def _payment(payment: Place, kind: DealKind | None, agreed_on: date | None) -> Iterator[Problem]:
    when = read_or_none(Moment(PaymentMoment), payment["when"].value)
    if when is None:
        return
    if isinstance(when, PaymentMoment) and when is not PaymentMoment.DATE:
        yield from _counted_in_days(payment, when, kind)
        return
    yield from _redundant(payment["days"], "срок задан датой: уберите «days»")
    if isinstance(when, PaymentMoment):
        if not payment["date"].is_given:
            yield Problem(payment["date"].loc, "не сказано, к какой дате платить: добавьте «date»")
    else:
        yield from _redundant(payment["date"], "дата уже стоит в «when»: уберите «date»")
    if agreed_on is not None:
        yield from _not_before(payment["date"] if isinstance(when, PaymentMoment) else payment["when"], agreed_on)


def _counted_in_days(payment: Place, when: PaymentMoment, kind: DealKind | None) -> Iterator[Problem]:
    if when is PaymentMoment.ON_SALE and kind not in (None, DealKind.CONSIGNMENT):
        text = "оплата по мере продажи (on_sale) бывает только в консигнации: исправьте «when»"
        yield Problem(payment["when"].loc, text)
    if not payment["days"].is_given:
        yield Problem(payment["days"].loc, "не сказано, за сколько дней платить: добавьте «days»")
    yield from _redundant(payment["date"], "дата нужна только при when: date: уберите «date» или исправьте «when»")


def _redundant(place: Place, text: str) -> Iterator[Problem]:
    if place.is_given:
        yield Problem(place.loc, text)


def _percents(payments: Place) -> Iterator[Problem]:
    percents: list[Decimal | None] = [read_or_none(_PERCENT, payment["percent"].value) for payment in payments]
    known = [percent for percent in percents if percent is not None]
    if not percents or len(known) < len(percents):
        return
    total = sum(known, Decimal(0))
    if total != 100:
        text = f"доли платежей в сумме дают {_plain(total)} %, а должны 100 %: исправьте «percent»"
        yield Problem(payments.loc, text)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
