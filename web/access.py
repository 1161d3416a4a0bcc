"""Who may do what: one table of every address of the desk, and the questions asked of it.

An entry says for an endpoint which roles may use it and how far each reaches (their own deals and clients, or
everybody's), by which part of the address its owner is known, and for which audience it is: the public, the staff,
those of the staff who may see internal prices, or a client who holds a share link. An address without an entry is
refused, and fails the tests.

The guard (``web/guard.py``) asks for every request. A list without an owner in its address is cut down by its screen
to ``desk.own_labels()``; a form that names a deal in its body asks ``require_deal``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from tracker.accounts.tokens import Scope
from tracker.people import Role


class Reach(StrEnum):
    """Whose deals and clients a role works with."""

    OWN = "own"
    ALL = "all"


class Owner(StrEnum):
    """What an address names, so that its manager can be known."""

    NOBODY = "nobody"
    DEAL = "deal"
    CLIENT = "client"
    PAPER = "paper"


class Audience(StrEnum):
    """For whom an address is."""

    PUBLIC = "public"
    STAFF = "staff"
    INTERNAL = "internal"
    LINK = "link"


Roles = Mapping[Role, Reach]

_M, _C, _L, _H, _A = Role.MANAGER, Role.CONTROL, Role.LAWYER, Role.HEAD, Role.ADMIN
_OWN, _ALL = Reach.OWN, Reach.ALL

EVERYBODY: Final[Roles] = {_M: _OWN, _C: _ALL, _L: _ALL, _H: _ALL, _A: _ALL}
SALES: Final[Roles] = {_M: _OWN, _H: _ALL}
SALES_AND_CONTROL: Final[Roles] = {_M: _OWN, _C: _ALL, _H: _ALL}
WORKERS: Final[Roles] = {_M: _OWN, _C: _ALL, _L: _ALL, _H: _ALL}
CONTROL: Final[Roles] = {_C: _ALL, _H: _ALL}
CONTROL_AND_LAWYER: Final[Roles] = {_C: _ALL, _L: _ALL, _H: _ALL}
LAWYER: Final[Roles] = {_L: _ALL, _H: _ALL}
HEAD: Final[Roles] = {_H: _ALL}
HEAD_AND_ADMIN: Final[Roles] = {_H: _ALL, _A: _ALL}
ADMIN: Final[Roles] = {_A: _ALL}
NOBODY: Final[Roles] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the table.

    owner and arg: what the address names, and by which of its parts. scope: what a token needs to call it; None for a
    screen, which no token opens.
    """

    roles: Roles = field(default_factory=dict)
    owner: Owner = Owner.NOBODY
    arg: str = ""
    audience: Audience = Audience.STAFF
    scope: Scope | None = None


def public() -> Entry:
    """An address for everybody."""
    return Entry(audience=Audience.PUBLIC)


def by_link() -> Entry:
    """An address for whoever holds a share link, which it names."""
    return Entry(audience=Audience.LINK)


def staff(roles: Roles, scope: Scope | None = None) -> Entry:
    """An address that names nothing that somebody owns."""
    return Entry(roles=roles, scope=scope)


def deal(roles: Roles, arg: str = "code", scope: Scope | None = None) -> Entry:
    """An address that names a deal by its code."""
    return Entry(roles=roles, owner=Owner.DEAL, arg=arg, scope=scope)


def client(roles: Roles, arg: str = "code", scope: Scope | None = None) -> Entry:
    """An address that names a client by its code."""
    return Entry(roles=roles, owner=Owner.CLIENT, arg=arg, scope=scope)


def paper(roles: Roles, arg: str = "page_id", scope: Scope | None = None) -> Entry:
    """An address that names a paper by the code on its pages."""
    return Entry(roles=roles, owner=Owner.PAPER, arg=arg, scope=scope)


def internal(roles: Roles, scope: Scope | None = None) -> Entry:
    """An address for those who may see internal prices, of these roles."""
    return Entry(roles=roles, audience=Audience.INTERNAL, scope=scope)


_DOORS: Final = {
    "static": public(),
    "doors.enter": public(),
    "doors.leave": staff(EVERYBODY),
    "doors.language": public(),
    "doors.health": public(),
}
_ACCOUNT: Final = {
    "account.show": staff(EVERYBODY),
    "account.password": staff(EVERYBODY),
    "account.sessions_end": staff(EVERYBODY),
    "account.token_new": staff(EVERYBODY),
    "account.token_revoke": staff(EVERYBODY),
}
_HOME: Final = {
    "home.show": staff(EVERYBODY),
}

# Each room of the desk has a table of its own below; all are put together in ENTRIES.
_DEALS: Final[dict[str, Entry]] = {}
_CLIENTS: Final[dict[str, Entry]] = {}
_KIT: Final[dict[str, Entry]] = {}
_CONTROL: Final[dict[str, Entry]] = {}
_MONEY: Final[dict[str, Entry]] = {}
_SCANS: Final[dict[str, Entry]] = {}
_CLOSING: Final[dict[str, Entry]] = {}
_LEGAL: Final[dict[str, Entry]] = {}
_LIBRARY: Final[dict[str, Entry]] = {}
_HEAD: Final[dict[str, Entry]] = {}
_ADMIN: Final[dict[str, Entry]] = {}
_VIP: Final[dict[str, Entry]] = {}
_SHARING: Final[dict[str, Entry]] = {}
_SEARCH: Final[dict[str, Entry]] = {}
_API: Final[dict[str, Entry]] = {}

ENTRIES: Final[Mapping[str, Entry]] = {
    **_DOORS,
    **_ACCOUNT,
    **_HOME,
    **_DEALS,
    **_CLIENTS,
    **_KIT,
    **_CONTROL,
    **_MONEY,
    **_SCANS,
    **_CLOSING,
    **_LEGAL,
    **_LIBRARY,
    **_HEAD,
    **_ADMIN,
    **_VIP,
    **_SHARING,
    **_SEARCH,
    **_API,
}


def reach_of(entry: Entry, role: Role, *, sees_internal_prices: bool) -> Reach | None:
    """How far a person of the role reaches by the entry; None where they may not at all."""
    if entry.audience is Audience.INTERNAL and not sees_internal_prices:
        return None
    return entry.roles.get(role)


def may(endpoint: str, role: Role, *, sees_internal_prices: bool = False) -> bool:
    """Whether a person of the role may use an address at all: for menus and buttons."""
    entry = ENTRIES[endpoint]
    if entry.audience in {Audience.PUBLIC, Audience.LINK}:
        return True
    return reach_of(entry, role, sees_internal_prices=sees_internal_prices) is not None
