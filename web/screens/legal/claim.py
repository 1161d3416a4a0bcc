"""The claim of a deal, computed and explained line by line; what was sent already and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import render_template, request

from tracker.claims.naming import STRENGTHS, part_name, why_from
from tracker.deal_headers import header_with_claims
from tracker.evidence import Strength
from web import desk
from web.screens.legal.blueprint import blueprint
from web.screens.legal.choosing import computed, read_choice
from web.wording import on_screen

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from docgen.claims.computing import ClaimedDebt
    from tracker.claims.computing import ClaimedPart, DealClaim

_TONES: Final = {
    Strength.FULL: "ok",
    Strength.SCAN: "info",
    Strength.ONE_SIDED: "warn",
    Strength.UNAUTHORISED: "warn",
    Strength.NONE: "bad",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One debt as the screen shows it. ``why``: why the delay begins when it does; ``tone``: of its strength."""

    part: ClaimedPart
    debt: ClaimedDebt
    name: str
    why: tuple[str, ...]
    strength: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownClaim:
    """A claim as the screen shows it. ``strengths``: name, tone and kopecks of the debt by how it is confirmed."""

    claim: DealClaim
    lines: tuple[Line, ...]
    strengths: tuple[tuple[str, str, int], ...]
    cautions: tuple[str, ...]


def shown_claim(claim: DealClaim) -> ShownClaim:
    """The claim in the words of the screen."""
    return ShownClaim(
        claim=claim,
        lines=tuple(_lines(claim)),
        strengths=tuple((STRENGTHS[one], _TONES[one], amount) for one, amount in claim.by_strength().items()),
        cautions=tuple(map(on_screen, claim.cautions)),
    )


def _lines(claim: DealClaim) -> Iterator[Line]:
    for part, debt in zip(claim.parts, claim.claim.debts, strict=True):
        yield Line(
            part=part,
            debt=debt,
            name=part_name(part),
            why=tuple(why_from(part)),
            strength=STRENGTHS[part.strength],
            tone=_TONES[part.strength],
        )


@blueprint.get("/deals/<path:code>/claim", endpoint="claim")
def show_claim(code: str) -> ResponseReturnValue:
    """What may be claimed of the deal under the conditions of the address."""
    header, sent = header_with_claims(desk.reading(), code, desk.today())
    chosen = read_choice(request.args)
    claim, why_not = computed(header.id, chosen)
    page = render_template(
        "legal/claim.html",
        header=header,
        chosen=chosen,
        shown=shown_claim(claim) if claim else None,
        why_not=why_not,
        sent=sent,
    )
    return page, HTTPStatus.OK if chosen.choice is not None else HTTPStatus.UNPROCESSABLE_ENTITY
