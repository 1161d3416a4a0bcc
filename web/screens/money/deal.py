"""The money of one deal: what came, to which invoices and why; what is still to be paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound

from tracker.matching.candidates import deal_candidate
from tracker.matching.payment_views import placed_of
from tracker.matching.register import PaymentFilter, payments
from web import desk

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def show(code: str) -> ResponseReturnValue:
    """The deal's money, the newest first."""
    connection = desk.reading()
    deal = deal_candidate(connection, code)
    if deal is None:
        raise NotFound
    after = request.args.get("after")
    page = payments(connection, wanted=PaymentFilter(deal_id=deal.id), after=after)
    placed = placed_of(connection, [payment.id for payment in page.rows])
    mine = {key: next(one for one in parts if one.deal == deal.code) for key, parts in placed.items()}
    return render_template("money/deal.html", deal=deal, page=page, after=after, placed=mine)


def add_to(blueprint: Blueprint) -> None:
    """Gives the address."""
    blueprint.add_url_rule("/deals/<path:code>", "deal", show)
