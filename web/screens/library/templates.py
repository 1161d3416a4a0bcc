"""Templates of the house: brought and checked, looked at, put in use, taken back, downloaded."""

from __future__ import annotations

import io
import re
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flask import flash, redirect, request, send_file, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from docgen.errors import DocgenError
from docgen.library import Kind
from docgen.local_library import SHIPPED, LocalTemplate
from docgen.papers import read_order
from docgen.rendering import render_paper
from docgen.scanning import page_picture
from tracker.own_templates import LARGEST, examine, keep, library_of, publish
from web import desk
from web.errors import code_of
from web.forms.library import TemplateForm
from web.language import gettext as _
from web.screens.library.blueprint import blueprint, visible_kind
from web.screens.library.shelf import kind_page
from web.wording import on_screen

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")
_PDF: Final = "application/pdf"
_KEPT: Final = 3600
"""Seconds for which a browser keeps a sample: a version never changes, and to draw one takes seconds."""
_TYPES: Final = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "application/octet-stream",
}
"""A foreign page is never called a page: a browser would show it."""


@blueprint.post("/kinds/<name>/templates", endpoint="add_template")
def bring(name: str) -> ResponseReturnValue:
    """Checks a file and, if it is fit, keeps it as a version that is not in use yet."""
    kind, form = visible_kind(name), TemplateForm()
    brought = request.files.get("file")
    if brought is None or not brought.filename:
        form.file.errors = [_("Выберите файл.")]
        return kind_page(kind, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    file, content = brought.filename, brought.stream.read(LARGEST + 1)
    desk.stop_reading()  # the check takes seconds, and nobody waits for them
    try:
        report = examine(kind, file, content)
        if not report.is_usable:
            form.file.errors = [_("Шаблон не годится: исправьте то, что названо ниже, и загрузите снова.")]
            return kind_page(kind, form, report, HTTPStatus.UNPROCESSABLE_ENTITY, file)
        with desk.changing() as work:
            version = keep(work, library_of(desk.house().settings), kind, file, content)
    except DocgenError as error:
        if kind.is_internal:  # its page has no form
            raise
        form.file.errors = [on_screen(str(error))]
        return kind_page(kind, form, status=code_of(error))
    flash(
        _("Шаблон проверен и сохранён: версия %(number)s. Посмотрите образец и включите её.", number=version.number),
        "success",
    )
    for note in (*report.split, *report.advice):
        flash(_("Внимание: %(text)s", text=str(note)), "warning")
    return redirect(url_for("library.kind", name=name), HTTPStatus.SEE_OTHER)


@blueprint.post("/kinds/<name>/use/<version>", endpoint="use_template")
def put_in_use(name: str, version: str) -> ResponseReturnValue:
    """Papers of the kind are made with this version, or with the shipped template, from now on."""
    kind = visible_kind(name)
    number = None if version == SHIPPED else _version(kind, version).number
    with desk.changing() as work:
        publish(work, library_of(desk.house().settings), kind, number)
    told = _("В работе штатный шаблон.") if number is None else _("В работе версия %(number)s.", number=number)
    flash(told, "success")
    return redirect(url_for("library.kind", name=name), HTTPStatus.SEE_OTHER)


@blueprint.get("/kinds/<name>/files/<version>", endpoint="template_file")
def download(name: str, version: str) -> ResponseReturnValue:
    """The file of a template, always as something to keep and never as something to look at."""
    kind = visible_kind(name)
    if version == SHIPPED:
        path = kind.folder / ("template.docx" if "docx" in kind.formats else "template.html")
        content, called = path.read_bytes(), f"{kind.name}{path.suffix}"
    else:
        own = _version(kind, version)
        content, called = own.read(), own.name
    kind_of_file = _TYPES[Path(called).suffix.lower()]
    return _file(content, kind_of_file, called, is_attachment=True)


@blueprint.get("/kinds/<name>/samples/<version>.pdf", endpoint="sample_pdf")
def sample(name: str, version: str) -> ResponseReturnValue:
    """The kind's sample made with this template, as a PDF."""
    kind = visible_kind(name)
    own = None if version == SHIPPED else _version(kind, version)
    return _file(_sample(kind, own), _PDF, f"{kind.caption}, {_('образец')}.pdf", is_attachment=own is not None)


@blueprint.get("/kinds/<name>/samples/<version>.png", endpoint="sample_png")
def sample_picture(name: str, version: str) -> ResponseReturnValue:
    """The first page of the sample as a picture, made in the limited process."""
    kind = visible_kind(name)
    own = None if version == SHIPPED else _version(kind, version)
    return _file(page_picture(_sample(kind, own), 1), "image/png", f"{kind.name}.png")


def _sample(kind: Kind, own: LocalTemplate | None) -> bytes:
    """Drawn after the database was let go."""
    desk.stop_reading()
    context = read_order(kind.folder / "sample.yaml", kind.name).context
    return render_paper(kind, context, "pdf", local=own)


def _version(kind: Kind, version: str) -> LocalTemplate:
    library = library_of(desk.house().settings)
    known = {str(one.number): one for one in library.versions(kind.name)} if _NUMBER.fullmatch(version) else {}
    if version not in known:
        raise NotFound
    return known[version]


def _file(content: bytes, mimetype: str, name: str, *, is_attachment: bool = False) -> ResponseReturnValue:
    told: dict[str, Any] = {"mimetype": mimetype, "download_name": name, "as_attachment": is_attachment}
    answer: Response = send_file(io.BytesIO(content), **told)
    answer.headers["Cache-Control"] = f"private, max-age={_KEPT}"
    return answer
