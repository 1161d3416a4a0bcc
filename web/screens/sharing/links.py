"""Links of a deal as staff sees them: a new one, who opened one, what came back, one taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from docgen.errors import DocgenError
from tracker.accounts.once import answered, asked, remember
from tracker.letters.papers import look_into
from tracker.sharing.choosing import SharedDeal, shareable, shared_deal
from tracker.sharing.links import LONGEST_DAYS, create_link, revoke_link
from tracker.sharing.listing import link_view, links_of_deal, openings_of, returned_through_links
from tracker.sharing.states import LinkState
from web import desk
from web.errors import code_of
from web.forms.sharing import LinkForm
from web.language import gettext as _
from web.repeats import new_key

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.sharing.choosing import Shareable
    from tracker.sharing.listing import LinkView

_USUAL_DAYS: Final = 30
TONES: Final = {LinkState.OPEN: "ok", LinkState.EXPIRED: "muted", LinkState.REVOKED: "bad"}


def show(code: str) -> ResponseReturnValue:
    """What can be shared of the deal, and its links."""
    deal = _deal(code)
    papers = shareable(desk.reading(), deal.id, desk.today())
    first = {
        "papers": [str(paper.id) for paper in papers if not paper.is_signed],
        "expires_on": desk.today() + timedelta(_USUAL_DAYS),
    }
    return _page(code, deal, papers, LinkForm(formdata=None, data=first))


def create(code: str) -> ResponseReturnValue:
    """Makes a link and shows it, this once."""
    deal = _deal(code)
    papers = shareable(desk.reading(), deal.id, desk.today())
    form = LinkForm()
    form.papers.choices = _choices(papers)
    if not form.validate():
        return _page(code, deal, papers, form), 422
    try:
        secret = _made(deal, form)
    except DocgenError as error:
        form.take_faults(error)
        return _page(code, deal, papers, form), code_of(error)
    if secret is None:
        flash(_("Ссылка уже создана. Если не успели её скопировать, отзовите её и создайте новую."), "info")
        return redirect(url_for("sharing.new", code=code), 303)
    answer = make_response(_page(code, deal, papers, _next_form(form), secret))
    answer.headers["Cache-Control"] = "no-store"  # the link is told this once
    return answer


def _made(deal: SharedDeal, form: LinkForm) -> str | None:
    """The secret of the new link; None where this form has made it already, for nobody is told it twice."""
    said = "\n".join([str(deal.id), *form.papers.data, str(form.expires_on.data), form.note.data])
    one = asked(request.form.get("once", ""), desk.visitor().id, said.encode())
    keys = [int(key) for key in form.papers.data]
    look_into(desk.reading(), desk.house().vault, keys)
    with desk.changing() as work:
        if answered(work, one) is not None:
            return None
        last_day = form.expires_on.data or work.today  # one is wanted, so it is there
        made, secret = create_link(work, deal.id, keys, expires_on=last_day, note=form.note.data or "")
        remember(work, one, str(made.id))
    return secret


def _next_form(form: LinkForm) -> LinkForm:
    return LinkForm(formdata=None, data={"papers": form.papers.data, "expires_on": form.expires_on.data})


def show_link(code: str, link_id: int) -> ResponseReturnValue:
    """Who opened a link, and when."""
    link = _link(code, link_id)
    openings = openings_of(desk.reading(), link_id, after=request.args.get("after"))
    return render_template("sharing/link.html", code=code, link=link, openings=openings, tones=TONES)


def revoke(code: str, link_id: int) -> ResponseReturnValue:
    """Closes a link at once."""
    _link(code, link_id)
    with desk.changing() as work:
        revoke_link(work, link_id)
    flash(_("Ссылка отозвана: больше она не открывается."), "success")
    return redirect(url_for("sharing.new", code=code), 303)


def returned() -> ResponseReturnValue:
    """What clients gave back through links and nobody has looked at yet, or everything."""
    is_waiting = request.args.get("all") != "1"
    page = returned_through_links(
        desk.reading(), desk.own_labels(), is_waiting=is_waiting, after=request.args.get("after")
    )
    return render_template("sharing/returned.html", page=page, is_waiting=is_waiting)


def _deal(code: str) -> SharedDeal:
    found = shared_deal(desk.reading(), code)
    if found is None:
        raise NotFound
    return found


def _link(code: str, link_id: int) -> LinkView:
    """The link, which must be of the deal in the address: that is the deal whose owner was checked."""
    link = link_view(desk.reading(), link_id, desk.today())
    if link.deal != code:
        raise NotFound
    return link


def _choices(papers: list[Shareable]) -> dict[str, str]:
    return {str(paper.id): paper.name for paper in papers}


def _page(code: str, deal: SharedDeal, papers: list[Shareable], form: LinkForm, secret: str | None = None) -> str:
    form.papers.choices = _choices(papers)
    return render_template(
        "sharing/deal.html",
        code=code,
        deal=deal,
        papers=papers,
        form=form,
        links=links_of_deal(desk.reading(), deal.id, desk.today()),
        address=url_for("shared.show", secret=secret, _external=True) if secret else None,
        once=new_key(),
        last_day=desk.today() + timedelta(LONGEST_DAYS),
        tones=TONES,
        is_open=LinkState.OPEN,
    )
