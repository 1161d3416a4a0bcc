"""The journal: latest events, where the chain ends, and a check that it holds."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from flask import render_template, request, send_file

from docgen.errors import DocgenError
from tracker.event_words import KINDS
from tracker.journal import HEAD_NAME, check_chain, head_text, read_head
from tracker.journal_pages import events
from tracker.lists.paging import PAGE, storable_key
from web import desk
from web.forms.admin import JournalAsk
from web.screens.admin.blueprint import asked_again, blueprint

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_GROUPS: Final = {
    "deal.": "сделки",
    "document.": "документы",
    "payment.": "платежи",
    "scan.": "сканы",
    "claim.": "претензии",
    "letter.": "письма",
    "discount.": "скидки",
    "price_list.": "прайс-листы",
    "client.": "клиенты",
    "person.": "пользователи",
    "organization.": "организации",
    "numbering.": "нумерация",
    "key_rate.": "ключевая ставка",
    "backup.": "резервные копии",
}
"""Kinds of events, by how their names begin."""


@blueprint.get("/journal", endpoint="journal")
def show_journal() -> ResponseReturnValue:
    """Events, the newest first."""
    return _page()


@blueprint.post("/journal/check", endpoint="journal_check")
def check_journal() -> ResponseReturnValue:
    """Follows the whole chain now; it takes a second for some hundred thousand events."""
    try:
        head = check_chain(desk.house().database)
    except DocgenError as error:
        return _page(fault=str(error))
    return _page(checked=head)


@blueprint.get("/journal/head.json", endpoint="journal_head")
def head_file() -> ResponseReturnValue:
    """Where the chain ends, as the file that `verify --head` takes: to be kept elsewhere."""
    content = head_text(read_head(desk.reading())).encode()
    return send_file(io.BytesIO(content), mimetype="application/json", as_attachment=True, download_name=HEAD_NAME)


def _page(**told: Any) -> ResponseReturnValue:
    form = JournalAsk(request.args)
    form.kind.choices = [("", "Всё"), *_GROUPS.items()]
    is_valid = form.validate()
    before = request.args.get("before", type=int)
    connection = desk.reading()
    asked = {"actor": form.actor.data or "", "subject": form.subject.data or "", "kind": form.kind.data or ""}
    rows = events(connection, **asked, before=storable_key(before), size=PAGE + 1) if is_valid else []
    page = render_template(
        "admin/journal.html",
        form=form,
        rows=rows[:PAGE],
        words=KINDS,
        head=read_head(connection),
        next=asked_again("admin.journal", form, rows[PAGE - 1].seq) if len(rows) > PAGE else None,
        first=asked_again("admin.journal", form) if before is not None else None,
        checked=told.get("checked"),
        fault=told.get("fault", ""),
    )
    return page, 200 if is_valid else 422
