"""What tables and facts of a paper are called, and the rows of its totals: worked out once, printed by every skin."""

from __future__ import annotations

from decimal import Decimal

from docgen import payment_qr, phrases
from docgen.documents import Charge, Consignment, DealKind, Line, LineKind, PaymentMoment, Snapshot
from docgen.filters import NBSP, date_long, date_short, days, money, percent
from docgen.library import CONTRACT, INVOICE
from docgen.money import Money, line_sum
from docgen.parties import Form, Party

_NAMES = {
    frozenset({LineKind.GOODS}): "Наименование товара",
    frozenset({LineKind.SERVICES}): "Наименование услуги",
    frozenset({LineKind.WORKS}): "Наименование работы",
}


_LONG_SUM = 50_000_000
_LONG_QUANTITY = 10_000
_TERMS = {DealKind.SERVICES: "Срок оказания услуг", DealKind.CONSIGNMENT: "Срок передачи товара"}
_SALE = {"value": "Стоимость", "payment": "Оплата"}
_COMMISSION = {"value": "Стоимость по цене комитента", "payment": "Расчёты"}


def table_captions(charge: Charge) -> dict[str, str]:
    """Captions of a table of lines: they depend on what is sold and on how prices were written."""
    vat = _vat_of_prices(charge)
    return {
        "name": _NAMES.get(frozenset(line.kind for line in charge.lines), "Наименование"),
        "price": f"Цена{vat}, руб.",
        "amount": f"Сумма{vat}, руб.",
        "vat_note": vat if vat == " без НДС" else "",
    }


def fact_captions(snapshot: Snapshot) -> dict[str, str]:
    """Captions of the main terms of a deal."""
    is_commission = snapshot.terms.consignment is Consignment.COMMISSION
    return {"term": _TERMS.get(snapshot.kind, "Срок поставки"), **(_COMMISSION if is_commission else _SALE)}


def _vat_of_prices(charge: Charge) -> str:
    if all(line.rate.percent is None for line in charge.lines):
        return ""
    return " с НДС" if charge.prices_include_vat else " без НДС"


def line_amount(line: Line, prices_include_vat: bool) -> Money:
    """The sum printed in a line: in the same terms as its price."""
    return line.gross if prices_include_vat else line.net


def line_note(line: Line, charge: Charge) -> str:
    """What stands under a line's name: its code, discount, and its VAT where lines differ in that."""
    parts = []
    if line.code:
        parts.append(f"артикул {line.code}")
    if line.discount:
        parts.append(f"скидка {percent(line.discount)}%")
    if len(charge.totals.by_rate) > 1:
        parts.append(line.rate.label if line.rate.percent is None else f"НДС {line.rate.label}")
    note = ", ".join(parts)
    return note[:1].upper() + note[1:]


def total_rows(charge: Charge, whole: str = "Всего:") -> list[dict[str, str]]:
    """Rows under a table of lines: «Итого», each VAT rate apart, and the whole with VAT under the caption ``whole``."""
    totals = charge.totals
    inside = charge.prices_include_vat
    rows = [_row("Итого:", totals.gross if inside else totals.net)]
    for total in totals.by_rate:
        if total.rate.percent is not None:
            caption = f"{'В том числе ' if inside else ''}НДС ({total.rate.label}):"
            rows.append(_row(caption, total.vat))
    exempt = [total for total in totals.by_rate if total.rate.percent is None]
    if exempt:
        without = phrases.no_vat(charge)
        is_all = len(exempt) == len(totals.by_rate)
        rows.append(
            {"caption": without[:1].upper() + without[1:], "value": "—" if is_all else money(exempt[0].gross.roubles)}
        )
    return [*rows, _row(whole, totals.gross)]


def _row(caption: str, amount: Money) -> dict[str, str]:
    return {"caption": caption, "value": money(amount.roubles)}


def saving(charge: Charge) -> Decimal | None:
    """How much the discounts of all lines save, in the terms of the prices; None where there is no discount."""
    whole = Money.total(line_sum(line.quantity, line.price, Decimal(0)) for line in charge.lines)
    asked = Money.total(line_amount(line, charge.prices_include_vat) for line in charge.lines)
    return (whole - asked).roubles if whole > asked else None


def has_long_numbers(charge: Charge) -> bool:
    """Whether sums or quantities need smaller type, so that none is broken over lines or runs over its cell."""
    longest = max(line.quantity for line in charge.lines)
    return charge.totals.gross.roubles >= _LONG_SUM or longest >= _LONG_QUANTITY


def payment_purpose(snapshot: Snapshot) -> str:
    """Text for the payment order: names the invoice, the contract and the VAT, as matching and banks expect."""
    numbers = snapshot.numbers
    vat = [
        f"НДС {total.rate.label} {money(total.vat.roubles)}{NBSP}руб."
        for total in snapshot.totals.by_rate
        if total.rate.percent is not None
    ]
    invoice = f"Оплата по счету {phrases.with_sign(numbers.of(INVOICE))} от {date_short(snapshot.date)}"
    contract = f"договор {phrases.with_sign(numbers.of(CONTRACT))} от {date_short(snapshot.date)}"
    return f"{invoice}, {contract}, {'в т. ч. ' + ', '.join(vat) if vat else 'без НДС'}"


def payment_code(snapshot: Snapshot) -> str:
    """ST00012 payload for the whole sum of the invoice. Raises PaymentCodeError when the bank's name leaves no room."""
    seller = snapshot.seller
    return payment_qr.payload(
        name=seller.short_name,
        account=seller.bank.account,
        bank_name=seller.bank.name,
        bic=seller.bank.bic,
        corr_account=seller.bank.corr_account,
        amount=snapshot.totals.gross,
        purpose=payment_purpose(snapshot),
        payee_inn=seller.inn,
        kpp=seller.kpp,
        payer_inn=snapshot.client.inn,
    )


def term_short(snapshot: Snapshot) -> str:
    """When the seller performs, in a few words."""
    terms = snapshot.terms
    if terms.period and (snapshot.kind is DealKind.SERVICES or terms.delivery_days is None):
        return f"{date_short(terms.period.start)}{NBSP}— {date_short(terms.period.end)}"
    return f"{days(terms.delivery_days)}" if terms.delivery_days is not None else "по заявкам"


def term_long(snapshot: Snapshot) -> str:
    """When the seller performs: the days and what they count from."""
    terms = snapshot.terms
    has_advance = any(stage.moment is PaymentMoment.ADVANCE for stage in terms.payments)
    if terms.period and (snapshot.kind is DealKind.SERVICES or terms.delivery_days is None):
        period = f"с{NBSP}{date_long(terms.period.start)} по{NBSP}{date_long(terms.period.end)}"
        if terms.delivery_days is None:
            return period
        start = "зачисления аванса" if has_advance else "заключения договора"
        later = f"{days(terms.delivery_days)} со{NBSP}дня {start} истекут позже"
        return f"{period}, а{NBSP}если {later}{NBSP}— до{NBSP}их истечения"
    if terms.delivery_days is None:
        return "партиями, по заявкам"
    start = "поступления аванса" if has_advance else "заключения договора"
    return f"в{NBSP}течение {days(terms.delivery_days)} со{NBSP}дня {start}"


def rate_note(snapshot: Snapshot) -> str:
    """What a paper with prices says when the performance may cross a change of the VAT rate; else nothing."""
    change = snapshot.rate_change
    if change is None or snapshot.client.form is Form.PERSON:
        return ""
    return (
        f"С{NBSP}{date_long(change.on)} ставка НДС{NBSP}— {change.new.label}: по отгрузкам и услугам с{NBSP}этого дня "
        "цена без НДС сохраняется, а\u00a0цена с\u00a0НДС пересчитывается, как сказано в\u00a0договоре."
    )


def party_line(party: Party) -> str:
    """A party in one line of an invoice: name, ИНН, КПП, address, phone."""
    parts = [party.short_name, f"ИНН{NBSP}{party.inn}"]
    if party.kpp:
        parts.append(f"КПП{NBSP}{party.kpp}")
    parts.append(party.address)
    if party.phone:
        parts.append(f"тел.: {party.phone}")
    return ", ".join(parts)
