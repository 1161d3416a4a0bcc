"""The tray: pages that fit no paper, each with its picture; filed by hand or put away for good reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from docgen.errors import DocgenError
from tracker.scans.paper_search import papers_called
from tracker.scans.states import ASIDE, IN_TRAY
from tracker.scans.tray import (
    ByHand,
    discard,
    file_by_hand,
    next_in_tray,
    page_aside,
    show_page,
    tray_pages,
)
from web import desk
from web.forms.scans import DiscardForm, FilingForm
from web.language import gettext as _
from web.screens.scans.confirming import picture

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.scans.tray import PageAside

_LONGEST_SEARCH = 100


def listed() -> ResponseReturnValue:
    """What lies in the tray; with ``all``, blank, doubled and discarded pages too."""
    is_all = "all" in request.args
    after = request.args.get("after")
    page = tray_pages(desk.reading(), ASIDE if is_all else IN_TRAY, after=after)
    return render_template("scans/tray.html", page=page, is_all=is_all, after=after)


def show(page_id: int) -> ResponseReturnValue:
    """A page, and the search for its paper."""
    one = page_aside(desk.reading(), page_id)
    return _page(one, FilingForm(formdata=None), DiscardForm(formdata=None))


def _page(one: PageAside, form: FilingForm, dropping: DiscardForm) -> str:
    """The search begins with what the code on the page says."""
    asked = request.values.get("q")
    search = " ".join((one.code if asked is None else asked).split())[:_LONGEST_SEARCH]
    found = papers_called(desk.reading(), search)
    form.document.choices = {str(paper.id): paper.name for paper in found}
    return render_template(
        "scans/aside.html",
        one=one,
        form=form,
        dropping=dropping,
        search=search,
        found=found,
        is_aside=one.state in ASIDE,
        after_id=next_in_tray(desk.reading(), one.id),
    )


def file_page(page_id: int) -> ResponseReturnValue:
    """Puts the page into a paper, as if its code had said so."""
    one = page_aside(desk.reading(), page_id)
    form = FilingForm()
    number = form.page.data if form.validate_on_submit() else None
    if number is None:
        return _page(one, form, DiscardForm(formdata=None)), 422
    where = ByHand(
        document_id=int(form.document.data),
        page=number,
        pages=form.pages.data,
        turn=int(form.turn.data) if form.turn.data else None,
    )
    desk.stop_reading()
    try:
        filed = file_by_hand(desk.house(), page_id, where, actor=desk.visitor().login, today=desk.today())
    except DocgenError as error:
        form.take_faults(error)
        return _page(one, form, DiscardForm(formdata=None)), 409
    flash(_("Страница вложена: %(name)s.", name=filed.name), "success")
    return _on(page_id)


def put_away(page_id: int) -> ResponseReturnValue:
    """Takes the page out of the tray."""
    one = page_aside(desk.reading(), page_id)
    form = DiscardForm()
    if not form.validate_on_submit():
        return _page(one, FilingForm(formdata=None), form), 422
    return _put_away(one, form)


def _put_away(one: PageAside, form: DiscardForm) -> ResponseReturnValue:
    try:
        with desk.changing() as work:
            discard(work, one.id, form.reason.data)
    except DocgenError as error:
        form.take_faults(error)
        return _page(one, FilingForm(formdata=None), form), 409
    flash(_("Страница убрана из лотка; в файле сканера она осталась."), "success")
    return _on(one.id)


def _on(page_id: int) -> ResponseReturnValue:
    """To the next page of the tray."""
    following = next_in_tray(desk.reading(), page_id)
    target = url_for("scans.tray") if following is None else url_for("scans.aside", page_id=following)
    return redirect(target, 303)


def show_picture(page_id: int) -> ResponseReturnValue:
    """PNG of the page."""
    return picture(show_page(desk.reading(), desk.house().vault, page_id))


def add_to(blueprint: Blueprint) -> None:
    """Gives the addresses of the tray."""
    blueprint.add_url_rule("/tray", "tray", listed)
    blueprint.add_url_rule("/tray/<int:page_id>", "aside", show)
    blueprint.add_url_rule("/tray/<int:page_id>/file", "aside_file", file_page, methods=["POST"])
    blueprint.add_url_rule("/tray/<int:page_id>/discard", "aside_discard", put_away, methods=["POST"])
    blueprint.add_url_rule("/tray/<int:page_id>/page.png", "aside_picture", show_picture)
