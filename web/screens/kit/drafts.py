"""Drafts of kits: the list, a new one, one thrown away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from docgen.documents import DealKind
from docgen.intake.paper_checks import DEFAULT
from tracker.kit_form.drafts import begin, drafts_of, drop
from tracker.kit_form.presets import presets, with_preset
from tracker.kit_form.typed import typed_from
from web import desk
from web.forms.kit import with_usual_subject
from web.language import gettext as _

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from tracker.kit_form.typed import Typed


def show() -> ResponseReturnValue:
    """The person's drafts, the last saved first."""
    return render_template("kit/drafts.html", drafts=drafts_of(desk.reading(), desk.visitor().id))


def begin_draft() -> ResponseReturnValue:
    """A new draft with the usual terms in it."""
    with desk.changing() as work:
        key = begin(work, desk.visitor().id, _first(desk.today()))
    return redirect(url_for("kit.form", draft_id=key), 303)


def drop_draft(draft_id: int) -> ResponseReturnValue:
    """Throws a draft away."""
    with desk.changing() as work:
        drop(work, draft_id, desk.visitor().id)
    flash(_("Черновик удалён."), "success")
    return redirect(url_for("kit.drafts"), 303)


def _first(today: date) -> Typed:
    deal = {"kind": DealKind.SUPPLY.value, "date": today.isoformat()}
    typed = typed_from({"deal": deal, "documents": DEFAULT})
    return with_usual_subject(with_preset(typed, presets()[0].key, today))
