"""What the form asks for while one types: clients as a piece of the page, products as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, render_template, request

from tracker.kit_form.clients import search_clients
from tracker.kit_form.drafts import draft
from tracker.kit_form.numbers import plain_day
from tracker.kit_form.products import Shop, search_products, told
from tracker.kit_form.sellers import sides_of
from tracker.kit_form.sums import day_of
from tracker.kit_form.typed import typed_from
from web import desk

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_LONGEST = 100


def clients() -> ResponseReturnValue:
    """Clients by name or ИНН, as buttons."""
    asked = request.args.get("q", "")[:_LONGEST].strip()
    found = search_clients(desk.reading(), desk.own_labels(), asked) if asked else None
    return render_template("kit/clients.html", found=found, asked=asked)


def products(draft_id: int) -> ResponseReturnValue:
    """Products for a line of a draft, priced as the draft counts VAT."""
    known = draft(desk.reading(), draft_id, desk.visitor().id)
    seller = sides_of(desk.reading(), None).seller(request.args.get("seller", known.typed.seller))
    if seller is None:
        return jsonify([])
    on = typed_from({"deal": {"date": plain_day(request.args.get("date", "")[:20])}})
    shop = Shop(
        organization_id=seller.prices_of,
        status=seller.section.vat,
        on=day_of(on, desk.today()),
        includes_vat=request.args.get("vat_mode") != "on_top",
    )
    found = search_products(desk.reading(), shop, request.args.get("q", "")[:_LONGEST])
    return jsonify([told(one) for one in found])
