"""The shelf: every kind of paper with the template in use; one kind with its versions and their history."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import render_template

from docgen.errors import LibraryError
from docgen.library import Kind
from docgen.local_library import LocalTemplate
from docgen.placeholders import reference
from tracker.own_templates import library_of, template_history, versions_of
from web import desk
from web.forms.library import TemplateForm
from web.screens.library.blueprint import blueprint, visible_kind, visible_kinds
from web.screens.library.words import CONFIRMS, FORMATS, is_unchecked

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from docgen.template_check import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfRow:
    """A kind with how many versions of its own it has and which is in use; ``problem``: why that cannot be told."""

    kind: Kind
    versions: int
    used: LocalTemplate | None
    problem: str = ""


@blueprint.get("/", endpoint="show")
def show_shelf() -> ResponseReturnValue:
    """All kinds that the visitor may see."""
    return render_template(
        "library/show.html", rows=[_row(kind) for kind in visible_kinds()], confirms=CONFIRMS, formats=FORMATS
    )


def _row(kind: Kind) -> ShelfRow:
    library = library_of(desk.house().settings)
    try:
        return ShelfRow(kind=kind, versions=len(library.versions(kind.name)), used=library.in_use(kind.name))
    except LibraryError as error:  # one damaged folder does not hide the others
        return ShelfRow(kind=kind, versions=0, used=None, problem=str(error))


@blueprint.get("/kinds/<name>", endpoint="kind")
def show_kind(name: str) -> ResponseReturnValue:
    """One kind."""
    return kind_page(visible_kind(name), TemplateForm(formdata=None))


def kind_page(
    kind: Kind,
    form: TemplateForm,
    report: Report | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    file: str = "",
) -> ResponseReturnValue:
    """The page of a kind. ``report``: what the check said of a file that was brought, called ``file``."""
    library = library_of(desk.house().settings)
    events = template_history(desk.reading(), kind)
    versions: list[Any] = []
    used, problem = None, ""
    try:
        versions, used = versions_of(library, kind, events), library.in_use(kind.name)
    except LibraryError as error:
        problem = str(error)
    page = render_template(
        "library/kind.html",
        kind=kind,
        versions=versions,
        used=used,
        problem=problem,
        events=events,
        form=form,
        report=report,
        file=file,
        fields=reference(kind),
        confirms=CONFIRMS,
        formats=FORMATS,
        is_unchecked=is_unchecked,
    )
    return page, status
