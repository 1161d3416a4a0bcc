"""The lawyer's room of the desk."""

from __future__ import annotations

from typing import Final, NamedTuple

from flask import Blueprint

from docgen.filters import percent
from web.screens.registers import links

blueprint = Blueprint("legal", __name__, url_prefix="/legal")

TABS: Final = (
    ("legal.show", "Обзор"),
    ("legal.missing", "Нет подписанных актов"),
    ("legal.limitation", "Исковая давность"),
    ("legal.claims", "Претензии"),
    ("legal.demands", "Требования клиентов"),
)
DEAL_TABS: Final = (
    ("legal.claim", "Претензия"),
    ("legal.deal_demands", "Требования"),
    ("legal.dossier", "Досье"),
)


class _Named(NamedTuple):
    deal: str


def deal_link(code: str) -> str | None:
    """The page of a deal, if the visitor may go there."""
    return links.deal(_Named(deal=code))


@blueprint.context_processor
def _shared() -> dict[str, object]:
    return {"legal_tabs": TABS, "deal_tabs": DEAL_TABS, "deal_link": deal_link, "percent": percent}
