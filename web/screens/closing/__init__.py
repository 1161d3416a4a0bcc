"""The room of the month's closing: what is lacking, issuing it as a batch, its files and letters."""

from __future__ import annotations

from flask import Blueprint

from web.screens.closing import planning, results

blueprint = Blueprint("closing", __name__, url_prefix="/closing")

for room in (planning, results):
    room.add_to(blueprint)
