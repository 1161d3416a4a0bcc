"""What a scanned page says, as plain data that both sides of the limited process know."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.page_code import PageCode, decode

TURNS = (0, 90, 180, 270)


@dataclass(frozen=True, slots=True, order=True)
class Sheet:
    """A page of a stack: the place of its file among the files that were given, from 0, and the page in it, from 1."""

    file: int
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """What was read on a page.

    codes: all different codes of our papers on it, usually one. turn: degrees clockwise that set the page upright, as
    the code tells. is_blank: nothing but dust and the scanner's edges. problem: Russian, why it could not be read.
    """

    codes: tuple[PageCode, ...] = ()
    turn: int = 0
    is_blank: bool = False
    problem: str = ""


def reading_of(told: object) -> PageReading | None:
    """The reading that a limited process told as JSON; None for anything that is no such thing."""
    if not isinstance(told, dict):
        return None
    texts, turn, problem = told.get("codes"), told.get("turn"), told.get("problem")
    if not isinstance(texts, list) or turn not in TURNS or not isinstance(problem, str):
        return None
    codes = tuple(code for text in texts if (code := decode(str(text))) is not None)
    return PageReading(codes=codes, turn=turn, is_blank=told.get("is_blank") is True, problem=problem)
