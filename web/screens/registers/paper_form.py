"""A paper's small form: what became of it, and on to the next paper of the list from which it was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from docgen.errors import DocgenError
from tracker.deal_history import refuse_overtaken, version_of
from tracker.errors import RefusedError
from tracker.lists.papers import papers_by_keys
from tracker.ownership import owns_paper
from tracker.papers.stored import find_deal, find_paper, name_of
from web import access, desk
from web.errors import code_of
from web.forms.control import PaperForm
from web.language import gettext as _
from web.screens.registers import paper_facts
from web.screens.registers.asking import AFTER, Question, question
from web.screens.registers.papers import PAPERS
from web.screens.registers.showing import page_of
from web.screens.registers.walking import Following, following

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Connection, RowMapping

_MOST: Final = 2**63 - 1
_OF_MANAGER: Final = frozenset({"sent"})
"""What whoever sends a paper tells of it; the rest is for whoever sees the paper itself, as on a deal's page."""


def show_paper(document_id: int) -> ResponseReturnValue:
    """The form of a paper."""
    one = question(PAPERS)
    if one.asked is None:
        return page_of(one), 422
    connection = desk.reading()
    paper = _own_paper(connection, document_id)
    version = version_of(connection, paper["deal_id"])
    form = PaperForm(formdata=None, data=paper_facts.told(paper) | {"version": str(version)})
    return _page(one, paper, form, following(connection, one, str(document_id)))


def keep_paper(document_id: int) -> ResponseReturnValue:
    """Keeps what the form tells, and leads to the next paper of the list, or back to the list."""
    one = question(PAPERS)
    if one.asked is None:
        return page_of(one), 422
    connection = desk.reading()
    paper = _own_paper(connection, document_id)
    place = following(connection, one, str(document_id))
    form = PaperForm()
    code = 422
    if form.validate():
        try:
            _save(document_id, form)
        except DocgenError as error:
            form.take_faults(error)
            code = code_of(error).value
        else:
            flash(_("Записано: %(name)s.", name=name_of(paper)), "success")
            return redirect(_next_url(one, place), 303)
    return _page(one, _own_paper(desk.reading(), document_id), form, place), code


def _may_tell() -> frozenset[str]:
    """What of a paper this visitor may tell, by the fields of the form."""
    role = desk.visitor().role
    if access.may("scans.confirm", role):
        return paper_facts.EVERYTHING
    return _OF_MANAGER if access.may("deals.record", role) else frozenset()


def _own_paper(connection: Connection, document_id: int) -> RowMapping:
    """A paper of a deal in the visitor's reach. Raises NotFound."""
    if document_id > _MOST:
        raise NotFound
    paper = find_paper(connection, document_id)
    labels = desk.own_labels()
    if paper["deal_id"] is None or (labels is not None and not owns_paper(connection, labels, document_id)):
        raise NotFound
    return paper


def _save(document_id: int, form: PaperForm) -> None:
    with desk.changing() as work:
        paper = _own_paper(work.connection, document_id)
        if not (form.version.data or "").isdigit():
            raise RefusedError(_("Форма устарела: откройте её заново."))
        refuse_overtaken(work.connection, paper["deal_id"], int(form.version.data[:18]))
        paper_facts.keep_known(paper, form, _may_tell())
        paper_facts.record(work, paper, form)


def _next_url(one: Question, place: Following) -> str:
    """The next paper's form, if that was asked for and there is one; else the list."""
    if "next" not in request.form:
        return one.url(after=one.asked.after if one.asked else None)
    if place.next_key is None:
        flash(_("Это был последний документ списка."), "info")
        return one.url()
    told: dict[str, Any] = dict(one.pairs) | {"sort": one.order}
    if place.next_place:
        told[AFTER] = place.next_place
    return url_for("control.paper", document_id=int(place.next_key), **told)


def _page(one: Question, paper: RowMapping, form: PaperForm, place: Following) -> str:
    connection = desk.reading()
    found = papers_by_keys(connection, [paper["id"]], desk.own_labels())
    return render_template(
        "control/paper.html",
        ask=one,
        paper=paper,
        name=name_of(paper),
        row=found[0] if found else None,
        deal=find_deal(connection, paper["deal_id"]),
        form=form,
        may_tell=_may_tell(),
        has_next=place.next_key is not None,
        action=f"{url_for('control.paper', document_id=paper['id'])}?{request.query_string.decode('ascii', 'replace')}",
    )
