"""What a paragraph is made of, between HTML and an office format."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from docgen.markup.look import PLAIN, Run


class PieceKind(StrEnum):
    """What a piece of a paragraph is: text, ``{{ code }}``, ``{% code %}`` or a line break."""

    TEXT = "text"
    EXPRESSION = "expression"
    STATEMENT = "statement"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a paragraph: text or code, and what sets it apart from the paragraph's style."""

    kind: PieceKind
    value: str = ""
    run: Run = PLAIN
