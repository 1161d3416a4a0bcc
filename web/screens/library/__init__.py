"""The library: kinds of papers, templates of the house, texts of contracts."""

from __future__ import annotations

from web.screens.library import clauses, shelf, templates
from web.screens.library.blueprint import blueprint

__all__ = ["blueprint", "clauses", "shelf", "templates"]
