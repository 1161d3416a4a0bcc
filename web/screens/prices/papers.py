"""A price list as a paper: for clients, and the internal one, which is for those alone who have the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.exceptions import NotFound

from docgen.bundle import safe_name
from tracker.prices.lists import FORMATS, INTERNAL, PUBLIC, draw_list, own_list
from web import desk
from web.downloads import attachment
from web.language import gettext as _
from web.screens.prices.blueprint import blueprint

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/<int:price_list_id>/public.<fmt>", endpoint="public")
def public_paper(price_list_id: int, fmt: str) -> ResponseReturnValue:
    """What a client may get."""
    return _paper(price_list_id, PUBLIC, _("Прайс-лист"), fmt)


@blueprint.get("/<int:price_list_id>/internal.<fmt>", endpoint="internal")
def internal_paper(price_list_id: int, fmt: str) -> ResponseReturnValue:
    """With purchase and lowest prices, remarks and discount rules."""
    return _paper(price_list_id, INTERNAL, _("Внутренний прайс-лист"), fmt)


def _paper(price_list_id: int, kind: str, title: str, fmt: str) -> ResponseReturnValue:
    if fmt not in FORMATS:
        raise NotFound
    one = own_list(desk.reading(), price_list_id)
    content = draw_list(desk.reading(), price_list_id, kind, fmt)
    name = safe_name(f"{title} {one.price_list.number or price_list_id}, {one.price_list.valid_from:%d.%m.%Y}.{fmt}")
    return attachment(name, content)
