"""The room of deals."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from docgen.filters import NBSP
from tracker.stages import Rung

blueprint = Blueprint("deals", __name__, url_prefix="/deals")

TABS: Final = (
    ("deals.show", "Сделка"),
    ("deals.history", "Хронология"),
    ("deals.letters", "Переписка и ссылки"),
    ("money.deal", "Деньги"),
    ("legal.claim", "Претензия"),
    ("legal.deal_demands", "Требования"),
    ("legal.dossier", "Досье"),
)
"""What there is to see of one deal; each is a page of its own."""


@blueprint.context_processor
def _shared() -> dict[str, object]:
    return {"deal_tabs": TABS, "Rung": Rung, "nbsp": NBSP}
