"""How the library calls what its data name by keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tracker.law import is_from_memory

CONFIRMS: Final = {"goods": "товар", "services": "услуги", "works": "работы", "handover": "передачу"}
FORMATS: Final = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel"}
PROTECTIONS: Final = {
    "deemed_acceptance": "Односторонний акт имеет силу, если клиент не ответил в срок",
    "goods_receipt": "Товар считается принятым, если в срок не пришёл акт о расхождениях",
    "authorised_receivers": "Названо, кто вправе принимать",
    "email_counts": "Письма на уполномоченные адреса имеют силу",
    "scan_force": "Скан-копия имеет силу до получения подлинника",
    "originals_penalty": "Штраф за невозврат подлинников",
}
_CONDITIONS: Final = (
    ("not deal.has_goods", "в сделке нет товара"),
    ("not deal.has_services", "в сделке нет услуг"),
    ("not deal.has_works", "в сделке нет работ"),
    ("deal.has_goods", "в сделке есть товар"),
    ("deal.has_services", "в сделке есть услуги"),
    ("deal.has_works", "в сделке есть работы"),
    ("terms.consignment == 'commission'", "это комиссия"),
    ("terms.consignment != 'commission'", "это не комиссия"),
    ("terms.has_advance", "есть аванс"),
    ("terms.has_before_shipment", "есть оплата до отгрузки"),
    ("terms.has_after_shipment", "есть оплата после отгрузки"),
    ("terms.has_after_acceptance", "есть оплата после приёмки"),
    ("terms.has_on_sale", "есть оплата после продажи"),
    ("terms.has_fixed_date", "есть оплата к названному дню"),
    ("terms.penalty_percent_per_day", "установлены пени"),
    ("terms.period", "назван период"),
    ("rate_change", "ставка НДС меняется"),
)
_MARKUP: Final = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")
_JOINTS: Final = ((r"\bnot\b", "не"), (r"\band\b", "и"), (r"\bor\b", "или"))


def condition(text: str) -> str:
    """«в сделке есть товар или в сделке есть работы»: a condition in words, as far as its names are known."""
    told = text
    for name, words in _CONDITIONS:
        told = re.sub(rf"(?<![\w.]){re.escape(name)}(?![\w.])", words, told)
    for pattern, words in _JOINTS:
        told = re.sub(pattern, words, told)
    return told


def pieces(text: str) -> Iterator[tuple[bool | None, str]]:
    """The text of a clause cut into plain words (None), names of data (True) and conditions in words (False)."""
    for part in _MARKUP.split(text):
        if part.startswith("{{"):
            yield True, part.strip("{}- ")
        elif part.startswith("{%"):
            yield False, _logic(part.strip("{%}- "))
        elif part:
            yield None, part


def _logic(told: str) -> str:
    word, _, rest = told.partition(" ")
    names = {
        "if": f"⟨если {condition(rest)}:",
        "elif": f"иначе, если {condition(rest)}:",
        "else": "иначе:",
        "endif": "⟩",
    }
    return names.get(word, f"⟨{told}⟩")


def is_unchecked(basis: str) -> bool:
    """Whether the data say of this article that it was written from memory, so that a lawyer has to check it."""
    return is_from_memory(basis)
