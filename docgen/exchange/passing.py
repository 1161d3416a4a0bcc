"""How facts of an archive pass from the limited process to its parent, which takes nothing of them on trust."""

from __future__ import annotations

from pydantic import TypeAdapter

from docgen.exchange.facts import Archive

ARCHIVE = TypeAdapter(Archive)
