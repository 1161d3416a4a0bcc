"""Every request is asked here who makes it and whether the table of access lets them."""

from __future__ import annotations

from typing import Final

from flask import g, redirect, request, session, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from tracker.accounts.sessions import keep_alive, session_of
from tracker.accounts.visitors import Visitor
from tracker.errors import NotFoundError
from tracker.ownership import owner_labels, owns_client, owns_deal, owns_paper
from web import desk
from web.access import ENTRIES, Audience, Entry, Owner, Reach, reach_of
from web.errors import AccessRefusedError, LoginWantedError

SECRET: Final = "sid"  # noqa: S105  the name under which a cookie holds the secret
_WITHOUT_NEW_PASSWORD: Final = frozenset({"account.password", "doors.leave", "doors.language", "static"})
_OWNS = {Owner.DEAL: owns_deal, Owner.CLIENT: owns_client, Owner.PAPER: owns_paper}


def check() -> Response | None:
    """Before each request: lets it through, sends its maker to the door, or raises what ``errors`` tells."""
    if request.endpoint is None:
        return None  # there is no such address; Flask says so
    entry = ENTRIES.get(request.endpoint)
    if entry is None:
        raise AccessRefusedError(f"Для адреса «{request.endpoint}» не указано, кому он открыт.")
    if entry.scope is not None:
        return None  # an address of the API; its own guard reads the token
    if request.endpoint != "static" and entry.audience is not Audience.LINK:
        _find_visitor()
    if entry.audience in {Audience.PUBLIC, Audience.LINK}:
        return None
    found = desk.visitor_or_none()
    if found is None:
        raise LoginWantedError
    if found.must_change and request.endpoint not in _WITHOUT_NEW_PASSWORD:
        return redirect(url_for("account.password"))
    admit(entry, found)
    return None


def admit(entry: Entry, who: Visitor) -> None:
    """Lets a person use an address as far as they reach. Raises AccessRefusedError, NotFound for another's thing."""
    reach = reach_of(entry, who.role, sees_internal_prices=who.sees_internal_prices)
    if reach is None:
        raise AccessRefusedError("Это не входит в ваши права. Если нужно для работы, обратитесь к администратору.")
    if reach is Reach.ALL:
        return
    g.own_labels = owner_labels(desk.reading(), who.person)
    if entry.owner is not Owner.NOBODY:
        require(entry.owner, str((request.view_args or {})[entry.arg]))


def require(owner: Owner, named: str) -> None:
    """What a body or an address names must be in reach; of another's thing it is not even told that it exists."""
    labels = desk.own_labels()
    if labels is None:
        return
    try:
        is_own = _OWNS[owner](desk.reading(), labels, named)
    except NotFoundError:
        is_own = False
    if not is_own:
        raise NotFound


def require_deal(code: str) -> None:
    """The deal that a form names must be in reach. Raises NotFound."""
    require(Owner.DEAL, code)


def _find_visitor() -> None:
    secret = session.get(SECRET)
    if not isinstance(secret, str):
        return
    found = session_of(desk.reading(), secret, desk.now())
    if found is None:
        session.pop(SECRET, None)
        return
    g.visitor = found.visitor
    g.session_found = (secret, found)


def after() -> None:
    """Once the answer is made: a session that is at work is written down as such, at most every few minutes."""
    found = g.pop("session_found", None)
    if found is not None:
        desk.stop_reading()
        keep_alive(desk.house(), *found)
