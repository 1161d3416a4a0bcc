"""The shape of a deals file: sections, keys, kinds of values. Titles and descriptions are Russian: people read them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError

from docgen.documents import DealKind
from docgen.intake.fields import (
    RUSSIAN,
    Amount,
    Choice,
    Count,
    FieldError,
    JsonSchema,
    Reading,
    Text,
    Word,
    not_an_option,
)
from docgen.intake.schema import MOST_ROUBLES, Date, Label, Name, Number, PartySection, Section
from docgen.library import INTERNAL, audiences
from tracker.deal_kinds import CONTRACT_KINDS
from tracker.facts import Authority, Direction, Evidence, ObligationKind, Protection, Side

ID = Text(100)
Id = Annotated[str, ID]
ROUBLES = Amount(places=2, most=MOST_ROUBLES)
Roubles = Annotated[Decimal, ROUBLES]
RoublesOrZero = Annotated[Decimal, Amount(places=2, most=MOST_ROUBLES, or_zero=True)]
Percent = Annotated[Decimal, Amount(places=4, most=100, or_zero=True)]
MOST_IN_DEAL = 10_000


class DocumentKind(Reading):
    """A kind of the library that a client may get; a contract has a section of its own."""

    def _words(self) -> tuple[str, ...]:
        known = audiences()
        return tuple(name for name in known if known[name] != INTERNAL and name not in CONTRACT_KINDS.values())

    def _read(self, value: object) -> str:
        if isinstance(value, str) and value in _kinds(self):
            return value
        raise FieldError(not_an_option(value, self._words()))

    def _schema(self) -> JsonSchema:
        return {"type": "string", "enum": list(self._words())}

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        del schema, handler
        return self.schema()


_known: dict[str, frozenset[str]] = {}


def _kinds(reading: DocumentKind) -> frozenset[str]:
    """Asked about for every document of every deal, so read from the library once."""
    if "kinds" not in _known:
        _known["kinds"] = frozenset(reading._words())  # noqa: SLF001
    return _known["kinds"]


def _pairs(value: object) -> object:
    if value is not None and not isinstance(value, dict):
        text = 'нужны пары «обязательство: сумма», например {o1: "120000.00"}'
        raise PydanticCustomError(RUSSIAN, "{text}", {"text": text})
    return value


Covers = Annotated[dict[str, Roubles] | None, BeforeValidator(_pairs)]
"""What a paper covers: sums by the ids of obligations."""


class AttorneySection(Section):
    """Доверенность того, кто подписал за клиента."""

    model_config = ConfigDict(title="Доверенность")

    number: Number | None = Field(None, title="Номер доверенности", description="В кавычках")
    valid_from: Date | None = Field(None, alias="from", title="Действует с", description="Включительно")
    valid_until: Date | None = Field(None, alias="until", title="Действует по", description="Включительно")


class ContractSection(Section):
    """Договор сделки."""

    model_config = ConfigDict(title="Договор")

    number: Number | None = Field(None, title="Номер договора", description="В кавычках; без него — «б/н»")
    date: Date = Field(title="Дата договора", description="День, которым он датирован")
    signed_by_us_on: Date | None = Field(None, title="Подписан нами", description="День подписи")
    signed_by_client_on: Date | None = Field(None, title="Подписан клиентом", description="День подписи")
    signer_authority: Annotated[Authority, Choice(Authority)] | None = Field(
        None, title="Полномочия подписавшего", description="Без этого ключа — head"
    )
    power_of_attorney: AttorneySection | None = Field(None, title="Доверенность", description="Если она известна")
    scan_on: Date | None = Field(None, title="Скан получен", description="День")
    original_on: Date | None = Field(None, title="Оригинал получен", description="День")
    electronic_on: Date | None = Field(None, title="Подписан через оператора ЭДО", description="День")
    acceptance_days: Annotated[int, Count(1, 365)] | None = Field(
        None, title="Срок приёмки в днях", description="За него клиент подписывает или даёт мотивированный отказ"
    )
    protections: Annotated[tuple[Annotated[Protection, Choice(Protection)], ...], Field(max_length=20)] | None = Field(
        None, title="Защита", description="Что дают нам условия договора"
    )


class ObligationSection(Section):
    """Что одна сторона должна другой."""

    model_config = ConfigDict(title="Обязательство")

    id: Id = Field(title="Идентификатор", description="Единственный в сделке")
    by: Annotated[Side, Choice(Side)] = Field(title="Кто должен", description="us — мы, client — клиент")
    kind: Annotated[ObligationKind, Choice(ObligationKind)] = Field(
        title="Вид", description="Наши: goods, services, works, handover; клиента: payment"
    )
    amount: Roubles = Field(title="Сумма", description="В рублях с НДС, в кавычках")
    due_on: Date = Field(title="Срок", description="День, к которому надо исполнить")
    performed_on: Date | None = Field(None, title="Исполнено", description="День; без него обязательство открыто")
    performed_amount: RoublesOrZero | None = Field(None, title="Исполнено на сумму", description="Без неё — вся сумма")
    cancelled_on: Date | None = Field(None, title="Снято", description="День, с которого обязательства нет")


class DocumentSection(Section):
    """Документ сделки и что с ним было."""

    model_config = ConfigDict(title="Документ")

    id: Id = Field(title="Идентификатор", description="Единственный в сделке")
    kind: Annotated[str, DocumentKind()] = Field(title="Вид документа", description="Имя вида: pervichka kinds")
    number: Number | None = Field(None, title="Номер", description="В кавычках; без него — «б/н»")
    date: Date = Field(title="Дата документа", description="День, которым он датирован")
    covers: Covers = Field(None, title="Что покрывает", description="Суммы по обязательствам")
    status: Annotated[str, Word(("1", "2"), numbers=(1, 2))] | None = Field(
        None, title="Статус УПД", description="1 (и без него) — счет-фактура и передаточный документ, 2 — передаточный"
    )
    vat_rate: Percent | None = Field(None, title="Ставка НДС", description="Процент, который указан в документе")
    signed_by_us_on: Date | None = Field(None, title="Подписан нами", description="День подписи")
    sent_on: Date | None = Field(None, title="Отправлен", description="День")
    delivered_on: Date | None = Field(None, title="Доставлен", description="День, который можно доказать")
    signed_by_client_on: Date | None = Field(None, title="Подписан клиентом", description="День подписи")
    signer_authority: Annotated[Authority, Choice(Authority)] | None = Field(
        None, title="Полномочия подписавшего", description="Без этого ключа — unknown"
    )
    power_of_attorney: AttorneySection | None = Field(None, title="Доверенность", description="Если она известна")
    scan_on: Date | None = Field(None, title="Скан получен", description="День")
    original_on: Date | None = Field(None, title="Оригинал получен", description="День")
    electronic_on: Date | None = Field(None, title="Подписан через оператора ЭДО", description="День")
    refused_on: Date | None = Field(None, title="Мотивированный отказ", description="День")
    refusal_answered_on: Date | None = Field(None, title="Ответ на отказ", description="День")
    annulled_on: Date | None = Field(None, title="Аннулирован", description="День, с которого документа нет")


class PaymentSection(Section):
    """Деньги или слова о них."""

    model_config = ConfigDict(title="Платёж")

    date: Date = Field(title="Дата платежа", description="День")
    amount: Roubles = Field(title="Сумма", description="В рублях, в кавычках")
    evidence: Annotated[Evidence, Choice(Evidence)] = Field(
        title="Откуда известно", description="bank_statement и cash_receipt — деньги получены, остальное — сообщил"
    )
    direction: Annotated[Direction, Choice(Direction)] | None = Field(
        None, title="Куда", description="out — возврат клиенту; без него in"
    )


class ClaimSection(Section):
    """Претензия, которую мы отправили."""

    model_config = ConfigDict(title="Претензия")

    sent_on: Date = Field(title="Отправлена", description="День")
    amount: Roubles = Field(title="Сумма", description="В рублях, в кавычках")


class DemandSection(Section):
    """Требование клиента: возврат, расторжение."""

    model_config = ConfigDict(title="Требование")

    received_on: Date = Field(title="Получено", description="День")
    amount: Roubles = Field(title="Сумма", description="В рублях, в кавычках")
    answered_on: Date | None = Field(None, title="Ответ дан", description="День")


class DealSection(Section):
    """Сделка: договор, обязательства, документы, деньги."""

    model_config = ConfigDict(title="Сделка")

    id: Id = Field(title="Идентификатор", description="Единственный среди сделок")
    client: Id = Field(title="Клиент", description="Идентификатор из clients")
    manager: Annotated[str, Text(200)] | None = Field(None, title="Менеджер", description="Кто ведёт сделку")
    subject: Name = Field(title="Предмет сделки", description="Одной строкой")
    kind: Annotated[DealKind, Choice(DealKind)] | None = Field(
        None, title="Вид сделки", description="supply (и без него), services, consignment"
    )
    contract: ContractSection | None = Field(None, title="Договор", description="Если он есть")
    obligations: Annotated[tuple[ObligationSection, ...], Field(max_length=MOST_IN_DEAL)] | None = Field(
        None, title="Обязательства", description="Наши и клиента"
    )
    documents: Annotated[tuple[DocumentSection, ...], Field(max_length=MOST_IN_DEAL)] | None = Field(
        None, title="Документы", description="Все, кроме договора"
    )
    payments: Annotated[tuple[PaymentSection, ...], Field(max_length=MOST_IN_DEAL)] | None = Field(
        None, title="Платежи", description="Каждый сам по себе, даже если равны"
    )
    claims: Annotated[tuple[ClaimSection, ...], Field(max_length=MOST_IN_DEAL)] | None = Field(
        None, title="Претензии", description="Наши к клиенту"
    )
    demands: Annotated[tuple[DemandSection, ...], Field(max_length=MOST_IN_DEAL)] | None = Field(
        None, title="Требования", description="Клиента к нам"
    )


class ContactSection(Section):
    """Человек клиента."""

    model_config = ConfigDict(title="Контакт")

    name: Label = Field(title="Имя", description="Фамилия, имя, отчество")
    position: Label | None = Field(None, title="Должность", description="Если известна")
    left_on: Date | None = Field(None, title="Ушёл", description="День, с которого он у клиента не работает")


class SurveySection(Section):
    """Опрос клиента."""

    model_config = ConfigDict(title="Опрос")

    held_on: Date = Field(title="Проведён", description="День")


class ClientSection(Section):
    """Клиент."""

    model_config = ConfigDict(title="Клиент")

    id: Id = Field(title="Идентификатор", description="Единственный среди клиентов")
    party: PartySection = Field(title="Сторона", description="Реквизиты клиента")
    tier: Label | None = Field(None, title="Разряд", description="Свободный текст, например key")
    contacts: Annotated[tuple[ContactSection, ...], Field(max_length=1000)] | None = Field(
        None, title="Контакты", description="Люди клиента"
    )
    surveys: Annotated[tuple[SurveySection, ...], Field(max_length=1000)] | None = Field(
        None, title="Опросы", description="Когда проводились"
    )
    tax_invoice_waiver_on: Date | None = Field(
        None, title="Согласен без счетов-фактур", description="День согласия (пп. 1 п. 3 ст. 169 НК РФ)"
    )
    insolvent_on: Date | None = Field(None, title="Банкротство", description="День введения процедуры")
    insolvency_claim_on: Date | None = Field(None, title="Требование заявлено в реестр", description="День")


class HeadSection(Section):
    """Начало файла: чьи сделки."""

    model_config = ConfigDict(title="Сделки")

    organization: PartySection = Field(title="Наша организация", description="Сторона, как в файле комплекта")


class DealsSection(HeadSection):
    """Сделки одной организации с клиентами, обязательствами, документами и деньгами."""

    clients: Annotated[tuple[ClientSection, ...], Field()] = Field(title="Клиенты", description="С реквизитами")
    deals: Annotated[tuple[DealSection, ...], Field()] = Field(title="Сделки", description="Каждая с клиентом")


def json_schema() -> dict[str, Any]:
    """JSON Schema of a deals file, draft 2020-12; rules between fields are not in it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **DealsSection.model_json_schema(by_alias=True)}
