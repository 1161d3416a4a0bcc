"""The lawyer's room of the desk."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from docgen.filters import percent
from web.screens.ways import way

blueprint = Blueprint("legal", __name__, url_prefix="/legal")

TABS: Final = (
    ("legal.show", "Обзор"),
    ("legal.missing", "Не подтверждено документами"),
    ("legal.limitation", "Исковая давность"),
    ("legal.claims", "Претензии"),
    ("legal.demands", "Требования клиентов"),
)
DEAL_TABS: Final = (
    ("legal.claim", "Претензия"),
    ("legal.deal_demands", "Требования"),
    ("legal.dossier", "Досье"),
)


def deal_link(code: str) -> str | None:
    """The page of a deal, if the visitor may go there."""
    return way("deals.show", code=code)


@blueprint.context_processor
def _shared() -> dict[str, object]:
    return {"legal_tabs": TABS, "deal_tabs": DEAL_TABS, "deal_link": deal_link, "percent": percent}
