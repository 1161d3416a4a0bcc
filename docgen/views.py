"""What templates see: plain data, each name with its Russian meaning.

The types are the reference of placeholders too (``pervichka template fields KIND``), so a name is described here once.
Sums are Decimal roubles with two places, dates are ``date``, percents are Decimal.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, TypedDict


class BankView(TypedDict):
    """Счёт стороны."""

    name: Annotated[str, "банк"]
    bic: Annotated[str, "БИК"]
    account: Annotated[str, "расчётный счёт"]
    corr_account: Annotated[str, "корреспондентский счёт"]


class SignatoryView(TypedDict):
    """Кто подписывает."""

    position: Annotated[str, "должность"]
    position_genitive: Annotated[str, "должность в родительном падеже"]
    name: Annotated[str, "фамилия, имя, отчество"]
    name_genitive: Annotated[str, "имя в родительном падеже"]
    short_name: Annotated[str, "фамилия и инициалы"]
    gender: Annotated[str, "род: m или f"]
    acting: Annotated[str, "«действующего» или «действующей»"]
    authority: Annotated[str, "на основании чего, в родительном падеже"]
    in_person: Annotated[bool, "подписывает сам за себя (ИП, физическое лицо)"]


class PartyView(TypedDict):
    """Сторона."""

    form: Annotated[str, "форма: legal_entity, entrepreneur, person"]
    full_name: Annotated[str, "полное наименование"]
    short_name: Annotated[str, "краткое наименование"]
    inn: Annotated[str, "ИНН"]
    kpp: Annotated[str | None, "КПП"]
    ogrn: Annotated[str | None, "ОГРН или ОГРНИП"]
    ogrn_label: Annotated[str, "слово «ОГРН» или «ОГРНИП»"]
    address: Annotated[str, "адрес"]
    phone: Annotated[str | None, "телефон"]
    email: Annotated[str | None, "электронная почта"]
    line: Annotated[str, "наименование, ИНН, КПП, адрес и телефон одной строкой"]
    vat: Annotated[str, "НДС стороны: standard, reduced_5, reduced_7, exempt"]
    vat_basis: Annotated[str | None, "почему без НДС"]
    represented: Annotated[str, "наименование, «в лице», подписант и основание"]
    bank: BankView
    signatory: SignatoryView


class LineView(TypedDict):
    """Строка: товар, услуга или работа."""

    number: Annotated[int, "номер по порядку"]
    code: Annotated[str | None, "артикул"]
    name: Annotated[str, "наименование"]
    unit: Annotated[str, "единица измерения"]
    okei: Annotated[str, "код единицы по ОКЕИ, если известен"]
    unit_symbol: Annotated[str, "обозначение этого кода в ОКЕИ; без кода — единица, как её дал менеджер"]
    kind: Annotated[str, "goods, services или works"]
    quantity: Annotated[Decimal, "количество"]
    price: Annotated[Decimal, "цена единицы, как её дал менеджер"]
    discount: Annotated[Decimal, "скидка, проценты"]
    discount_text: Annotated[str, "скидка или прочерк"]
    note: Annotated[str, "артикул, скидка и ставка одной строкой"]
    amount: Annotated[Decimal, "сумма в тех же ценах: с НДС или без"]
    rate: Annotated[str, "ставка НДС или «без НДС»"]
    settlement: Annotated[str, "расчётная ставка для аванса, «22/122»; пусто, если её нет"]
    net_price: Annotated[Decimal, "цена единицы без НДС"]
    net: Annotated[Decimal, "сумма без НДС"]
    vat: Annotated[Decimal, "НДС"]
    vat_text: Annotated[str, "сумма НДС или «без НДС»"]
    gross: Annotated[Decimal, "сумма с НДС"]


class RateTotalView(TypedDict):
    """Итог по одной ставке НДС."""

    rate: Annotated[str, "ставка"]
    net: Annotated[Decimal, "без НДС"]
    vat: Annotated[Decimal, "НДС"]
    gross: Annotated[Decimal, "с НДС"]


class TotalRowView(TypedDict):
    """Готовая строка итогов."""

    caption: Annotated[str, "подпись"]
    value: Annotated[str, "сумма или прочерк"]


class TotalsView(TypedDict):
    """Итоги по строкам."""

    net: Annotated[Decimal, "всего без НДС"]
    vat: Annotated[Decimal, "НДС"]
    vat_text: Annotated[str, "сумма НДС или «без НДС»"]
    gross: Annotated[Decimal, "всего с НДС"]
    count: Annotated[int, "сколько строк"]
    by_rate: list[RateTotalView]
    taxed: list[RateTotalView]
    exempt: Annotated[bool, "ни одна строка не облагается НДС"]
    rows: list[TotalRowView]
    rows_to_pay: list[TotalRowView]
    saving: Annotated[Decimal | None, "сколько сберегают скидки"]
    has_long_numbers: Annotated[bool, "числа длинные, нужен мелкий шрифт"]
    no_vat: Annotated[str, "«без НДС» с основанием"]
    price_phrase: Annotated[str, "сумма цифрами и прописью с НДС"]
    vat_phrase: Annotated[str, "«в том числе НДС …» или «без НДС …»"]


class LineCaptionsView(TypedDict):
    """Подписи таблицы строк."""

    name: Annotated[str, "над наименованием"]
    price: Annotated[str, "над ценой"]
    amount: Annotated[str, "над суммой"]
    vat_note: Annotated[str, "« без НДС», если цены без него"]


class LineKindsView(TypedDict):
    """Что среди строк есть."""

    goods: Annotated[bool, "есть товары"]
    services: Annotated[bool, "есть услуги"]
    works: Annotated[bool, "есть работы"]


class ReferenceView(TypedDict):
    """Другой документ, на который ссылаются."""

    title: Annotated[str, "название документа"]
    number: Annotated[str, "номер"]
    sign: Annotated[str, "номер со знаком №"]
    date: Annotated[dt.date, "дата"]
    phrase: Annotated[str, "название, номер и дата"]


class PeriodView(TypedDict):
    """Промежуток, оба дня входят."""

    start: Annotated[dt.date, "первый день"]
    end: Annotated[dt.date, "последний день"]
    phrase: Annotated[str, "«с … по …», а один день — только он"]


class PersonView(TypedDict):
    """Человек."""

    name: Annotated[str, "фамилия, имя, отчество"]
    short_name: Annotated[str, "фамилия и инициалы"]
    position: Annotated[str | None, "должность"]
    phone: Annotated[str | None, "телефон"]
    email: Annotated[str | None, "электронная почта"]


class DocumentView(TypedDict):
    """Сам документ."""

    kind: Annotated[str, "вид документа"]
    title: Annotated[str, "заголовок"]
    number: Annotated[str, "номер"]
    sign: Annotated[str, "номер со знаком №"]
    date: Annotated[dt.date, "дата"]
    created: Annotated[str, "дата ГГГГ-ММ-ДД, для свойств файла"]
    full_title: Annotated[str, "заголовок, номер и дата"]
    author: Annotated[str, "кто составил"]
    subject: Annotated[str, "о чём, для свойств файла"]
    keywords: Annotated[str, "вид, шаблон и круг читателей, для свойств файла"]
    id: Annotated[str, "идентификатор для кода на полях; пуст, пока документ не выдан"]


class PaymentView(TypedDict):
    """Платёж по условиям сделки."""

    percent: Annotated[Decimal, "доля, проценты"]
    amount: Annotated[Decimal, "сумма"]
    moment: Annotated[str, "от чего считается срок"]
    days: Annotated[int | None, "срок в днях"]
    on: Annotated[dt.date | None, "дата платежа"]
    phrase: Annotated[str, "доля, сумма прописью и срок"]
    term: Annotated[str, "только срок"]


class DealPeriodView(TypedDict):
    """Когда оказываются услуги."""

    start: Annotated[dt.date, "первый день"]
    end: Annotated[dt.date, "последний день"]


class TermsView(TypedDict):
    """Условия сделки."""

    payments: list[PaymentView]
    delivery_days: Annotated[int | None, "срок поставки, календарные дни"]
    acceptance_days: Annotated[int, "срок приёмки, календарные дни"]
    penalty_percent_per_day: Annotated[Decimal, "пеня, проценты в день"]
    valid_until: Annotated[dt.date, "предложение и счёт действуют до"]
    period: DealPeriodView | None
    consignment: Annotated[str | None, "вид консигнации"]
    last_payment_on: Annotated[dt.date | None, "последний день оплаты"]
    has_advance: Annotated[bool, "есть аванс"]
    has_before_shipment: Annotated[bool, "есть платёж до отгрузки"]
    has_after_shipment: Annotated[bool, "есть платёж после отгрузки"]
    has_after_acceptance: Annotated[bool, "есть платёж после приёмки"]
    has_on_sale: Annotated[bool, "есть платёж по мере продажи"]
    has_fixed_date: Annotated[bool, "есть платёж к дате"]


class DealView(TypedDict):
    """Сделка."""

    kind: Annotated[str, "supply, services или consignment"]
    date: Annotated[dt.date, "дата сделки"]
    subject: Annotated[str, "предмет"]
    city: Annotated[str | None, "город, как он дан"]
    place: Annotated[str, "«г. Москва»"]
    manager: Annotated[str | None, "менеджер"]
    has_goods: Annotated[bool, "есть товары"]
    has_services: Annotated[bool, "есть услуги"]
    has_works: Annotated[bool, "есть работы"]


class RateChangeView(TypedDict):
    """Смена ставки НДС, на которую может прийтись исполнение."""

    on: Annotated[dt.date, "с какого дня"]
    old: Annotated[str, "прежняя ставка"]
    new: Annotated[str, "новая ставка"]


class ContractView(TypedDict):
    """Договор, на котором стоит документ."""

    title: Annotated[str, "название"]
    sign: Annotated[str, "номер со знаком №"]
    date: Annotated[dt.date, "дата"]


class KitPartyView(PartyView):
    """Сторона комплекта."""

    role: Annotated[str, "как её называет договор"]
    introduction: Annotated[str, "сторона в преамбуле, с «именуемое»"]


class KitCaptionsView(LineCaptionsView):
    """Подписи, которые зависят от сделки."""

    term: Annotated[str, "«Срок поставки» и подобное"]
    value: Annotated[str, "«Стоимость»"]
    payment: Annotated[str, "«Оплата» или «Расчёты»"]
    seller: Annotated[str, "роль продавца"]
    client: Annotated[str, "роль клиента"]


class KitView(TypedDict):
    """Всё, что видит шаблон документа из комплекта."""

    document: DocumentView
    contract: ContractView
    seller: KitPartyView
    client: KitPartyView
    deal: DealView
    lines: list[LineView]
    totals: TotalsView
    captions: KitCaptionsView
    prices_include_vat: Annotated[bool, "цены даны с НДС"]
    terms: TermsView
    rate_change: RateChangeView | None
    rate_note: Annotated[str, "примечание о смене ставки НДС или пусто"]
    payment_purpose: Annotated[str, "назначение платежа"]
    term_short: Annotated[str, "срок исполнения коротко"]
    term_long: Annotated[str, "срок исполнения и от чего он считается"]


class RoleView(TypedDict):
    """Роль стороны по падежам."""

    nominative: Annotated[str, "Поставщик"]
    genitive: Annotated[str, "Поставщика"]
    dative: Annotated[str, "Поставщику"]
    accusative: Annotated[str, "Поставщика"]
    instrumental: Annotated[str, "Поставщиком"]
    prepositional: Annotated[str, "Поставщике"]


class AddressView(TypedDict):
    """Уполномоченный адрес."""

    side: Annotated[str, "роль стороны"]
    person: Annotated[str, "человек или отдел"]
    position: Annotated[str, "должность"]
    email: Annotated[str, "электронная почта"]
    purposes: Annotated[str, "что посылать"]


class ClauseView(TypedDict):
    """Пункт договора."""

    number: Annotated[str, "номер"]
    text: Annotated[str, "текст"]
    items: Annotated[list[str], "подпункты"]
    table: Annotated[str | None, "таблица под пунктом"]


class SectionView(TypedDict):
    """Раздел договора."""

    number: Annotated[str, "номер"]
    title: Annotated[str, "название"]
    clauses: list[ClauseView]


class ContractKitView(KitView):
    """Всё, что видит шаблон договора."""

    us: RoleView
    them: RoleView
    addresses: list[AddressView]
    sections: list[SectionView]
    settings: Annotated[dict[str, Any], "числа из clauses.yaml"]
    work: Annotated[dict[str, Any], "слова об услугах и работах по падежам"]
    refusal: Annotated[dict[str, Any], "форма мотивированного отказа"]


class InvoiceKitView(KitView):
    """Всё, что видит шаблон счёта."""

    payment_code: Annotated[str, "платёжный код ST00012 для фильтра payment_qr"]
