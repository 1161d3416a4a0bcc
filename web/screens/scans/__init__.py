"""The room of scans: stacks come in, signed papers are confirmed, pages that fit nowhere are sorted by hand."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from web.commands.scan_lines import ranges
from web.screens.registers import mount
from web.screens.scans import awaiting, confirming, stacks, tray

blueprint = Blueprint("scans", __name__, url_prefix="/scans")

TABS: Final = (
    ("scans.awaiting", "Сканы ждут подтверждения"),
    ("scans.tray", "Лоток"),
    ("scans.stacks", "Принятые стопки"),
)


@blueprint.context_processor
def _shared() -> dict[str, object]:
    return {"scan_tabs": TABS, "ranges": ranges}


mount(blueprint, "/awaiting", awaiting.SCANS)
for room in (confirming, stacks, tray):
    room.add_to(blueprint)
