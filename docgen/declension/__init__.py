"""Declension."""

from __future__ import annotations

import re

from docgen.declension.gender import Gender

__all__ = ["Gender", "gender_of", "initials", "name_genitive", "organisation_gender", "organisation_genitive", "position_genitive"]


def gender_of(name: str) -> Gender | None:
    last = name.lower().split()[-1:] or [""]
    if re.search(r"(вич|ич|оглы|оглу|улы|уулу)$", last[0]):
        return Gender.MASCULINE
    if re.search(r"(вна|чна|шна|кызы|гызы)$", last[0]):
        return Gender.FEMININE
    return None


def name_genitive(name: str, gender: Gender) -> str:
    from pytrovich.enums import Case, Gender as G, NamePart
    from pytrovich.maker import PetrovichDeclinationMaker

    maker = PetrovichDeclinationMaker()
    g = G.MALE if gender is Gender.MASCULINE else G.FEMALE
    parts = name.split()
    kinds = [NamePart.LASTNAME, NamePart.FIRSTNAME, NamePart.MIDDLENAME]
    return " ".join(maker.make(k, g, Case.GENITIVE, p) for k, p in zip(kinds, parts)) or name


def position_genitive(position: str) -> str:
    return position.replace("Генеральный директор", "Генерального директора").replace("Директор", "Директора")


def organisation_genitive(full_name: str) -> str:
    return full_name.replace("Общество", "Общества")


def organisation_gender(full_name: str) -> Gender:
    return Gender.MASCULINE if full_name.startswith(("ИП", "Индивид")) else Gender.NEUTER


def initials(name: str) -> str:
    parts = name.split()
    return parts[0] + "".join("\u00a0" + p[0] + "." for p in parts[1:]) if parts else name
