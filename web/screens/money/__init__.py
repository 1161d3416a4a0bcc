"""The room of money: statements of the bank come in, payments are sorted, the money of a deal is seen."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from web.screens.money import columns, deal, payment, payments, statements, uploads
from web.screens.registers import mount

blueprint = Blueprint("money", __name__, url_prefix="/money")

TABS: Final = (("money.payments", "Платежи к разбору"), ("money.statements", "Выписки"))


@blueprint.context_processor
def _tabs() -> dict[str, object]:
    return {"money_tabs": TABS}


mount(blueprint, "/payments", payments.PAYMENTS)
for room in (payment, payments, statements, uploads, columns, deal):
    room.add_to(blueprint)
