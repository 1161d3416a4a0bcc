"""Rows of the list of deals as HTML: a page of fifty must cost little more than sending it.

So a row is made by code and not by a template, its addresses begin with prefixes that are made once for a page, and a
row that was made lately is not made again: it says nothing but what is in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from flask import url_for
from markupsafe import Markup, escape

from tracker.lists.deals import ListedDeal
from tracker.people import Role
from web import access, desk
from web.formats import day, money
from web.language import gettext as _
from web.language import language
from web.screens.words import RUNG_TONES, RUNGS

TONES: Final = ("muted", "muted", "info", "warn", "bad")
"""Tones of severities, by their numbers."""

_SAFE: Final = "/!$&'()*+,;=:@"
_KEPT: Final = 20_000
_MARK: Final = "-"


def rows_html(deals: Iterable[ListedDeal]) -> Markup:
    """The rows, escaped, in the visitor's language."""
    who = desk.visitor()
    prefixes = _prefixes(who.role, who.sees_internal_prices)
    tongue = language()
    return Markup("".join([_row(deal, prefixes, tongue) for deal in deals]))  # noqa: S704  each row is escaped


@lru_cache
def _prefixes(role: Role, sees_internal_prices: bool) -> tuple[str, str]:
    """What addresses of deals and of clients begin with; "" where they are not for people of this role."""
    deal, client = (
        url_for(endpoint, code=_MARK).removesuffix(_MARK)
        if access.may(endpoint, role, sees_internal_prices=sees_internal_prices)
        else ""
        for endpoint in ("deals.show", "clients.show")
    )
    return deal, client


@lru_cache(maxsize=_KEPT)
def _row(deal: ListedDeal, prefixes: tuple[str, str], tongue: str) -> str:
    del tongue  # it tells rows of two languages apart
    to_deal, to_client = prefixes
    closed = f' <span class="tag">{escape(_("закрыта"))}</span>' if deal.is_closed else ""
    risk = f' class="sum tone-{TONES[deal.weight]}"' if deal.exposure else ' class="sum"'
    return (
        f'<tr><td>{_link(to_deal, deal.deal, deal.deal)}<small class="register-note" lang="ru">'
        f"{escape(deal.subject)}</small></td>"
        f'<td lang="ru">{_link(to_client, deal.client, deal.client_name)}</td>'
        f'<td lang="ru">{escape(deal.manager)}</td>'
        f'<td><span class="tag tag-{RUNG_TONES[deal.rung]}">{escape(_(RUNGS[deal.rung]))}</span>{closed}</td>'
        f'<td class="day">{day(deal.agreed_on)}</td><td class="sum">{money(deal.amount)}</td>'
        f'<td class="sum">{money(deal.received) if deal.received else ""}</td>'
        f"<td{risk}>{money(deal.exposure) if deal.exposure else ''}</td></tr>\n"
    )


def _link(prefix: str, code: str, text: str) -> str:
    if not prefix:
        return str(escape(text))
    return f'<a href="{escape(prefix + quote(code, safe=_SAFE))}">{escape(text)}</a>'
