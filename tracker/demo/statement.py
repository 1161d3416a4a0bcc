"""A bank statement of the demo company: some of its money finds its deals, some waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from tracker import phrases
from tracker.demo import requisites
from tracker.demo.clients import Client
from tracker.demo.data import Values
from tracker.demo.orders import INVOICE
from tracker.demo.organizations import Organization
from tracker.demo.papers import Lead
from tracker.house import Work
from tracker.matching.importing import Imported, import_statement
from tracker.models import DocumentRow
from tracker.statements import open_statement

NAME: Final = "kl_to_1c.txt"
_OPENING: Final = 1_284_350_40
_STRANGER: Final = {
    "short_name": "ООО «Тихий омут»",
    "inn": requisites.inn("770099912"),
    "bank": {"account": requisites.account("044525918", "40702", "00000990077")},
}
_SUPPLIER: Final = {
    "short_name": "ООО «Металлоконструкция-3»",
    "inn": requisites.inn("660099934"),
    "bank": {"account": requisites.account("046577926", "40702", "00000880055")},
}
_BANK: Final = {
    "short_name": "АО «Столичный учебный банк»",
    "inn": requisites.inn("770099956"),
    "bank": {"account": requisites.account("044525907", "70601", "00000270011")},
}
_END: Final = "\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """An operation. ``other``: the party on the other side; ``amount``: kopecks."""

    other: Values
    amount: int
    purpose: str
    is_incoming: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the statement is made from. ``paid``: deals whose advances it brings, ``vague``: those it speaks dimly of.

    others: clients without a word of what they pay for. partner: another organisation of ours.
    """

    organization: Organization
    partner: Organization
    paid: Sequence[Lead]
    vague: Sequence[Lead]
    others: Sequence[Client]
    on: date

    def bring(self, work: Work) -> Imported:
        """Makes the file and imports it as any other."""
        content = self._text(self._lines(work)).encode("cp1251")
        return import_statement(work, open_statement(content), name=NAME, content=content)

    def _lines(self, work: Work) -> list[_Line]:
        lines = [
            _Line(other=lead.wish.client.party, amount=lead.advance, purpose=_names(work, lead)) for lead in self.paid
        ]
        lines += [
            _Line(other=lead.wish.client.party, amount=lead.advance // 3 * 2, purpose="Частичная оплата по договору")
            for lead in self.vague
        ]
        first, second, third = (client.party for client in self.others[:3])
        return [
            *lines,
            _Line(other=first, amount=48_600_00, purpose="Оплата за оборудование, НДС в том числе"),
            _Line(other=second, amount=17_240_00, purpose="Оплата по счёту № 99871 от прошлого месяца"),
            _Line(other=third, amount=125_000_00, purpose="Предоплата за стеллажи"),
            _Line(other=_STRANGER, amount=31_900_00, purpose="Оплата по договору поставки"),
            _Line(other=_SUPPLIER, amount=214_000_00, purpose="Оплата поставщику по договору 18-П", is_incoming=False),
            _Line(other=_BANK, amount=1_490_00, purpose="Комиссия за ведение счёта", is_incoming=False),
            _Line(
                other=self.partner.party, amount=90_000_00, purpose="Перевод между своими счетами", is_incoming=False
            ),
        ]

    def _text(self, lines: Sequence[_Line]) -> str:
        came = sum(line.amount for line in lines if line.is_incoming)
        went = sum(line.amount for line in lines if not line.is_incoming)
        day, account = f"{self.on:%d.%m.%Y}", self.organization.account
        head = ["1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows", "Отправитель=Банк-клиент"]
        head += [f"ДатаНачала={day}", f"ДатаКонца={day}", f"РасчСчет={account}", "СекцияРасчСчет"]
        head += [f"ДатаНачала={day}", f"ДатаКонца={day}", f"РасчСчет={account}", f"НачальныйОстаток={_sum(_OPENING)}"]
        head += [f"ВсегоПоступило={_sum(came)}", f"ВсегоСписано={_sum(went)}"]
        head += [f"КонечныйОстаток={_sum(_OPENING + came - went)}", "КонецРасчСчет"]
        parts = [text for number, line in enumerate(lines, start=201) for text in self._document(number, line)]
        return _END.join([*head, *parts, "КонецФайла", ""])

    def _document(self, number: int, line: _Line) -> list[str]:
        ours = self.organization.party
        payer, payee = (line.other, ours) if line.is_incoming else (ours, line.other)
        day = f"{self.on:%d.%m.%Y}"
        told = {
            "СекцияДокумент": "Платежное поручение",
            "Номер": str(number),
            "Дата": f"{self.on - timedelta(1):%d.%m.%Y}",
            "Сумма": _sum(line.amount),
            "ПлательщикСчет": payer["bank"]["account"],
            "ДатаСписано": "" if line.is_incoming else day,
            "Плательщик": f"ИНН {payer['inn']} {_plain(payer)}",
            "ПлательщикИНН": payer["inn"],
            "Плательщик1": _plain(payer),
            "ПолучательСчет": payee["bank"]["account"],
            "ДатаПоступило": day if line.is_incoming else "",
            "Получатель1": _plain(payee),
            "ПолучательИНН": payee["inn"],
            "НазначениеПлатежа": line.purpose,
        }
        return [*(f"{key}={value}" for key, value in told.items()), "КонецДокумента"]


def _names(work: Work, lead: Lead) -> str:
    """«Оплата по счёту № 31 от 10.11.2026»."""
    statement = select(DocumentRow.number, DocumentRow.date).where(DocumentRow.id == lead.kit[INVOICE])
    number, on = work.connection.execute(statement).one()
    return f"Оплата по счёту № {number} от {phrases.day(on)}"


def _plain(party: Values) -> str:
    """The name as banks write it: the code page of their files has neither «„» inside «» nor no-break spaces."""
    return str(party["short_name"]).replace("\xa0", " ")


def _sum(kopecks: int) -> str:
    return f"{kopecks // 100}.{kopecks % 100:02}"
