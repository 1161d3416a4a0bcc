"""The room of price lists."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("prices", __name__, url_prefix="/prices")
