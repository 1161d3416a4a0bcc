"""The log of letters as a register, and one letter: what to do with it if nobody knows whether it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from docgen.errors import DocgenError
from tracker.errors import DatabaseError
from tracker.jobs import enqueue
from tracker.letters import outbox
from tracker.letters.register import LetterFilter, ListedLetter, listed_letters
from tracker.letters.states import State
from tracker.ownership import owns_deal
from web import desk
from web.errors import code_of
from web.forms.base import AskForm, AtMost, LineField
from web.forms.control import LetterSentForm
from web.forms.registers import ANY, PickField
from web.language import gettext as _
from web.screens.registers import links
from web.screens.registers.description import Asked, Column, Kind, Register

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Connection

    from tracker.lists.paging import Page

TONES = {
    State.WAITING: "info",
    State.SENDING: "info",
    State.SENT: "ok",
    State.FAILED: "bad",
    State.DOUBTFUL: "warn",
    State.WITHDRAWN: "muted",
}
_MOST = 2**63 - 1


class LetterAsk(AskForm):
    """Filters of letters."""

    state = PickField("Состояние", choices=[*ANY, *((one.value, one.label) for one in State)])
    deal = LineField("Код сделки", [AtMost(300)])
    address = LineField("Адрес получателя", [AtMost(300)])


def _read(connection: Connection, asked: Asked) -> Page[ListedLetter]:
    form = asked.form
    chosen = LetterFilter(
        state=State(form.state.data) if form.state.data else None,
        deal=form.deal.data or None,
        address=form.address.data or None,
        managers=asked.labels,
    )
    return listed_letters(connection, chosen=chosen, after=asked.after, size=asked.size)


LETTERS = Register(
    endpoint="control.letters",
    title="Письма",
    noun="письмо|письма|писем",
    form=LetterAsk,
    orders={"newest": "Сначала новые"},
    read=_read,
    template="control/list.html",
    amount="",
    columns=(
        Column(title="№", value=lambda row: row.id, kind=Kind.NUMBER, width=8),
        Column(
            title="Тема",
            value=lambda row: row.subject,
            href=lambda row: url_for("control.letter", letter_id=row.id),
            note=lambda row: row.error or "",
            width=50,
        ),
        Column(
            title="Состояние",
            value=lambda row: row.state.label,
            tone=lambda row: TONES[row.state],
            is_ours=True,
            width=20,
        ),
        Column(title="Почему", value=lambda row: row.error, only="file", width=40),
        Column(title="Кому", value=lambda row: ", ".join(row.recipients), width=36),
        Column(title="Ушло", value=lambda row: row.sent_on, kind=Kind.DAY, width=12),
        Column(title="Сделка", value=lambda row: row.deal, href=links.deal_or_none, width=20),
        Column(title="Клиент", value=lambda row: row.client_name, width=30),
        Column(title="Составил", value=lambda row: row.created_by, width=16),
    ),
    empty=("Писем ещё нет", "Они появятся после напоминаний и отправки документов по почте."),
)


def show_letter(letter_id: int) -> ResponseReturnValue:
    """A letter with what may be done to it."""
    return _page(letter_id, LetterSentForm(formdata=None))


def resend_letter(letter_id: int) -> ResponseReturnValue:
    """It is sent once more, or at once."""
    _own(desk.reading(), letter_id)
    with desk.changing() as work:
        outbox.resend(work, letter_id)
    _wake_mail()
    flash(_("Письмо поставлено в очередь."), "success")
    return _back(letter_id)


def withdraw_letter(letter_id: int) -> ResponseReturnValue:
    """Nobody is to send it."""
    _own(desk.reading(), letter_id)
    with desk.changing() as work:
        outbox.withdraw(work, letter_id)
    flash(_("Письмо отозвано."), "success")
    return _back(letter_id)


def mark_letter_sent(letter_id: int) -> ResponseReturnValue:
    """A person found out that a doubtful letter went."""
    _own(desk.reading(), letter_id)
    form = LetterSentForm()
    on = form.on.data if form.validate() else None
    if on is None:
        return _page(letter_id, form), 422
    try:
        with desk.changing() as work:
            outbox.mark_sent(work, letter_id, on)
    except DocgenError as error:
        form.take_faults(error)
        return _page(letter_id, form), code_of(error).value
    flash(_("Записано: письмо ушло."), "success")
    return _back(letter_id)


def _back(letter_id: int) -> Response:
    return redirect(url_for("control.letter", letter_id=letter_id), 303)


def _wake_mail() -> None:
    """A worker that could not be told finds the letter when it looks around."""
    try:
        enqueue(desk.house().settings, "mail", 0)
    except DatabaseError:
        return


def _own(connection: Connection, letter_id: int) -> outbox.Letter:
    """A letter of a deal in the visitor's reach. Raises NotFound."""
    if letter_id > _MOST:
        raise NotFound
    letter = outbox.find_letter(connection, letter_id)
    labels = desk.own_labels()
    if labels is not None and (letter.deal is None or not owns_deal(connection, labels, letter.deal)):
        raise NotFound
    return letter


def _page(letter_id: int, form: LetterSentForm) -> str:
    letter = _own(desk.reading(), letter_id)
    may = {
        "resend": letter.state in {State.DOUBTFUL, State.FAILED, State.WITHDRAWN},
        "withdraw": letter.state in {State.DOUBTFUL, State.FAILED, State.WAITING},
        "mark": letter.state is State.DOUBTFUL,
    }
    deal_url = links.deal_or_none(letter) if letter.deal else None
    values = {"letter": letter, "form": form, "can": may, "tone": TONES[letter.state], "deal_url": deal_url}
    return render_template("control/letter.html", **values)
