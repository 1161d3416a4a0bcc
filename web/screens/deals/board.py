"""Deals as a board: a column for each rung."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request
from werkzeug.exceptions import NotFound

from tracker.lists import choices
from tracker.lists.board import board
from web import desk
from web.screens.deals.rows import TONES
from web.screens.words import RUNGS

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def show_board() -> ResponseReturnValue:
    """Open deals by rung: how many, what they are worth, and the first of each."""
    organizations = choices.organizations(desk.reading())
    chosen = request.args.get("organization", "")
    if chosen and chosen not in {str(key) for key, _ in organizations}:
        raise NotFound
    columns = board(desk.reading(), managers=desk.own_labels(), organization=int(chosen) if chosen else None)
    return render_template(
        "deals/board.html", columns=columns, words=RUNGS, tones=TONES, organizations=organizations, chosen=chosen
    )
