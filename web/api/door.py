"""Who calls: a token in the header, never a cookie; its scopes, then the same table of access as for screens."""

from __future__ import annotations

from typing import Final

from flask import g, request
from werkzeug.exceptions import NotFound

from tracker.accounts.tokens import PREFIX, Scope, bearer_of, mark_used
from web import desk
from web.access import ENTRIES, Entry
from web.errors import AccessRefusedError, LoginWantedError
from web.guard import admit

_SCHEME: Final = "bearer "
_LONGEST: Final = 200


def check() -> None:
    """Before each call: finds whose token it is and lets them do what both it and they may.

    Raises LoginWantedError, AccessRefusedError, NotFound for another's thing.
    """
    entry = ENTRIES[str(request.endpoint)]
    found = bearer_of(desk.reading(), _token(), desk.today())
    if found is None:
        raise LoginWantedError
    g.visitor = found.visitor
    desk.stop_reading()  # the mark is a change of its own
    mark_used(desk.house(), found, desk.today())
    if found.visitor.must_change:
        raise AccessRefusedError("Смените пароль на сайте: вам его дал администратор, и до этого ключи не действуют.")
    _refuse_odd_address()
    _refuse_scope(entry, found.scopes)
    admit(entry, found.visitor)


def _token() -> str:
    told = request.headers.get("Authorization", "")
    secret = told[len(_SCHEME) :].strip()
    if not told.lower().startswith(_SCHEME) or not secret.startswith(PREFIX) or len(secret) > _LONGEST:
        raise LoginWantedError
    return secret


def _refuse_scope(entry: Entry, scopes: frozenset[Scope]) -> None:
    wanted = entry.scope
    if wanted is not None and wanted not in scopes:
        raise AccessRefusedError(
            f"У ключа нет права «{wanted.label}». Создайте ключ с этим правом в «Моей учётной записи»."
        )


def _refuse_odd_address() -> None:
    """No thing of ours has a name with signs that a database cannot hold."""
    for value in (request.view_args or {}).values():
        if isinstance(value, str) and not value.isprintable():
            raise NotFound
