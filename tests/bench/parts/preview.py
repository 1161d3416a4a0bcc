"""The preview of a draft, as it is asked for after a key is let go, beside the invoice of a warm kit."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from docgen.intake.source import read_source
from docgen.kit import render
from docgen.library import find_kind
from tests.bench.timing import median_time
from tracker.house import House
from tracker.kit_form.drafts import begin, draft
from tracker.kit_form.sellers import sides_of
from tracker.kit_form.source import order_of
from tracker.kit_form.typed import typed_from
from tracker.parties import organization_id_of
from tracker.people import Role, add_person
from tracker.settings import Settings
from web.screens.kit.papers import draft_preview

TODAY = date(2026, 11, 23)
LIMIT = 1.3


def report(rounds: int = 25) -> bool:
    """Prints both times and their ratio; answers whether it is within the limit."""
    with tempfile.TemporaryDirectory() as folder:
        house = House.open(Settings(home=Path(folder)))
        key = _draft(house)
        with house.database.read() as connection:
            known = draft(connection, key, 1)
            (seller,) = sides_of(connection, None).sellers.values()
            snapshot = order_of(known.typed, seller.section, None).snapshot
            invoice = median_time(lambda: render(snapshot, find_kind("proforma_invoice"), "pdf"), rounds)
            shown = median_time(
                lambda: draft_preview(connection, draft(connection, key, 1), "proforma_invoice", ""), rounds
            )
        house.close()
    print(f"{invoice * 1000:9.1f} мс  счёт тёплого комплекта, PDF")
    print(f"{shown * 1000:9.1f} мс  предпросмотр счёта, от черновика в базе до страницы")
    ratio = shown / invoice
    print(f"предпросмотр / счёт: {ratio:.3f} (цель ≤ {LIMIT}) {'✓' if ratio <= LIMIT else '✗'}")
    return ratio <= LIMIT


def _draft(house: House) -> int:
    """The deal of the sample kit, as somebody would have typed it."""
    from docgen.intake.schema import PartySection

    data: dict[str, Any] = dict(read_source(find_kind("supply_contract").folder / "sample.yaml").data)
    client, bank, signatory = data["client"], data["client"]["bank"], data["client"]["signatory"]
    party = {**client, **{key: bank[key] for key in ("bic", "account", "corr_account")}, "bank_name": bank["name"]}
    terms = {"delivery_days": "20", "acceptance_days": "5", "penalty": "0,1", "valid_until": "2026-12-06"}
    form = {
        "client": "new",
        "party": {**party, **signatory},
        "deal": {**data["deal"], "numbers": ""},
        "lines": data["lines"],
        "payments": data["terms"]["payments"],
        "terms": terms,
        "documents": ["contract", "proforma_invoice", "commercial_offer"],
    }
    with house.work("bench", TODAY) as work:
        add_person(work, login="bench", name="Орлова Мария Викторовна", role=Role.MANAGER)
        organization_id_of(work, PartySection.model_validate(data["seller"]))
        return begin(work, 1, typed_from(form))
