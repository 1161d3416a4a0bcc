"""Search over clients, deals, papers and money: a page of hits by kinds, and suggestions while one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, render_template, request

from tracker.errors import DatabaseError, RefusedError
from tracker.lists.paging import PAGE, Page
from tracker.search.index import SearchBehindError, current
from tracker.search.searching import COUNTED, Hit, search
from tracker.search.subjects import Kind
from tracker.search.words import LONGEST_QUESTION
from web import desk
from web.screens.ways import way

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("search", __name__, url_prefix="/search")

KINDS: Final = {
    Kind.CLIENT: "Клиенты",
    Kind.DEAL: "Сделки",
    Kind.PAPER: "Документы",
    Kind.PAYMENT: "Платежи",
}
_ICONS: Final = {Kind.CLIENT: "building", Kind.DEAL: "briefcase", Kind.PAPER: "file-text", Kind.PAYMENT: "coin"}
_SUGGESTED: Final = 8
_LEAST: Final = 2  # signs from which on a suggestion is of use
_RETRY_SECONDS: Final = "30"


@dataclass(frozen=True, slots=True)
class Found:
    """A hit and where it leads; None where the visitor has no page of it."""

    hit: Hit
    url: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind, in their order."""

    title: str
    icon: str
    found: list[Found]


@blueprint.get("/", endpoint="show", strict_slashes=False)
def show() -> ResponseReturnValue:
    """What was found, by kinds. An index that is behind is told with 503, and the page asks again by itself."""
    asked = request.args.get("q", "")
    facts: dict[str, Any] = {
        "asked": asked[: LONGEST_QUESTION + 1],
        "kind": _kind(),
        "kinds": KINDS,
        "page": None,
        "groups": [],
    }
    try:
        page = _page(asked, PAGE, request.args.get("after"))
    except SearchBehindError as error:
        answer = render_template("search/show.html", **facts, behind=str(error), refused=None)
        return answer, 503, {"Retry-After": _RETRY_SECONDS}
    except RefusedError as error:
        return render_template("search/show.html", **facts, behind=None, refused=str(error)), 422
    if page is not None:
        facts |= {"page": page, "groups": _groups(page.rows)}
    return render_template("search/show.html", **facts, behind=None, refused=None, counted_to=COUNTED)


@blueprint.get("/hints", endpoint="hints")
def hints() -> ResponseReturnValue:
    """The first hits for what is typed so far; nothing where there is nothing to say."""
    asked = request.args.get("q", "")
    try:
        page = _page(asked, _SUGGESTED, None) if len(asked.strip()) >= _LEAST else None
    except (RefusedError, DatabaseError):
        page = None
    groups = _groups(page.rows) if page is not None else []
    return render_template("search/hints.html", asked=asked, groups=groups, is_asked=page is not None)


def _kind() -> Kind | None:
    chosen = request.args.get("kind", "")
    return Kind(chosen) if chosen in set(Kind) else None


def _page(asked: str, size: int, after: str | None) -> Page[Hit] | None:
    """Hits in reach of the visitor; None where nothing was asked. Raises RefusedError, SearchBehindError."""
    if not asked.strip():
        return None
    kind = _kind()
    managers = desk.own_labels()
    desk.stop_reading()  # the index may have something to write first
    with current(desk.house().database) as connection:
        return search(
            connection, asked, managers=managers, kinds=None if kind is None else [kind], after=after, size=size
        )


def _groups(hits: Sequence[Hit]) -> list[Group]:
    groups = []
    for kind, title in KINDS.items():
        found = [Found(hit, _url(hit)) for hit in hits if hit.kind is kind]
        if found:
            groups.append(Group(title, _ICONS[kind], found))
    return groups


def _url(hit: Hit) -> str | None:
    match hit.kind:
        case Kind.CLIENT:
            return way("clients.show", code=hit.id)
        case Kind.DEAL:
            return way("deals.show", code=hit.id)
        case Kind.PAPER if hit.page_id:
            return way("papers.show", page_id=hit.page_id) or _deal(hit)
        case Kind.PAPER:
            return _deal(hit)
        case Kind.PAYMENT:
            return way("money.payment", payment_id=int(hit.id)) or _deal(hit)


def _deal(hit: Hit) -> str | None:
    return way("deals.show", code=hit.deal) if hit.deal else None
