"""The first page of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("home", __name__)


@blueprint.get("/", endpoint="show")
def show() -> ResponseReturnValue:
    """What is missing today, first."""
    return render_template("home/show.html")
