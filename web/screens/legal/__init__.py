"""The lawyer's room: what is not signed, what it may cost, limitation, claims, demands, dossiers."""

from __future__ import annotations

from web.screens.legal import claim, deal_demands, dossier, front, letter, lists, sending
from web.screens.legal.blueprint import blueprint

__all__ = ["blueprint", "claim", "deal_demands", "dossier", "front", "letter", "lists", "sending"]
