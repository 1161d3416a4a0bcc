"""Papers of a draft as they would be: on a page of their own, which allows one style and nothing that runs."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Response, render_template, request, send_file, url_for
from werkzeug.exceptions import NotFound

from docgen import fonts
from docgen.documents import Snapshot
from docgen.errors import Fault, InputError
from docgen.intake.paper_checks import CONTRACT
from docgen.library import Kind, find_kind
from docgen.preview import Preview, preview, preview_pdf
from tracker.kit_form.drafts import KitDraft, draft
from tracker.kit_form.issuing import NO_CLIENT, NO_SELLER
from tracker.kit_form.sellers import sides_of
from tracker.kit_form.source import order_of
from tracker.kit_form.typed import NEW_CLIENT
from web import desk
from web.forms.kit import DOCUMENTS, label_of
from web.headers import policy

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Connection

FACES: Final = (
    ("PT Sans", "PTSans-Regular", "normal", "normal"),
    ("PT Sans", "PTSans-Bold", "bold", "normal"),
    ("PT Sans", "PTSans-Italic", "normal", "italic"),
    ("PT Serif", "PTSerif-Regular", "normal", "normal"),
    ("PT Serif", "PTSerif-Bold", "bold", "normal"),
)
_YEAR = 31_536_000


def show_paper(draft_id: int) -> ResponseReturnValue:
    """The chosen paper as a page for a frame; while something is missing, what that is."""
    known = draft(desk.reading(), draft_id, desk.visitor().id)
    try:
        made = draft_preview(desk.reading(), known, _chosen(), _font_faces())
    except InputError as error:
        faults = [(fault.path, fault.message) for fault in error.faults][:8]
        page = render_template("kit/no_paper.html", faults=faults, label_of=label_of)
        return Response(page, headers={"Content-Security-Policy": policy(frame_ancestors="'self'")})
    allowed = policy(script_src="'none'", style_src=made.style_source, frame_ancestors="'self'", connect_src="'none'")
    return Response(made.html, headers={"Content-Security-Policy": allowed, "Cache-Control": "private, no-store"})


def show_pdf(draft_id: int) -> ResponseReturnValue:
    """The chosen paper page by page, as a PDF marked as a draft."""
    known = draft(desk.reading(), draft_id, desk.visitor().id)
    snapshot = _snapshot(desk.reading(), known)
    content = preview_pdf(snapshot, _kind(snapshot, _chosen()))
    headers = {"Content-Disposition": "inline; filename=draft.pdf", "Cache-Control": "private, no-store"}
    return Response(content, mimetype="application/pdf", headers=headers)


def font(name: str) -> ResponseReturnValue:
    """A font of the papers."""
    if name not in {f"{face}.ttf" for _, face, _, _ in FACES}:
        raise NotFound
    answer = send_file(fonts.folder() / name, mimetype="font/ttf", max_age=_YEAR)
    answer.headers["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    return answer


def draft_preview(connection: Connection, known: KitDraft, paper: str, font_faces: str) -> Preview:
    """A paper of a draft, from what is kept of it to the page. Raises InputError while something is missing."""
    snapshot = _snapshot(connection, known)
    return preview(snapshot, _kind(snapshot, paper), font_faces)


def _snapshot(connection: Connection, known: KitDraft) -> Snapshot:
    sides = sides_of(connection, known.client_party)
    seller = sides.seller(known.typed.seller)
    if seller is None:
        raise InputError([Fault("seller", NO_SELLER)])
    if known.typed.client != NEW_CLIENT and sides.client is None:
        raise InputError([Fault("client", NO_CLIENT)])
    return order_of(known.typed, seller.section, sides.client).snapshot


def _kind(snapshot: Snapshot, paper: str) -> Kind:
    return find_kind(f"{snapshot.kind.value}_contract" if paper == CONTRACT else paper)


def _chosen() -> str:
    paper = request.args.get("paper") or "proforma_invoice"
    if paper not in DOCUMENTS:
        raise NotFound
    return paper


@cache
def _faces(root: str) -> str:
    rules = (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
        f'src: url("{root}{name}.ttf") format("truetype"); }} '
        for family, name, weight, style in FACES
        if Path(fonts.folder() / f"{name}.ttf").is_file()
    )
    return "".join(rules)


def _font_faces() -> str:
    return _faces(url_for("kit.font", name=".").removesuffix("."))
