"""How facts of a signature pass from the limited process to its parent, which takes nothing of them on trust."""

from __future__ import annotations

from pydantic import TypeAdapter

from docgen.signatures.facts import Parsed

PARSED = TypeAdapter(Parsed)
