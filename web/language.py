"""The language of screens: Russian, as written in code and templates, or English by catalogues of ``translations/``.

``_("Сделки")`` names a text by its Russian; ``counted(5, "сделка|сделки|сделок")`` sets a number with its noun. Each
room keeps a catalogue of its own, ``translations/en/<room>.po``, in which the forms of a noun are one text:
msgid "сделка|сделки|сделок", msgstr "deal|deals". What the database holds, and the texts of rules and of law, stay as
they are: templates mark them ``lang="ru"``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po
from flask import g, has_request_context, request
from markupsafe import Markup

from docgen.filters import NBSP
from web import desk

RUSSIAN: Final = "ru"
ENGLISH: Final = "en"
LANGUAGES: Final = {RUSSIAN: "Русский", ENGLISH: "English"}
COOKIE: Final = "language"
_FOLDER: Final = Path(__file__).parent / "translations"


def language() -> str:
    """The language of this answer: the visitor's own choice, else the browser's cookie, else Russian."""
    if not has_request_context():
        return RUSSIAN
    if "language" not in g:
        visitor = desk.visitor_or_none()
        wanted = visitor.language if visitor else request.cookies.get(COOKIE)
        g.language = wanted if wanted in LANGUAGES else RUSSIAN
    return str(g.language)


@cache
def catalogue(name: str) -> dict[str, str]:
    """Translations into a language, by their Russian."""
    texts: dict[str, str] = {}
    for path in sorted((_FOLDER / name).glob("*.po")):
        with path.open("rb") as file:
            texts |= {str(one.id): str(one.string) for one in read_po(file, name) if one.id and one.string}
    return texts


def gettext(text: str, /, **values: object) -> str:
    """The text in the language of this answer, its ``%(name)s`` filled in; what has no translation stays Russian.

    Markup stays markup, and plain values in it are escaped.
    """
    name = language()
    told = text if name == RUSSIAN else catalogue(name).get(str(text), text)
    if isinstance(text, Markup):
        told = Markup(told)  # noqa: S704  the catalogue is ours, as the text is
    return told % values if values else told


_ = gettext


def counted(number: int, forms: str) -> str:
    """«5 сделок»: a number with its noun. ``forms``: «сделка|сделки|сделок»."""
    return f"{number:,}".replace(",", NBSP) + NBSP + noun(number, forms)


def noun(number: int, forms: str) -> str:
    """The noun alone, in the form that goes with the number."""
    name = language()
    if name == RUSSIAN:
        return forms.split("|")[_russian_form(number)]
    words = catalogue(name).get(forms, forms).split("|")
    return words[0] if abs(number) == 1 else words[-1]


def _russian_form(number: int) -> int:
    tail = abs(number) % 100
    if 10 < tail < 20:
        return 2
    return {1: 0, 2: 1, 3: 1, 4: 1}.get(tail % 10, 2)
