"""Price lists: in force and former, prices looked up, papers for clients and for us, files loaded and withdrawn."""

from __future__ import annotations

from web.screens.prices import loading, papers, shelf
from web.screens.prices.blueprint import blueprint

__all__ = ["blueprint", "loading", "papers", "shelf"]
