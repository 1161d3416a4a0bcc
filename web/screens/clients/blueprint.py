"""The room of clients."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("clients", __name__, url_prefix="/clients")
