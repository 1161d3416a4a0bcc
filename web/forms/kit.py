"""The form of a kit: what a browser sent, as the texts that a draft keeps; and choices of its lists."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from docgen.documents import Consignment, DealKind, LineKind, PaymentMoment
from docgen.intake.paper_checks import CONTRACT, DEFAULT
from docgen.library import find_kind
from docgen.parties import Form
from docgen.vat import TaxStatus
from tracker.errors import RefusedError
from tracker.kit_form.typed import DEAL, LINE, PARTY, PAYMENT, TERMS, Typed, typed_from
from web.language import gettext

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

FORMS: Final = {
    Form.LEGAL_ENTITY.value: "Организация",
    Form.ENTREPRENEUR.value: "Индивидуальный предприниматель",
    Form.PERSON.value: "Физическое лицо",
}
TAXES: Final = {
    TaxStatus.STANDARD.value: "Общий режим, платит НДС",
    TaxStatus.REDUCED_5.value: "УСН, НДС 5 %",
    TaxStatus.REDUCED_7.value: "УСН, НДС 7 %",
    TaxStatus.EXEMPT.value: "Без НДС",
}
GENDERS: Final = {"": "по имени", "m": "он", "f": "она"}
DEAL_KINDS: Final = {
    DealKind.SUPPLY.value: "Поставка",
    DealKind.SERVICES.value: "Услуги и работы",
    DealKind.CONSIGNMENT.value: "Консигнация",
}
LINE_KINDS: Final = {
    "": "по сделке",
    LineKind.GOODS.value: "товар",
    LineKind.SERVICES.value: "услуга",
    LineKind.WORKS.value: "работа",
}
RATES: Final = {"": "обычная", "standard": "общая", "10": "10 %", "0": "0 %", "exempt": "без НДС"}
MOMENTS: Final = {
    PaymentMoment.ADVANCE.value: "дней после договора (аванс)",
    PaymentMoment.BEFORE_SHIPMENT.value: "дней до отгрузки",
    PaymentMoment.AFTER_SHIPMENT.value: "дней после отгрузки",
    PaymentMoment.AFTER_ACCEPTANCE.value: "дней после приёмки",
    PaymentMoment.ON_SALE.value: "дней после продажи",
    PaymentMoment.DATE.value: "к дате",
}
CONSIGNMENTS: Final = {
    "": "—",
    Consignment.COMMISSION.value: "комиссия",
    Consignment.DEFERRED_SUPPLY.value: "оплата по мере реализации",
}
DOCUMENTS: Final = {
    CONTRACT: "Договор",
    **{name: find_kind(name).title for name in DEFAULT if name != CONTRACT},
}
USUAL_SUBJECTS: Final = {
    DealKind.SUPPLY.value: "Поставка товара",
    DealKind.SERVICES.value: "Оказание услуг",
    DealKind.CONSIGNMENT.value: "Передача товара на реализацию",
}
LABELS: Final = {
    "seller": "От кого",
    "client": "Клиент",
    "documents": "Документы",
    "card": "Карточка клиента",
    "pasted": "Строки из Excel",
    "ask_reason": "Причина скидки",
    "party.form": "Форма",
    "party.inn": "ИНН",
    "party.kpp": "КПП",
    "party.ogrn": "ОГРН или ОГРНИП",
    "party.full_name": "Полное наименование",
    "party.short_name": "Краткое наименование",
    "party.address": "Адрес",
    "party.vat": "НДС клиента",
    "party.phone": "Телефон",
    "party.email": "Электронная почта",
    "party.bank_name": "Банк",
    "party.bic": "БИК",
    "party.account": "Расчётный счёт",
    "party.corr_account": "Корреспондентский счёт",
    "party.name": "Подписант: фамилия, имя, отчество",
    "party.position": "Должность подписанта",
    "party.basis": "Действует на основании",
    "party.gender": "Обращение",
    "deal.kind": "Вид сделки",
    "deal.subject": "Предмет сделки",
    "deal.date": "Дата документов",
    "deal.city": "Город",
    "deal.manager": "Менеджер сделки",
    "terms.delivery_days": "Срок поставки или работ, календарных дней",
    "terms.acceptance_days": "Срок приёмки, календарных дней",
    "terms.penalty": "Пени за день, %",
    "terms.valid_until": "Счёт и предложение действуют до",
    "terms.period_from": "Период услуг с",
    "terms.period_to": "по",
    "terms.consignment": "Вид консигнации",
    "terms.last_payment_on": "Последний день оплаты",
}
"""Names of fields by their places, in Russian."""

CELLS: Final = {
    "code": "артикул",
    "name": "наименование",
    "quantity": "количество",
    "unit": "единица",
    "price": "цена",
    "discount": "скидка",
    "vat": "ставка НДС",
    "kind": "вид",
    "percent": "доля",
    "when": "когда платят",
    "days": "срок в днях",
    "date": "дата платежа",
}
_INSIDE, _ON_TOP = "inside", "on_top"
VAT_MODES: Final = {_INSIDE: "НДС внутри цены", _ON_TOP: "НДС сверху цены"}


def label_of(place: str) -> str:
    """What a field is called, in the visitor's language: «Строка 2, цена»."""
    head, _, rest = place.partition(".")
    if head not in {"line", "payment"}:
        return gettext(LABELS.get(place, place))
    number, _, key = rest.partition(".")
    row = gettext("Строка") if head == "line" else gettext("Платёж")
    return f"{row} {int(number) + 1}, {gettext(CELLS[key])}"


def typed_of(form: MultiDict[str, str], known: Typed) -> Typed:
    """The form as it was sent; what a page did not show stays as it was. Raises RefusedError for a broken form."""
    data: dict[str, Any] = {
        "seller": form.get("seller", known.seller),
        "client": known.client,
        "party": _section(form, "party", PARTY, known.party),
        "deal": _section(form, "deal", DEAL, known.deal),
        "lines": _rows(form, "line", LINE),
        "includes_vat": form.get("vat_mode", _INSIDE) != _ON_TOP,
        "payments": _rows(form, "payment", PAYMENT),
        "terms": _section(form, "terms", TERMS, known.terms),
        "documents": [name for name in form.getlist("documents") if name in DOCUMENTS],
        "doubts": known.doubts,
    }
    return with_usual_subject(typed_from(data))


def with_usual_subject(typed: Typed) -> Typed:
    """The form with the usual words for its kind of deal, where nobody has written others."""
    subject = typed.deal.get("subject", "")
    if subject and subject not in USUAL_SUBJECTS.values():
        return typed
    usual = USUAL_SUBJECTS.get(typed.deal.get("kind", ""), subject)
    return replace(typed, deal={**typed.deal, "subject": usual})


def _section(form: MultiDict[str, str], head: str, keys: tuple[str, ...], known: Any) -> dict[str, str]:
    return {key: form.get(f"{head}.{key}", known.get(key, "")) for key in keys}


def _rows(form: MultiDict[str, str], head: str, keys: tuple[str, ...]) -> list[dict[str, str]]:
    columns = [form.getlist(f"{head}.{key}") for key in keys]
    if len({len(column) for column in columns}) > 1:
        raise RefusedError("Форма пришла не целиком: откройте черновик заново.")
    return [dict(zip(keys, row, strict=True)) for row in zip(*columns, strict=True)]
