"""Statements of our own making, in every shape that banks give them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from tracker.statements import open_statement

OWN, SECOND = "40702810900000000011", "40702810200000000022"
OTHER = "40702810500000000033"
DAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Paper:
    """A document as a bank would write it; ``extra`` and ``without`` change its lines."""

    number: str = "15"
    amount: str = "1200.50"
    payer: str = OTHER
    payee: str = OWN
    kind: str = "Платежное поручение"
    day: str = "19.11.2026"
    debited: str = ""
    credited: str = "20.11.2026"
    purpose: str = "Оплата по счёту № 15 от 01.11.2026"
    extra: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def lines(self):
        told = {
            "СекцияДокумент": self.kind,
            "Номер": self.number,
            "Дата": self.day,
            "Сумма": self.amount,
            "ПлательщикСчет": self.payer,
            "ДатаСписано": self.debited,
            "Плательщик": "ИНН 7701000009 ООО «Ромашка»",
            "ПлательщикИНН": "7701000009",
            "Плательщик1": "ООО «Ромашка»",
            "ПолучательСчет": self.payee,
            "ДатаПоступило": self.credited,
            "Получатель1": "ООО «Светотехника»",
            "ПолучательИНН": "7701000007",
            "НазначениеПлатежа": self.purpose,
        }
        kept = [f"{key}={value}" for key, value in told.items() if key not in self.without]
        return [*kept, *self.extra, "КонецДокумента"]


@dataclass(frozen=True)
class Section:
    """What a bank says of an account."""

    account: str = OWN
    since: str = "20.11.2026"
    until: str = "20.11.2026"
    opening: str = "0.00"
    credited: str = "1200.50"
    debited: str = "0.00"
    closing: str = "1200.50"

    def lines(self):
        return [
            "СекцияРасчСчет",
            f"ДатаНачала={self.since}",
            f"ДатаКонца={self.until}",
            f"РасчСчет={self.account}",
            f"НачальныйОстаток={self.opening}",
            f"ВсегоПоступило={self.credited}",
            f"ВсегоСписано={self.debited}",
            f"КонечныйОстаток={self.closing}",
            "КонецРасчСчет",
        ]


@dataclass(frozen=True)
class File:
    """A whole file."""

    papers: tuple[Paper, ...] = (Paper(),)
    sections: tuple[Section, ...] = (Section(),)
    accounts: tuple[str, ...] = (OWN,)
    coding: str = "Windows"
    end: tuple[str, ...] = ("КонецФайла",)
    more: tuple[str, ...] = field(default=())

    def lines(self):
        head = ["1CClientBankExchange", "ВерсияФормата=1.03", f"Кодировка={self.coding}", "Отправитель=Учебный банк"]
        head += [f"РасчСчет={account}" for account in self.accounts]
        parts = [line for part in (*self.sections, *self.papers) for line in part.lines()]
        return [*head, *parts, *self.more, *self.end]

    def encoded(self, encoding="cp1251", line_end="\r\n"):
        return "".join(f"{line}{line_end}" for line in self.lines()).encode(encoding)


def file_of(*papers, **changes):
    """A file of these documents about which the bank says no totals."""
    silent = Section(opening="", credited="", debited="", closing="")
    return replace(File(papers=papers, sections=(silent,)), **changes)


def read(file, mapping=None):
    """Operations and the reading that gave them."""
    content = file.encoded() if isinstance(file, File) else file
    reading = open_statement(content, mapping)
    return [*reading.operations()], reading


def only(file):
    """The only operation of a file that nobody is warned of."""
    operations, reading = read(file)
    assert reading.warnings.texts == []
    (operation,) = operations
    return operation


def warned(file):
    """Operations, the text of all warnings with plain spaces, and whether consent is needed."""
    operations, reading = read(file)
    return operations, "\n".join(reading.warnings.texts).replace("\u00a0", " "), reading.warnings.needs_consent
