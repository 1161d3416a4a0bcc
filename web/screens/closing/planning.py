"""The plan of a month: what will be issued, what cannot be and why; and its start."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict

from docgen.errors import DocgenError
from tracker.batches.ledger import newest
from tracker.closing import asking
from tracker.closing.choices import Choice, GoodsPaper, ServicesPaper, month_of
from tracker.closing.papers import RANK, Lacking
from tracker.closing.planning import Plan, plan_of
from tracker.errors import RefusedError
from tracker.lists import choices
from web import desk
from web.forms.closing import ClosingAsk, ClosingForm
from web.language import gettext as _
from web.repeats import change_once, new_key
from web.screens.registers import leave

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from tracker.batches.ledger import Batch
    from tracker.house import Work

_SHOWN: Final = 100
_LISTED: Final = 12
_STILL_LAST: Final = 10
"""Days of a month in which people still close the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Papers of one kind of one organisation: how many and for how much, kopecks."""

    organization: str
    word: str
    count: int
    amount: int


def show() -> ResponseReturnValue:
    """The plan of the month that the address names."""
    form = ClosingAsk(MultiDict(request.args) if request.args else MultiDict({"month": _usual_month(desk.today())}))
    _offer(form)
    if not form.validate():
        return _page(form, None), 422
    return _page(form, _plan(form))


def _usual_month(today: date) -> str:
    """The one before in the first days of a month."""
    on = today.replace(day=1) - timedelta(1) if today.day <= _STILL_LAST else today
    return f"{on:%Y-%m}"


def _offer(form: Any) -> None:
    form.organization.choices = {"": "Все", **dict(choices.organizations_by_inn(desk.reading()))}


def _choice(form: Any) -> Choice:
    first = month_of(form.month.data)
    return Choice(
        first=first,
        today=desk.today(),
        goods=GoodsPaper(form.goods.data or GoodsPaper.UPD.value),
        services=ServicesPaper(form.services.data or ServicesPaper.ACT.value),
        since=first if form.only_month.data else None,
    )


def _plan(form: Any) -> Plan:
    return plan_of(desk.reading(), _choice(form), form.organization.data or None)


def seal_of(plan: Plan) -> str:
    """Tells a plan from any other: what a person saw is what is issued."""
    told = [(paper.key, paper.dated_on.isoformat(), paper.amount) for paper in plan.possible]
    return sha256(json.dumps(told).encode()).hexdigest()[:32]


def _page(form: Any, plan: Plan | None, starting: ClosingForm | None = None) -> str:
    past = newest(desk.reading(), _LISTED, kind=asking.KIND)
    at = request.args.get("start", "0")
    start = int(at) if at.isascii() and at.isdigit() and len(at) < len("1000000") else 0
    return render_template(
        "closing/show.html",
        form=form,
        plan=plan,
        sums=_sums(plan) if plan else [],
        rows=plan.possible[start : start + _SHOWN] if plan else [],
        start=start,
        size=_SHOWN,
        late=sum(paper.is_late for paper in plan.possible) if plan else 0,
        total=sum(paper.amount for paper in plan.possible) if plan else 0,
        unfinished=_unfinished(past, plan),
        starting=starting,
        seal=seal_of(plan) if plan else "",
        once=new_key(),
        past=past,
        args=_args(form),
    )


def _unfinished(past: Sequence[Batch], plan: Plan | None) -> Batch | None:
    """The closing of this month that goes on, if one of the newest is such; ``ask`` looks at all of them."""
    if plan is None:
        return None
    return next((one for one in past if one.finished_at is None and one.params["month"] == plan.choice.month), None)


def _args(form: Any) -> dict[str, str]:
    """The choice as parts of an address, or hidden fields of a form."""
    told = {name: form[name].data or "" for name in ("month", "organization", "goods", "services")}
    return {**told, **({"only_month": "y"} if form.only_month.data else {})}


def _sums(plan: Plan) -> list[Sum]:
    def place(paper: Lacking) -> tuple[str, int, int, str]:
        organization = plan.organizations[paper.case.organization_id]
        return organization.name, organization.id, RANK.index(paper.form.kind), paper.form.word

    grouped = groupby(sorted(plan.possible, key=place), key=place)
    return [_sum(organization, word, list(same)) for (organization, _key, _rank, word), same in grouped]


def _sum(organization: str, word: str, same: Sequence[Lacking]) -> Sum:
    return Sum(organization=organization, word=word, count=len(same), amount=sum(paper.amount for paper in same))


def start() -> ResponseReturnValue:
    """Starts the closing as background work, once, if the plan is still what was shown."""
    form = ClosingForm()
    _offer(form)
    is_right = form.validate_on_submit()
    if form.month.errors or form.organization.errors or form.goods.errors or form.services.errors:
        return _page(form, None), 422
    if not is_right:
        return _page(form, _plan(form), form), 422
    choice, inn = _choice(form), form.organization.data or None

    def change(work: Work) -> str:
        plan = plan_of(work.connection, choice, inn)
        if seal_of(plan) != form.seen.data:
            raise RefusedError(_("План уже другой: что-то выпущено или исполнено. Посмотрите его заново."))
        return str(asking.ask(work, plan))

    try:
        batch_id = change_once(form.once.data or "", f"{choice} {inn} {form.seen.data}", change)
    except DocgenError as error:
        form.take_faults(error)
        return _page(form, _plan(form), form), 409
    return leave(int(batch_id))


def add_to(blueprint: Blueprint) -> None:
    """Gives the addresses."""
    blueprint.add_url_rule("/", "show", show)
    blueprint.add_url_rule("/start", "start", start, methods=["POST"])
