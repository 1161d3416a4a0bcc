"""The subject of a Russian certificate (приказ ФСБ № 795): a person, an organisation, their numbers."""

from __future__ import annotations

from typing import Any, Final

from docgen.signatures.facts import Person
from docgen.signatures.leniently import follow, items, text

_COMMON_NAME = "2.5.4.3"
_SURNAME = "2.5.4.4"
_GIVEN_NAME = "2.5.4.42"
_TITLE = "2.5.4.12"
_ORGANIZATION = "2.5.4.10"
_INN = "1.2.643.3.131.1.1"
_ORGANIZATION_INN = "1.2.643.100.4"
_OGRN: Final = ("1.2.643.100.1", "1.2.643.100.5")
_SNILS = "1.2.643.100.3"
_PADDING = "00"  # before 2022 the ИНН of an organisation stood in the field of a person's, with zeros to 12 digits


def person_of(name: Any) -> Person:
    """Who a certificate was issued to; ``name`` is an asn1crypto Name."""
    found = values_of(name)
    inn, organization_inn = _inns(found)
    full = " ".join(part for part in (found.get(_SURNAME), found.get(_GIVEN_NAME)) if part)
    common, organization = found.get(_COMMON_NAME), found.get(_ORGANIZATION)
    return Person(
        name=full or (common if common != organization else None),
        title=found.get(_TITLE),
        inn=inn,
        organization=organization or (common if full and organization_inn and common != full else None),
        organization_inn=organization_inn,
        ogrn=next((_digits(found[oid]) for oid in _OGRN if oid in found), None),
        snils=_digits(found.get(_SNILS)),
    )


def common_name_of(name: Any) -> str | None:
    """The name that an issuer goes by."""
    found = values_of(name)
    return found.get(_COMMON_NAME) or found.get(_ORGANIZATION)


def values_of(name: Any) -> dict[str, str]:
    """First values of a Name by dotted object identifiers; what cannot be read is left out."""
    found: dict[str, str] = {}
    for relative in items(follow(name, ".chosen")):
        for pair in items(relative):
            oid = follow(pair, "type", ".dotted")
            value = text(follow(pair, "value", ".native"))
            if oid and value:
                found.setdefault(oid, value)
    return found


def _inns(found: dict[str, str]) -> tuple[str | None, str | None]:
    inn, organization_inn = _digits(found.get(_INN)), _digits(found.get(_ORGANIZATION_INN))
    if inn and len(inn) == 12 and inn.startswith(_PADDING):
        return None, organization_inn or inn.removeprefix(_PADDING)
    if inn and len(inn) == 10:
        return None, organization_inn or inn
    return inn, organization_inn


def _digits(value: str | None) -> str | None:
    """Digits alone: a СНИЛС is written with hyphens here and there."""
    kept = "".join(char for char in value or "" if char.isascii() and char.isdigit())
    return kept or None
