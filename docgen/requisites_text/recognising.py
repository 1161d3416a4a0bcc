"""A pasted card as fields of a party, and doubts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from docgen.parties import Form
from docgen.requisites_text.choosing import Doubt, choose
from docgen.requisites_text.numbers import numbers_of, without_phones
from docgen.requisites_text.words import (
    address_of,
    bank_of,
    emails_of,
    is_in_genitive,
    labelled,
    names_of,
    signatory_of,
)

LONGEST: Final = 50_000
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_SPACES: Final = re.compile(r"[^\S\n\t]")


@dataclass(frozen=True, slots=True)
class Recognised:
    """fields: of a party, by the keys form, full_name, short_name, inn, kpp, ogrn, address, phone, email, bank_name,
    bic, account, corr_account, position, name, basis; only those that can be taken as they are. doubts: the rest.
    """

    fields: Mapping[str, str]
    doubts: tuple[Doubt, ...]


def recognise(text: str) -> Recognised:
    """Requisites in the text, of which the first LONGEST characters are read."""
    plain = _plain(text[:LONGEST])
    bare, phones = without_phones(plain)
    chosen = choose(numbers_of(bare))
    fields, doubts = dict(chosen.fields), list(chosen.doubts)
    told = labelled(plain)
    fields |= _given(names_of(plain, told))
    fields |= _given({"bank_name": bank_of(plain, told), "address": address_of(plain, told)})
    signatory = signatory_of(plain)
    fields |= _given(signatory)
    if is_in_genitive(plain) and "name" not in signatory:
        doubts.append(Doubt("name", "Подписант назван в родительном падеже: впишите имя и должность в именительном."))
    emails = emails_of(plain)
    _first(fields, doubts, "email", emails, "адресов почты")
    _first(fields, doubts, "phone", phones, "телефонов")
    form = _form(fields)
    if form is not None:
        fields["form"] = form.value
        fields |= _of_entrepreneur(fields) if form is Form.ENTREPRENEUR else {}
    return Recognised(fields, tuple(doubts))


def _plain(text: str) -> str:
    """Plain spaces, letters put together, line ends alike; a tab stays, since it parts cells."""
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")
    return _SPACES.sub(" ", text.replace("\v", "\n").replace("\f", "\n"))


def _given(values: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in values.items() if value}


def _first(fields: dict[str, str], doubts: list[Doubt], name: str, values: list[str], what: str) -> None:
    different = list(dict.fromkeys(values))
    if different:
        fields[name] = different[0]
    if len(different) > 1:
        doubts.append(Doubt(name, f"В карточке несколько {what}, взят первый; ещё: {', '.join(different[1:])}."))


def _form(fields: Mapping[str, str]) -> Form | None:
    name = fields.get("full_name", "") or fields.get("short_name", "")
    is_entrepreneur = name.casefold().startswith(("индивидуальный предприниматель", "ип "))
    if is_entrepreneur or len(fields.get("ogrn", "")) == 15:
        return Form.ENTREPRENEUR
    length = len(fields.get("inn", ""))
    if length == 10 or len(fields.get("ogrn", "")) == 13:
        return Form.LEGAL_ENTITY
    return Form.PERSON if length == 12 else None


def _of_entrepreneur(fields: Mapping[str, str]) -> dict[str, str]:
    """An entrepreneur signs in person."""
    name = re.sub(r"(?i)^(?:индивидуальный\s+предприниматель|ип)\s+", "", fields.get("full_name", ""))
    usual = {"position": "Индивидуальный предприниматель", "name": name, "basis": "записи в ЕГРИП"}
    return {key: fields.get(key, "") or value for key, value in usual.items() if fields.get(key) or value}
