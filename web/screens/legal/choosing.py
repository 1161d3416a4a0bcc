"""How a claim is to be computed, as the address of its screen says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from docgen.claims.computing import Sanction
from docgen.claims.penalty import PenaltyTerms
from docgen.errors import DocgenError
from tracker.claims.preparing import ClaimChoice, claim_of
from web import desk
from web.forms.base import read_day
from web.forms.legal import ChoiceAsk
from web.language import gettext as _
from web.wording import on_screen

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from tracker.claims.computing import DealClaim

DUE: Final = "due."
_MOST_DUES: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was asked, read. ``choice`` is None where something is wrong: the form says what. ``due``: days by payment.

    query: the same as the query part of an address.
    """

    form: ChoiceAsk
    on: date
    choice: ClaimChoice | None
    due: Mapping[str, str]
    query: str


def read_choice(told: MultiDict[str, str]) -> Chosen:
    """Reads the conditions of a computation; errors stay beside their fields."""
    form = ChoiceAsk(told)
    is_right = bool(form.validate())
    due = {name[len(DUE) :]: value for name, value in told.items() if name.startswith(DUE) and value.strip()}
    choice = _choice(form, due) if is_right else None
    on = form.on.data or desk.today()
    if choice is not None and on > desk.today():
        form.on.errors = [*form.on.errors, _("Дни, которые не наступили, посчитать нельзя.")]
        choice = None
    return Chosen(form=form, on=on, choice=choice, due=due, query=_query(form, due))


def _choice(form: ChoiceAsk, due: Mapping[str, str]) -> ClaimChoice | None:
    try:
        days = {name: read_day(value.strip()) for name, value in list(due.items())[:_MOST_DUES]}
    except ValueError as error:
        form.form_errors.append(str(error))
        return None
    percent, cap = form.penalty.data, form.penalty_cap.data
    if cap is not None and percent is None:
        form.penalty.errors = [_("Предел назван без размера пеней.")]
        return None
    try:
        penalty = PenaltyTerms(percent_per_day=percent, cap_percent=cap) if percent is not None else None
    except DocgenError as error:
        form.penalty.errors = [str(error)]
        return None
    return ClaimChoice(
        sanction=Sanction(form.sanction.data) if form.sanction.data else None,
        penalty=penalty,
        due=days,
        is_exact=form.is_exact.data,
    )


def _query(form: ChoiceAsk, due: Mapping[str, str]) -> str:
    told: list[tuple[str, Any]] = []
    for field in form:
        value = field._value() if hasattr(field, "_value") else field.data  # noqa: SLF001  as the field spells itself
        if field.name == "is_exact":
            value = "y" if field.data else ""
        if value:
            told.append((field.name, value))
    return urlencode([*told, *((DUE + name, value) for name, value in due.items())])


def computed(deal_id: int, chosen: Chosen) -> tuple[DealClaim | None, str]:
    """The claim, or why there is none; what contradicts the deal goes above the form."""
    if chosen.choice is None:
        return None, ""
    grace_days = desk.house().settings.grace_days
    try:
        return claim_of(desk.reading(), deal_id, chosen.on, grace_days, chosen.choice), ""
    except DocgenError as error:
        return None, on_screen(str(error))
