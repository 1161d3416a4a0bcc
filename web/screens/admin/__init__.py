"""The administrator's room: people, organisations, numbers, law data, mail, copies, the journal, the machine."""

from __future__ import annotations

from web.screens.admin import copies, front, journal, law, logins, machine, mail, numbering, organizations, people
from web.screens.admin.blueprint import blueprint

__all__ = [
    "blueprint",
    "copies",
    "front",
    "journal",
    "law",
    "logins",
    "machine",
    "mail",
    "numbering",
    "organizations",
    "people",
]
