"""What a closing has issued: papers, what failed, files, letters to clients."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from flask import Blueprint, flash, render_template, request
from werkzeug.exceptions import NotFound

from docgen.errors import DocgenError
from docgen.library import find_kind
from docgen.phrases import with_sign
from tracker.batches import ledger
from tracker.batches.ledger import Batch, State
from tracker.closing import asking
from tracker.closing.mailing import ask_letters, letters_of
from web import desk
from web.forms.closing import LettersForm
from web.repeats import change_once, new_key
from web.screens.registers import leave

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_SHOWN: Final = 200


def show(batch_id: int) -> ResponseReturnValue:
    """A closing."""
    return _page(_find(batch_id))


def _find(batch_id: int) -> Batch:
    batch = ledger.find(desk.reading(), batch_id)
    if batch.kind != asking.KIND:
        raise NotFound
    return batch


def _page(batch: Batch) -> str:
    connection = desk.reading()
    after = request.args.get("start", "0")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < len("1000000") else 0
    done = ledger.items_of(connection, batch.id, State.DONE)
    failed = ledger.items_of(connection, batch.id, State.FAILED) if batch.progress.failed else ()
    return render_template(
        "closing/batch.html",
        batch=batch,
        rows=[(_named(item), item) for item in islice(done, start, start + _SHOWN)],
        failed=list(islice(failed, _SHOWN)),
        start=start,
        size=_SHOWN,
        letters=letters_of(connection, batch.id),
        once=new_key(),
    )


def _named(item: ledger.Item) -> str:
    """«УПД № 17 от …» of what was issued; "" where somebody had issued it before."""
    result = item.result or {}
    if "document" not in result:
        return ""
    return f"{find_kind(result['kind']).caption} {with_sign(result['number'])}"


def send_letters(batch_id: int) -> ResponseReturnValue:
    """Letters to clients with the papers of a closing, as background work, once."""
    batch = _find(batch_id)
    form = LettersForm()
    if not form.validate_on_submit():
        return _page(batch), 422
    try:
        asked = f"letters {batch_id}"
        letters = change_once(form.once.data or "", asked, lambda work: str(ask_letters(work, batch_id)))
    except DocgenError as error:
        flash(str(error), "danger")
        return _page(_find(batch_id)), 409
    return leave(int(letters))


def add_to(blueprint: Blueprint) -> None:
    """Gives the addresses."""
    blueprint.add_url_rule("/<int:batch_id>", "batch", show)
    blueprint.add_url_rule("/<int:batch_id>/letters", "letters", send_letters, methods=["POST"])
