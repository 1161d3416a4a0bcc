"""The page of the form: all that it shows, gathered with a number of questions that does not grow."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import current_app, render_template, request

from docgen.documents import DealKind
from docgen.errors import DocgenError
from docgen.intake.paper_checks import resolve
from docgen.local_library import LocalLibrary, LocalTemplate
from docgen.vat import TaxStatus
from tracker.kit_form.clients import FoundClient, clients_by_inn, search_clients
from tracker.kit_form.presets import presets_for
from tracker.kit_form.rights import Right, rights_of
from tracker.kit_form.sellers import Seller, Sides, sides_of
from tracker.kit_form.source import EMPTY
from tracker.kit_form.sums import Sums, day_of, sums_of
from tracker.kit_form.typed import LINE, NEW_CLIENT, PAYMENT, Typed
from tracker.people import Role, list_people
from web import desk
from web.errors import code_of, faults_of
from web.forms import kit as choices
from web.repeats import new_key

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.kit_form.drafts import KitDraft

_BLANK_LINES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The form, counted: both sides, the seller if it is chosen, sums, rights by numbers of lines."""

    sides: Sides
    seller: Seller | None
    sums: Sums
    rights: Mapping[int, Right]


def counted(draft: KitDraft, typed: Typed) -> Counted:
    """Sums and rights of the form as it stands."""
    sides = sides_of(desk.reading(), draft.client_party)
    seller = sides.seller(typed.seller)
    sums = sums_of(typed, seller.section.vat if seller else TaxStatus.STANDARD, desk.today())
    rights = {} if seller is None else _rights(draft, typed, seller, sums)
    return Counted(sides=sides, seller=seller, sums=sums, rights=rights)


def _rights(draft: KitDraft, typed: Typed, seller: Seller, sums: Sums) -> dict[int, Right]:
    return rights_of(
        desk.reading(),
        seller.prices_of,
        sums.counted,
        title=desk.visitor().person.title,
        on=day_of(typed, desk.today()),
        includes_vat=typed.includes_vat,
        deal_code=draft.deal_code,
    )


def page(
    draft: KitDraft,
    typed: Typed,
    *,
    faults: Mapping[str, str] | None = None,
    above: tuple[str, ...] = (),
    asked: str = "",
    blanks: int = _BLANK_LINES,
    window: str = "",
    revision: int | None = None,
) -> str:
    """The form. faults: by fields; above: those that stand in no field. asked: what client is looked for.

    revision: that of the draft unless this window has seen an older one.
    """
    told = dict(faults or {})
    blank_lines = [dict.fromkeys(LINE, "")] * blanks
    facts = {
        "draft": draft,
        "typed": typed,
        "counted": counted(draft, typed),
        "lines": [*typed.lines, *blank_lines],
        "payments": [*typed.payments, dict.fromkeys(PAYMENT, "")],
        "faults": {place: text for place, text in told.items() if place},
        "above": above,
        "asked": asked,
        "found": _found(typed, asked),
        "same": _same(typed),
        "presets": presets_for(typed.deal.get("kind", "")),
        "managers": _managers(),
        "own": _own(typed),
        "choices": choices,
        "revision": draft.revision if revision is None else revision,
        "window": window or secrets.token_urlsafe(8),
        "once": new_key(),
    }
    return render_template("kit/form.html", **facts, **shown())


def refused(known: KitDraft, typed: Typed, error: DocgenError) -> ResponseReturnValue:
    """The form again, with what is wrong beside its fields or above them."""
    told = faults_of(error)
    faults = {fault.path: fault.message for fault in told if fault.path}
    above = tuple(fault.message for fault in told if not fault.path)
    return page(known, typed, faults=faults, above=above, window=window(), revision=revision()), code_of(error)


def revision() -> int:
    """The revision of the draft that the form was shown at."""
    return request.form.get("revision", 0, type=int)


def window() -> str:
    """The window of the browser that sent the form."""
    return request.form.get("window", "")[:40]


def shown() -> dict[str, Any]:
    """What every piece of the form knows: whether the visitor may see internal prices, what an empty field is told."""
    return {"sees_internal": desk.visitor().sees_internal_prices, "empty": EMPTY, "new_client": NEW_CLIENT}


def own_templates(documents: Iterable[str]) -> dict[str, LocalTemplate]:
    """The house's own templates in use, by kinds."""
    library = LocalLibrary(desk.house().settings.home / "templates")
    found = ((name, library.in_use(name)) for name in documents)
    return {name: template for name, template in found if template is not None}


def can_share() -> bool:
    """Whether the room of share links is there."""
    return "sharing.new" in current_app.view_functions


def _found(typed: Typed, asked: str) -> list[FoundClient] | None:
    if not asked or typed.client:
        return None
    return search_clients(desk.reading(), desk.own_labels(), asked)


def _same(typed: Typed) -> list[FoundClient]:
    """Clients that are there already with the ИНН that is typed in."""
    inn = "".join(typed.party.get("inn", "").split())
    if typed.client != NEW_CLIENT or len(inn) not in {10, 12}:
        return []
    return clients_by_inn(desk.reading(), desk.own_labels(), inn)


def _own(typed: Typed) -> list[LocalTemplate]:
    kind = typed.deal.get("kind", "")
    if kind not in choices.DEAL_KINDS:
        return []
    return list(own_templates(resolve(choices.DOCUMENTS, DealKind(kind))).values())


def _managers() -> list[tuple[str, str]]:
    """Who can lead the deal, for one who may choose: login and name."""
    if desk.visitor().role is not Role.HEAD:
        return []
    people = (person for person in list_people(desk.reading()) if person.is_active)
    return [(one.login, one.name) for one in people if one.role in {Role.MANAGER, Role.HEAD}]
