"""A client's card in the hands of people: a new one, other requisites, another person in charge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import flash, redirect, render_template, request, url_for

from docgen.errors import DocgenError
from docgen.intake.schema import PartySection
from tracker.clients import ClientCard, add_client, change_party, client_card, client_changes, client_version, set_tier
from tracker.deal_history import HistoryEvent
from tracker.lists.clients import tiers
from tracker.organizations import as_input, read_party
from tracker.ownership import assign_client
from tracker.people import list_people
from web import desk
from web.errors import code_of
from web.forms.clients import PATHS, AssignForm, PartyForm, party_data, party_fields
from web.language import gettext as _
from web.repeats import OvertakenError, change_once, new_key
from web.screens.ways import way

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work


_ASSIGN: Final = "clients/assign.html"


def new_client() -> ResponseReturnValue:
    """A client that nobody has yet; whoever brings it is in charge of it."""
    form: Any = PartyForm() if request.method == "POST" else PartyForm(formdata=None)
    if request.method != "POST":
        form.once.data = new_key()
        return _new(form)
    party = _read(form, {})
    if party is None:
        return _new(form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def add(work: Work) -> str:
        return url_for("clients.show", code=add_client(work, party))

    try:
        answer = change_once(form.once.data or "", repr(as_input(party)), add)
    except DocgenError as error:
        form.take_faults(error, {"": "inn"})
        return _new(form, code_of(error))
    flash(_("Клиент заведён."), "success")
    return redirect(answer, HTTPStatus.SEE_OTHER)


def _new(form: Any, status: HTTPStatus = HTTPStatus.OK) -> ResponseReturnValue:
    return render_template("clients/new.html", form=form, kit_url=way("kit.new")), status


def _read(form: Any, known: dict[str, Any]) -> PartySection | None:
    """The requisites of the form; None where something is wrong, which is told beside its field."""
    if not form.validate():
        return None
    try:
        return read_party(party_data(form, known), desk.today())
    except DocgenError as error:
        form.take_faults(error, PATHS)
        return None


def edit_party(code: str) -> ResponseReturnValue:
    """Other requisites, for papers made from now on."""
    client = client_card(desk.reading(), code)
    known = as_input(client.party)
    if request.method != "POST":
        return _page("clients/edit.html", client, _opened(PartyForm(formdata=None, **party_fields(known)), code))
    form: Any = PartyForm()
    party = _read(form, known)
    if party is None:
        return _page("clients/edit.html", client, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _changed("clients/edit.html", client, form, lambda work: change_party(work, client.code, party))


def assign(code: str) -> ResponseReturnValue:
    """Who is in charge of the client, and how much it matters."""
    client = client_card(desk.reading(), code)
    if request.method != "POST":
        known = {"manager": client.manager, "tier": client.tier}
        return _page(_ASSIGN, client, _opened(AssignForm(formdata=None, **known), code))
    form: Any = AssignForm()
    if not form.validate():
        return _page(_ASSIGN, client, form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def change(work: Work) -> None:
        assign_client(work, client.code, form.manager.data or None)
        set_tier(work, client.code, form.tier.data or None)

    return _changed(_ASSIGN, client, form, change)


def _opened(form: Any, code: str) -> Any:
    form.once.data = new_key()
    form.version.data = client_version(desk.reading(), code)
    return form


def _page(
    template: str,
    client: ClientCard,
    form: Any,
    status: HTTPStatus = HTTPStatus.OK,
    changes: Sequence[HistoryEvent] = (),
) -> ResponseReturnValue:
    page = render_template(
        template,
        client=client,
        form=form,
        changes=changes,
        **(_offered() if template == _ASSIGN else {}),
    )
    return page, status


def _offered() -> dict[str, Any]:
    people = [one for one in list_people(desk.reading()) if one.is_active]
    return {"people": people, "tiers": tiers(desk.reading())}


def _refuse_overtaken(work: Work, client: ClientCard, version: int) -> None:
    changes = client_changes(work.connection, client.code, version)
    if changes:
        raise OvertakenError(changes)


def _changed(template: str, client: ClientCard, form: Any, change: Callable[[Work], object]) -> ResponseReturnValue:
    """Makes the change once, and not over the head of whoever changed the client meanwhile."""
    back = url_for("clients.show", code=client.code)
    said = sorted((name, value) for name, value in form.data.items() if name not in {"csrf_token", "once", "version"})

    def make(work: Work) -> str:
        _refuse_overtaken(work, client, form.version.data)
        change(work)
        return back

    try:
        change_once(form.once.data or "", [request.path, said], make)
    except OvertakenError as error:
        form.form_errors.append(str(error))
        form.version.raw_data = None
        form.version.data = client_version(desk.reading(), client.code)
        return _page(template, client, form, HTTPStatus.CONFLICT, error.changes)
    except DocgenError as error:
        form.take_faults(error, PATHS)
        return _page(template, client, form, code_of(error))
    flash(_("Сведения о клиенте исправлены."), "success")
    return redirect(back, HTTPStatus.SEE_OTHER)
