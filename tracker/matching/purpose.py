"""What the purpose of a payment says: papers named with numbers and days, VAT, and what else the money may be.

Nothing is looked up here: a reading is what stands in the text. Rules of the text: Положение Банка России 762-П,
приложение 1, field 24 (210 signs; what is paid for, numbers and dates of papers, VAT or «без НДС»).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from tracker.matching.meaning import Meaning, read_meaning
from tracker.matching.spelling import DAY, SUM, day_of, key_of, plain, sum_of
from tracker.matching.vat_said import VatSaid, read_vat


class Named(StrEnum):
    """What kind of paper a purpose names."""

    INVOICE = "invoice"
    CONTRACT = "contract"
    ACT = "act"
    WAYBILL = "waybill"
    TAX_INVOICE = "tax_invoice"
    ORDER = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A paper that the purpose names. ``keys``: its number as it is compared; several where the text may mean either.

    shared_date: the date that stands after the last paper of a list and may be that of all. amount: kopecks, where the
    text says how much of the payment is for this paper.
    """

    kind: Named
    number: str
    keys: tuple[str, ...]
    date: dt.date | None
    shared_date: dt.date | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """The purpose of a payment, read."""

    invoices: tuple[Reference, ...]
    contracts: tuple[Reference, ...]
    papers: tuple[Reference, ...]
    orders: tuple[Reference, ...]
    vat: VatSaid
    meaning: Meaning


_SIGN = r"(?:№\s?№?|#|номер[а-я]*\b|n[oо]?\b\.?|n(?=\d))"
_NUMBER = r"(?:(?=[а-яa-z0-9/_\\-]*\d)[а-яa-z0-9]++(?:[-/_\\][а-яa-z0-9]++|\.\d++)*+|б/?н\b)"
_NO_WORD = r"(?(sign)|(?!торг|упд|акт|сч|дог|контр|накл|с/?ф|ндс|т?тн))"
_NO_NUMBER = r"(?!\s?(?:%|процент|руб|р\b|коп|шт|кв|дн|мес|год|г\b|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек))"
_DATED = rf"\s?\(?\s?(?:от\b|дата\b|датир\w*)?\s?\.?\s?{DAY}(?:\s?г(?:ода|\.)?(?![а-я]))?\)?"
_AMOUNT = rf"\s?(?:на сумму|в сумме|в размере|сумма|-|=|:|\()?\s?{SUM}"
_WORDS = (
    r"(?:\s?(?:поставк[иу]|подряда|субподряда|аренды|услуг|оказани[яеию]|работ|выполненных|об?|на|купли-продажи|оферт[аыу]|"
    r"возмездного|комиссии|сдачи-приемки|приема-передачи|выполнении|тов|товарн\w+|торг-12|контракт\w*)\b\.?){0,5}"
)
_ACCOUNT = re.compile(
    r"(?:\b(?:расч(?:етн[а-я]*)?|лиц(?:ев[а-я]*)?|корр?(?:есп[а-я]*)?|банк(?:овск[а-я]*)?|ссудн[а-я]*|депоз[а-я]*|текущ[а-я]*|"
    r"карт(?:очн[а-я]*)?|аккред[а-я]*|бух[а-я]*|спец(?:иальн[а-я]*)?|транзит[а-я]*|накопит[а-я]*|сберег[а-я]*|номинал[а-я]*|"
    r"эскроу|пополнен[а-я]*|на|[врлкс]))\s?\.?\s?$"
)
"""What stands before the account of a bank or of a book, or before «в счёт»: no invoice."""

_BEFORE: Final = 40
_LONGEST: Final = 2_000  # a bank takes 210 signs, ISO 20022 has a few times more
_BANK_ACCOUNT = re.compile(r"\d{20}")

_ANCHORS: Final = {
    Named.INVOICE: re.compile(
        r"(?<![а-яa-z/-])(?:[а-я]*?по)?(?:счет(?:а|у|ам|ов|ом|е|ами|ах)?|сче?-?та?у?|сч|инвойс[а-я]*)(?![а-яa-z])"
        r"(?!\s?\.?\s?[-/]?\s?ф(?:ак|\b))\.?(?:\s?-\s?(?:договор[а-я]*|дог|оферт[а-я]*|заказ[а-я]*)\b\.?)?"
        r"(?:\s?на\s(?:пред)?оплату)?(?:\s(?:покупател|клиент|заказчик)[а-я]+)?"
    ),
    Named.CONTRACT: re.compile(
        rf"(?<![а-яa-z-])(?:договор(?:а|у|ом|е|ам|ов)?|дог(?:-р[а-я]*)?|контракт[а-я]*|д-р[а-я]*)(?![а-я])\.?{_WORDS}"
    ),
    Named.ACT: re.compile(rf"(?<![а-яa-z-])акт(?:а|у|ом|ам|ов)?(?![а-я])\.?{_WORDS}"),
    Named.WAYBILL: re.compile(
        rf"(?<![а-яa-z-])(?:упд|накладн[а-я]+|накл|торг-?\s?12|т?тн|универсальн[а-я]+ передаточн[а-я]+ документ[а-я]*)"
        rf"(?![а-я])\.?{_WORDS}"
    ),
    Named.TAX_INVOICE: re.compile(
        r"(?<![а-яa-z/])(?:счет[а-я]*|сч|с)\s?\.?\s?[-/]?\s?ф(?:актур[а-я]*|акт)?(?![а-я])\.?"
    ),
    Named.ORDER: re.compile(
        r"(?<![а-яa-z-])(?:п/?п|пл(?:ат)?\.?\s?пор[а-я]*|платежн[а-я]+ поручени[а-я]+)(?![а-я])\.?"
    ),
}
_ITEM = re.compile(rf"\s?[-:]?\s?(?P<sign>{_SIGN})?\s?{_NO_WORD}(?P<number>{_NUMBER}){_NO_NUMBER}")
_NEXT = re.compile(rf"\s?\.?\s?(?:,|;|\+|\bи\b)\s?(?P<sign>{_SIGN})?\s?{_NO_WORD}(?P<number>{_NUMBER}){_NO_NUMBER}")
_SUM_HERE = re.compile(SUM)
_DAY_HERE = re.compile(DAY)
_DATE = re.compile(_DATED)
_PART = re.compile(_AMOUNT)
_DATE_NEXT = re.compile(r"\s?от\s?\d")
_OF_ONE: Final = frozenset({"счет", "счету", "счетом", "счете"})
_QUANTITY = re.compile(
    r"\s(?!(?:от|за|и|на|по|в|с|для|без|ндс)\b|сумм|итого|согласно|оплат|дог|акт|упд|аванс|предопл|частич|доплат)[а-я]"
)
"""After a number of a list that has no sign of a number: «15 от 01.11.2026, 16 светильников»."""


def read_purpose(text: str) -> Purpose:
    """Reads the purpose of a payment; whatever it holds, it never raises."""
    told = plain(text[:_LONGEST])
    found = {kind: tuple(_references(told, kind)) for kind in Named}
    return Purpose(
        invoices=found[Named.INVOICE],
        contracts=found[Named.CONTRACT],
        papers=(*found[Named.ACT], *found[Named.WAYBILL], *found[Named.TAX_INVOICE]),
        orders=found[Named.ORDER],
        vat=read_vat(told),
        meaning=read_meaning(told, text[:_LONGEST]),
    )


def _references(told: str, kind: Named) -> Iterator[Reference]:
    """Each paper once: one that is named again without its date is the one that was named with it."""
    found: dict[tuple[tuple[str, ...], dt.date | None], Reference] = {}
    for anchor in _ANCHORS[kind].finditer(told):
        if kind is Named.INVOICE and _is_account(told, anchor):
            continue
        for reference in _shared(list(_listed(told, anchor, kind))):
            found.setdefault((reference.keys, reference.date), reference)
    dated = {keys for keys, on in found if on is not None}
    yield from (one for (keys, on), one in found.items() if on is not None or keys not in dated)


def _is_account(told: str, anchor: re.Match[str]) -> bool:
    before = max(0, anchor.start() - _BEFORE)
    if anchor[0].startswith("счета") and told.endswith(" со ", before, anchor.start()):
        return True  # «со счёта» is an account, «в соответствии со счётом» an invoice
    return bool(_ACCOUNT.search(told, before, anchor.start()))


def _listed(told: str, anchor: re.Match[str], kind: Named) -> Iterator[Reference]:
    """The papers of a list after one word: «счета № 15 от 01.11.2026, № 16, 17 от 03.11.2026»."""
    item = _ITEM.match(told, anchor.end())
    is_over = anchor[0] in _OF_ONE
    while item is not None and not _is_no_paper(told, item):
        reference, place = _reference(told, anchor, item, kind)
        yield reference
        is_over = is_over or reference.date is not None
        item = _NEXT.match(told, place)
        if item is not None and is_over and not item["sign"] and _QUANTITY.match(told, item.end()):
            return


def _reference(told: str, anchor: re.Match[str], item: re.Match[str], kind: Named) -> tuple[Reference, int]:
    """The paper of an item, and the place after it; its date may stand after its sum."""
    dated = _DATE.match(told, item.end())
    place = dated.end() if dated else item.end()
    part = _PART.match(told, place)
    place = part.end() if part else place
    if part and not dated:
        dated = _DATE.match(told, place)
        place = dated.end() if dated else place
    keys = [key_of(item["number"])]
    if told[anchor.end() : item.start("number")] == "-":  # «сч-15» may be the number itself
        keys.append(key_of(told[anchor.start() : item.end("number")]))
    on, amount = day_of(dated) if dated else None, sum_of(part) if part else None
    return Reference(kind=kind, number=item["number"], keys=tuple(keys), date=on, amount=amount), place


def _is_no_paper(told: str, item: re.Match[str]) -> bool:
    """Whether the figures are a sum, a day or an account of a bank rather than a number."""
    number, start = item["number"], item.start("number")
    if _BANK_ACCOUNT.fullmatch(number):
        return True
    if item["sign"]:
        return False
    amount = _SUM_HERE.match(told, start)
    day = _DAY_HERE.match(told, start)
    if amount and _DATE_NEXT.match(told, amount.end()):  # «счета 15,16 от 01.11.2026» are two papers and no sum
        return False
    return bool((amount and amount.end() >= item.end()) or (day and day.end() >= item.end()))


def _shared(listed: list[Reference]) -> Iterator[Reference]:
    """Gives a date that stands at the end of a list to the papers before it that have none."""
    last: dt.date | None = None
    made: list[Reference] = []
    for reference in reversed(listed):
        last = reference.date or last
        made.append(reference if reference.date else replace(reference, shared_date=last))
    yield from reversed(made)
