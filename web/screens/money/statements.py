"""Statements that were loaded, and one with what became of its money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for

from tracker.errors import RefusedError
from tracker.matching.loaded import statement_view, statements
from tracker.matching.payment_views import offered_to, placed_of
from tracker.matching.register import PaymentFilter, payments
from tracker.matching.sorting import undo_statement
from tracker.recording.operation_states import AWAITING, OperationState
from tracker.statements import formats
from tracker.statements.mappings.store import list_mappings, remove_mapping
from web import desk
from web.forms.money import STATES
from web.language import gettext as _
from web.screens.money.payments import STATE_TONES

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_SHOWN: Final = 50
COUNTED: Final = {
    OperationState.MATCHED: "отнесены к сделкам",
    OperationState.PARTLY: "отнесены частью",
    OperationState.PROPOSED: "ждут решения, есть предложения",
    OperationState.FREE: "ждут решения, предложить нечего",
    OperationState.UNKNOWN: "плательщик неизвестен",
    OperationState.IGNORED: "отложены",
    OperationState.INTERNAL: "между своими счетами",
    OperationState.OTHER: "расходы не клиентам",
}
"""What has become of operations."""


def listed() -> ResponseReturnValue:
    """Statements, the newest first, and the saved settings of columns."""
    connection = desk.reading()
    page = statements(connection, after=request.args.get("after"))
    titles = {name: one.title for name, one in formats().items()}
    return render_template("money/statements.html", page=page, titles=titles, mappings=list_mappings(connection))


def show(statement_id: int) -> ResponseReturnValue:
    """A statement: what was applied and why, what waits."""
    connection = desk.reading()
    view = statement_view(connection, statement_id)
    after = request.args.get("after")
    page = payments(connection, wanted=PaymentFilter(statement_id=statement_id), after=after, size=_SHOWN)
    ids = [payment.id for payment in page.rows]
    return render_template(
        "money/statement.html",
        view=view,
        page=page,
        after=after,
        placed=placed_of(connection, ids),
        offered=offered_to(connection, ids),
        counted_states=COUNTED,
        states=STATES,
        tones=STATE_TONES,
        waiting=sum(view.states[state][0] for state in AWAITING if state in view.states),
        title=formats()[view.statement.format].title if view.statement.format in formats() else view.statement.format,
    )


def undo(statement_id: int) -> ResponseReturnValue:
    """Takes back what the program has allocated by itself."""
    try:
        with desk.changing() as work:
            done = undo_statement(work, statement_id)
    except RefusedError as error:
        flash(str(error), "danger")
    else:
        told = _("Отменено отнесений программы: %(ours)s. Осталось отнесений людей и файлов: %(others)s.")
        flash(told % {"ours": done.withdrawn, "others": done.left}, "success")
    return redirect(url_for("money.statement", statement_id=statement_id), 303)


def forget_mapping() -> ResponseReturnValue:
    """Takes a saved setting of columns away."""
    name = request.form.get("name", "")
    with desk.changing() as work:
        remove_mapping(work, name)
    flash(_("Настройка «%(name)s» убрана.", name=name), "success")
    return redirect(url_for("money.statements"), 303)


def add_to(blueprint: Blueprint) -> None:
    """Gives the addresses of statements."""
    blueprint.add_url_rule("/statements", "statements", listed)
    blueprint.add_url_rule("/statements/<int:statement_id>", "statement", show)
    blueprint.add_url_rule("/statements/<int:statement_id>/undo", "statement_undo", undo, methods=["POST"])
    blueprint.add_url_rule("/mappings/remove", "mapping_remove", forget_mapping, methods=["POST"])
