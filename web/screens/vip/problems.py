"""Problems that clients named: whose, until when, solved, told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import flash, redirect, render_template, request, url_for

from docgen.errors import DocgenError
from tracker.errors import RefusedError
from tracker.people import list_people
from tracker.surveys.owners import Thing
from tracker.surveys.problems import (
    Problem,
    ProblemFilter,
    ProblemState,
    assign,
    problem,
    problems,
    reopen,
    solve,
    tell,
)
from web import desk
from web.errors import code_of
from web.forms.vip import AssignForm, DayForm, ProblemAsk, SolveForm
from web.language import gettext as _
from web.screens.vip.common import place, require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work
    from web.forms.base import DeskForm

TONES: Final = {
    ProblemState.RAISED: "bad",
    ProblemState.ASSIGNED: "info",
    ProblemState.SOLVED: "warn",
    ProblemState.CLOSED: "ok",
}
_FORMS: Final = {"assign": AssignForm, "solve": SolveForm, "tell": DayForm, "reopen": DayForm}
_DONE: Final = {
    "assign": "Ответственный назначен.",
    "solve": "Проблема решена. Сообщите клиенту.",
    "tell": "Записано, что клиент знает.",
    "reopen": "Проблема снова открыта.",
}


def show() -> ResponseReturnValue:
    """Problems, those without a term first, then the longest overdue."""
    form = ProblemAsk(request.args)
    is_right = form.validate()
    page = problems(desk.reading(), desk.today(), chosen=_chosen(form, is_right=is_right), after=place())
    query = {key: value for key, value in request.args.items() if key != "after" and value}
    facts = {"page": page, "form": form, "query": query, "tones": TONES, "people": _people()}
    return render_template("vip/problems.html", **facts), 200 if is_right else 422


def _chosen(form: ProblemAsk, *, is_right: bool) -> ProblemFilter:
    if not is_right:
        return ProblemFilter(managers=desk.own_labels())
    return ProblemFilter(
        managers=desk.own_labels(),
        owner=form.owner.data or None,
        state=ProblemState(form.state.data) if form.state.data else None,
        is_overdue=form.is_overdue.data,
    )


def one(problem_id: int) -> ResponseReturnValue:
    """A problem and what can be done about it now."""
    require(Thing.PROBLEM, problem_id)
    return _page(problem(desk.reading(), problem_id, desk.today()))


def do(problem_id: int) -> ResponseReturnValue:
    """Something is done; what is wrong with it stands beside its field."""
    require(Thing.PROBLEM, problem_id)
    act = request.form.get("act", "")
    if act not in _FORMS:
        raise RefusedError("Непонятно, что сделать: откройте проблему заново.")
    known = problem(desk.reading(), problem_id, desk.today())
    form = _FORMS[act]()
    if act != "reopen" and not form.validate():
        return _page(known, act, form), 422
    try:
        with desk.changing() as work:
            _change(work, problem_id, act, form)
    except DocgenError as error:
        form.take_faults(error)
        return _page(known, act, form), code_of(error)
    flash(_(_DONE[act]), "success")
    return redirect(url_for("vip.problem", problem_id=problem_id), 303)


def _change(work: Work, key: int, act: str, form: DeskForm) -> None:
    given = form.data
    match act:
        case "assign":
            assign(work, key, given["owner"], given["due_on"])
        case "solve":
            solve(work, key, given["on"], given["solution"], given["told_on"])
        case "tell":
            tell(work, key, given["on"])
        case _:
            reopen(work, key)


def _page(known: Problem, act: str = "", form: DeskForm | None = None) -> str:
    today = {"on": desk.today()}
    forms: dict[str, DeskForm] = {
        "assign": AssignForm(formdata=None, data={"owner": known.owner, "due_on": known.due_on}),
        "solve": SolveForm(formdata=None, data=today),
        "tell": DayForm(formdata=None, data=today),
    }
    if form is not None and act in forms:
        forms[act] = form
    above = list(form.form_errors) if form is not None else []
    return render_template(
        "vip/problem.html", problem=known, forms_by=forms, tones=TONES, people=_people(), above=above
    )


def _people() -> list[str]:
    return [person.name for person in list_people(desk.reading()) if person.is_active]
