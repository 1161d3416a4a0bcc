"""The shape of a kit file: sections, keys, kinds of values. What one field demands of another is in the checks.

A model is frozen and knows no other keys. An optional key may be absent, null or an empty text alike. Titles and
descriptions (docstrings of the sections among them) go to the JSON Schema, to forms and to messages: they are Russian.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from docgen.documents import Consignment, DealKind, LineKind, PaymentMoment
from docgen.intake.fields import Amount, Choice, Count, Day, Email, Flag, Moment, Text, Word
from docgen.parties import Form, Purpose
from docgen.vat import TaxStatus

MOST_ROUBLES = 10**12
MOST_LINES = 50_000
LINE_VAT = ("standard", "10", "0", "exempt")


class SignatoryGender(StrEnum):
    """Grammatical gender of a person."""

    MASCULINE = "m"
    FEMININE = "f"


Name = Annotated[str, Text(1000)]
Label = Annotated[str, Text(300)]
Number = Annotated[str, Text(100)]
Requisite = Annotated[str, Text(60)]
Date = Annotated[dt.date, Day()]
Days = Annotated[int, Count(1, 3650)]
Percent = Annotated[Decimal, Amount(places=4, most=100)]


class Section(BaseModel):
    """Base of the sections."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BankSection(Section):
    """Счёт стороны в рублях."""

    model_config = ConfigDict(title="Банк")

    name: Label = Field(title="Название банка", description="Как в реквизитах банка")
    bic: Requisite = Field(title="БИК", description="9 цифр, в кавычках")
    account: Requisite = Field(title="Расчётный счёт", description="20 цифр, в кавычках; ключ сверяется с БИК")
    corr_account: Requisite = Field(title="Корреспондентский счёт", description="20 цифр, в кавычках")


class PowerOfAttorneySection(Section):
    """На дату сделки действует."""

    model_config = ConfigDict(title="Доверенность")

    number: Number = Field(title="Номер доверенности", description="В кавычках")
    date: Date = Field(title="Дата выдачи", description="Без неё доверенность ничтожна (ст. 186 ГК РФ)")
    valid_until: Date | None = Field(None, title="Действует до", description="Без срока — год со дня выдачи")


class SignatorySection(Section):
    """Кто подписывает и на основании чего."""

    model_config = ConfigDict(title="Подписант")

    position: Label = Field(title="Должность", description="В именительном падеже")
    name: Label = Field(title="Фамилия, имя, отчество", description="В именительном падеже")
    basis: Label = Field(title="Основание полномочий", description="В родительном падеже, после «на основании»: Устава")
    gender: Annotated[SignatoryGender, Choice(SignatoryGender)] | None = Field(
        None, title="Род", description="m или f; нужен, если его не видно по имени"
    )
    name_genitive: Label | None = Field(None, title="Имя в родительном падеже", description="Вместо вычисленного")
    position_genitive: Label | None = Field(
        None, title="Должность в родительном падеже", description="Вместо вычисленной"
    )
    power_of_attorney: PowerOfAttorneySection | None = Field(
        None, title="Доверенность", description="Если подписывает не руководитель"
    )


class ContactSection(Section):
    """Кому и что можно посылать."""

    model_config = ConfigDict(title="Контакт")

    name: Label = Field(title="Имя контакта", description="Человек или отдел")
    position: Label | None = Field(None, title="Должность контакта", description="Если есть")
    email: Annotated[str, Email(254)] = Field(title="Электронная почта", description="Один адрес")
    purposes: Annotated[
        tuple[Annotated[Purpose, Choice(Purpose)], ...],
        Field(
            alias="for", title="Что посылать", description="Счета, закрывающие, претензии", min_length=1, max_length=3
        ),
    ]


class PartySection(Section):
    """Реквизиты стороны и её подписант."""

    model_config = ConfigDict(title="Сторона")

    full_name: Name = Field(title="Полное наименование", description="Как в ЕГРЮЛ или ЕГРИП")
    short_name: Name = Field(title="Краткое наименование", description="Например, ООО «Светотехника»")
    form: Annotated[Form, Choice(Form)] = Field(
        title="Форма", description="legal_entity — организация, entrepreneur — ИП, person — физическое лицо"
    )
    inn: Requisite = Field(title="ИНН", description="10 цифр у организации, 12 у человека; в кавычках")
    kpp: Requisite | None = Field(None, title="КПП", description="Только у организации; в кавычках")
    ogrn: Requisite | None = Field(None, title="ОГРН или ОГРНИП", description="13 или 15 цифр; в кавычках")
    address: Name = Field(title="Адрес", description="По ЕГРЮЛ или ЕГРИП, с индексом")
    phone: Number | None = Field(None, title="Телефон", description="Печатается как дан")
    email: Annotated[str, Email(254)] | None = Field(None, title="Электронная почта", description="Один адрес")
    vat: Annotated[TaxStatus, Choice(TaxStatus)] = Field(
        title="НДС стороны", description="standard — общий, reduced_5 и reduced_7 — УСН с 5 и 7 %, exempt — без НДС"
    )
    vat_basis: Label | None = Field(None, title="Почему без НДС", description="Например, п. 1 ст. 145 НК РФ")
    bank: BankSection = Field(title="Банк", description="Счёт стороны")
    signatory: SignatorySection = Field(title="Подписант", description="Кто подписывает за сторону")
    contacts: Annotated[tuple[ContactSection, ...], Field(max_length=50)] | None = Field(
        None, title="Контакты", description="Уполномоченные адреса стороны"
    )


class NumbersSection(Section):
    """Номера документов; без них даёт программа."""

    model_config = ConfigDict(title="Номера")

    contract: Number | None = Field(None, title="Номер договора", description="В кавычках; без него — «б/н»")
    proforma_invoice: Number | None = Field(None, title="Номер счёта", description="В кавычках; без него — ГГГГММДД-1")
    commercial_offer: Number | None = Field(
        None, title="Номер предложения", description="В кавычках; без него — ГГГГММДД-1"
    )


class DealSection(Section):
    """О чём и когда договорились."""

    model_config = ConfigDict(title="Сделка")

    date: Date = Field(title="Дата сделки", description="Дата всех документов")
    kind: Annotated[DealKind, Choice(DealKind)] = Field(
        title="Вид сделки", description="supply — поставка, services — услуги и работы, consignment — консигнация"
    )
    subject: Name = Field(title="Предмет сделки", description="Одной строкой")
    manager: Label | None = Field(None, title="Менеджер", description="Кто отвечает за предложение")
    numbers: NumbersSection | None = Field(None, title="Номера", description="Номера документов")
    city: Label | None = Field(None, title="Город", description="Где заключён договор")


class LineSection(Section):
    """Товар, услуга или работа."""

    model_config = ConfigDict(title="Строка")

    code: Number | None = Field(None, title="Артикул", description="В кавычках, если из одних цифр")
    name: Name = Field(title="Наименование", description="Печатается как дано")
    unit: Annotated[str, Text(50)] = Field(title="Единица измерения", description="Например, шт")
    quantity: Annotated[Decimal, Amount(places=3, most=10**9)] = Field(
        title="Количество", description="Больше нуля, до 3 знаков после точки; дробное в кавычках"
    )
    price: Annotated[Decimal, Amount(places=2, most=MOST_ROUBLES)] = Field(
        title="Цена за единицу", description="В рублях, больше нуля, до 2 знаков после точки; дробная в кавычках"
    )
    discount: Annotated[Decimal, Amount(places=4, most=100, or_zero=True)] | None = Field(
        None, title="Скидка", description="Процент от 0 до 100; без неё — 0"
    )
    kind: Annotated[LineKind, Choice(LineKind)] | None = Field(
        None, title="Вид строки", description="goods — товар, services — услуга, works — работа"
    )
    vat: Annotated[str, Word(LINE_VAT, numbers=(10, 0))] | None = Field(
        None, title="Ставка НДС строки", description="Без неё — ставка продавца"
    )


class PaymentSection(Section):
    """Доля суммы и когда её платят."""

    model_config = ConfigDict(title="Платёж")

    percent: Percent = Field(title="Доля в процентах", description="Все доли дают 100")
    when: Annotated[PaymentMoment | dt.date, Moment(PaymentMoment)] = Field(
        title="Когда платят", description="От чего считаются дни; date или сама дата — к дате"
    )
    days: Days | None = Field(None, title="Срок в днях", description="Календарные дни; не нужен, если срок — дата")
    date: Date | None = Field(None, title="Дата платежа", description="Только при when: date")


class PeriodSection(Section):
    """Когда оказываются услуги."""

    model_config = ConfigDict(title="Период")

    start: Date = Field(alias="from", title="Первый день", description="Включительно")
    end: Date = Field(alias="to", title="Последний день", description="Включительно")


class TermsSection(Section):
    """Оплата, сроки, приёмка, пени."""

    model_config = ConfigDict(title="Условия")

    payments: Annotated[tuple[PaymentSection, ...], Field(min_length=1, max_length=100)] = Field(
        title="Платежи", description="По порядку; доли дают 100 процентов"
    )
    delivery_days: Days | None = Field(None, title="Срок поставки в днях", description="Календарные дни от аванса")
    acceptance_days: Annotated[int, Count(1, 365)] = Field(
        title="Срок приёмки в днях", description="За него клиент подписывает или даёт мотивированный отказ"
    )
    penalty_percent_per_day: Annotated[Decimal, Amount(places=4, most=100, or_zero=True)] = Field(
        title="Пеня в процентах за день", description='Например, "0.1"; "0" — без пени, с процентами по ст. 395 ГК РФ'
    )
    consignment: Annotated[Consignment, Choice(Consignment)] | None = Field(
        None, title="Вид консигнации", description="commission — комиссия, deferred_supply — оплата по мере реализации"
    )
    last_payment_on: Date | None = Field(None, title="Последний день оплаты", description="Для deferred_supply")
    period: PeriodSection | None = Field(None, title="Период", description="Когда оказываются услуги")
    valid_until: Date = Field(title="Предложение и счёт действуют до", description="Не раньше даты сделки")


class AttachmentSection(Section):
    """PDF, который идёт в комплект."""

    model_config = ConfigDict(title="Приложение")

    title: Label = Field(title="Название приложения", description="Для закладки в комплекте")
    file: Annotated[str, Text(500)] = Field(title="Файл", description="PDF рядом с этим файлом, внутри его папки")


class KitSection(Section):
    """Договор, счёт и предложение из одного файла."""

    model_config = ConfigDict(title="Комплект")

    seller: PartySection = Field(title="Продавец", description="Поставщик или исполнитель")
    client: PartySection = Field(title="Клиент", description="Покупатель или заказчик")
    deal: DealSection = Field(title="Сделка", description="О чём и когда договорились")
    lines: Annotated[tuple[LineSection, ...], Field(min_length=1, max_length=MOST_LINES)] = Field(
        title="Строки", description="Товары, услуги и работы"
    )
    prices_include_vat: Annotated[bool, Flag()] | None = Field(
        None, title="Цены с НДС", description="true — НДС внутри цены, false — сверху; без него — true"
    )
    terms: TermsSection = Field(title="Условия", description="Оплата, сроки, приёмка, пени")
    documents: Annotated[tuple[Annotated[str, Text(100)], ...], Field(min_length=1, max_length=100)] | None = Field(
        None, title="Документы", description="По умолчанию contract, proforma_invoice, commercial_offer"
    )
    attachments: Annotated[tuple[AttachmentSection, ...], Field(max_length=100)] | None = Field(
        None, title="Приложения", description="PDF, которые идут за документами"
    )


def json_schema() -> dict[str, Any]:
    """JSON Schema of a kit file, draft 2020-12; rules between fields are not in it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **KitSection.model_json_schema(by_alias=True)}
