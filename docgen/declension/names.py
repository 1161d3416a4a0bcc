"""A person's name in the genitive («в лице …») and in short («Кравцова А. С.»)."""

from __future__ import annotations

import re

from docgen.declension.capitals import is_initials, is_marker
from docgen.declension.gender import Gender
from docgen.declension.given_names import given_name_genitive, patronymic_genitive
from docgen.declension.people import Role, Word, is_east_asian, read_name
from docgen.declension.surnames import surname_genitive

_NBSP = "\u00a0"


def name_genitive(name: str, gender: Gender) -> str:
    """Genitive of a person's name, with single spaces and usual capitals; any text is answered, never an error.

    «Иванова Анна Сергеевна» → «Ивановой Анны Сергеевны». The order of words stays; initials stay. Spellings on which
    the bearer decides (Журавель, Айгуль) get one of the accepted forms: let the user correct it.
    """
    read = read_name(name)
    feminine = gender is Gender.FEMININE
    unchanged = feminine and is_east_asian(read)
    return " ".join(
        word.before + (word.text if unchanged else _genitive(read, place, feminine)) + word.after
        for place, word in enumerate(read)
    )


def initials(name: str) -> str:
    """Surname and initials joined by no-break spaces: «Кравцова А. С.», «Алиев Р. М. оглы», «Дюпон Ж.-П.».

    A name of one word, or without a surname, is returned as it is (with usual capitals).
    """
    read = read_name(name)
    surname = [word.text for word in read if word.role in (Role.SURNAME, Role.PARTICLE)]
    short = [_short(word.text) for word in read if word.role not in (Role.SURNAME, Role.PARTICLE)]
    if not any(word.role is Role.SURNAME for word in read):
        return " ".join(word.text for word in read)
    return _NBSP.join((" ".join(surname), *short))


def address_by_name(name: str) -> str:
    """How a letter addresses somebody: «Анна Сергеевна»; nothing if the name has no patronymic."""
    read = read_name(name)
    if not any(word.role is Role.PATRONYMIC for word in read):
        return ""
    return " ".join(word.text for word in read if word.role in (Role.GIVEN, Role.PATRONYMIC))


def _genitive(read: tuple[Word, ...], place: int, feminine: bool) -> str:
    word = read[place]
    if not word.declines:
        return word.text
    if word.role is Role.GIVEN:
        return given_name_genitive(word.text, feminine=feminine)
    if word.role is Role.PATRONYMIC:
        return patronymic_genitive(word.text, feminine=feminine)
    if feminine and place and read[place - 1].role is Role.PARTICLE:
        return word.text  # Ибн Сина, фон Браун: a foreign surname of a woman stays
    return surname_genitive(word.text, feminine=feminine)


def _short(text: str) -> str:
    """«Анна» → «А.», «Жан-Поль» → «Ж.-П.», «Мамед-оглы» → «М.-оглы», «И.И.» → «И. И.», «оглы» stays."""
    if is_initials(text):
        return _NBSP.join(re.sub(r"\.(?=\w)", ". ", text if "." in text else f"{text}.").split())
    return "-".join(part if is_marker(part) else f"{part[:1].upper()}." for part in text.split("-") if part)
