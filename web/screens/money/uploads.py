"""A statement on its way in: the file is sent, shown as it reads, and loaded once a person has agreed."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from docgen.bundle import File, safe_name
from docgen.errors import DocgenError
from tracker.errors import NotFoundError
from tracker.matching.importing import (
    ConsentNeededError,
    ForeignStatementError,
    Imported,
    import_statement,
)
from tracker.matching.loaded import loaded_before
from tracker.statements import StatementError, formats, open_statement
from tracker.statements.mappings.choosing import fitting
from tracker.statements.mappings.guessing import sample_of
from tracker.statements.mappings.store import find_mapping, list_mappings
from tracker.statements.reading.overview import overview
from web import desk, staging
from web.forms.money import LoadForm, StatementForm
from web.language import counted
from web.language import gettext as _
from web.repeats import change_once, new_key

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work
    from tracker.statements.mappings.mapping import Mapping

_FIRST: Final = 20
"""Operations that are shown before a statement is loaded."""


def send() -> ResponseReturnValue:
    """Takes a file and shows how it reads; one whose columns nobody has told yet asks for them."""
    form = StatementForm()
    form.mapping.choices = {"": _("Определить по заголовкам"), **{name: name for name in _names()}}
    if form.validate_on_submit():
        file = _sent(form)
        if file is not None:
            target = _kept(form, file)
            if target is not None:
                return redirect(target, 303)
    titles = [one.title for one in formats().values()]
    return render_template("money/send.html", form=form, titles=titles), 422 if form.is_submitted() else 200


def _names() -> list[str]:
    return list_mappings(desk.reading())


def _sent(form: StatementForm) -> File | None:
    given = form.file.data
    if not isinstance(given, FileStorage) or not given.filename:
        form.file.errors = [_("Выберите файл выписки.")]
        return None
    content = given.read()
    if not content:
        form.file.errors = [_("Файл пустой: выгрузите выписку заново.")]
        return None
    return File(safe_name(given.filename.replace("\\", "/").rpartition("/")[2]), content)


def _kept(form: StatementForm, file: File) -> str | None:
    """Where the file is shown, once it is kept; None for a file that is no statement at all."""
    name = form.mapping.data or None
    try:
        mapping = find_mapping(desk.reading(), name) if name else None
        open_statement(file.content, mapping)
    except StatementError as error:
        return _kept_table(form, file, error)
    return _shown_at("money.upload", file, name if _is_table(file, mapping) else None)


def _kept_table(form: StatementForm, file: File, error: StatementError) -> str | None:
    """A table without a mapping: one that was saved for such titles, or the page on which a new one is made."""
    try:
        sample = sample_of(file.content)
    except DocgenError as worse:
        told = worse if file.content.startswith(b"PK") else error
        form.file.errors = [str(told).replace("(--mapping)", "").strip()]
        return None
    fits = fitting(desk.reading(), sample)
    if fits is None:
        return _shown_at("money.columns", file, None)
    return _shown_at("money.upload", file, fits)


def _is_table(file: File, mapping: Mapping | None) -> bool:
    return mapping is not None and open_statement(file.content, mapping).format == "table"


def _shown_at(endpoint: str, file: File, mapping: str | None) -> str:
    token = staging.keep(desk.house().settings.home, desk.visitor().id, file, desk.now())
    return url_for(endpoint, token=token, mapping=mapping)


def show(token: str) -> ResponseReturnValue:
    """What the file says, before anything of it is written."""
    file = find(token)
    name = request.args.get("mapping") or None
    return _preview(token, file, name, LoadForm(formdata=None, once=new_key(), mapping=name or ""))


def find(token: str) -> File:
    """The file that the visitor has sent. Raises NotFoundError."""
    return staging.find(desk.house().settings.home, desk.visitor().id, token)


def _preview(token: str, file: File, name: str | None, form: LoadForm, code: int = 200) -> ResponseReturnValue:
    connection = desk.reading()
    try:
        mapping = find_mapping(connection, name) if name else None
        told = overview(open_statement(file.content, mapping), _FIRST)
    except StatementError as error:
        return render_template("money/unread.html", token=token, file=file, error=error, mapping=name), 422
    page = render_template(
        "money/upload.html",
        token=token,
        file=file,
        mapping=name,
        told=told,
        title=formats()[told.format].title.partition(" (--")[0],
        known=loaded_before(connection, sha256(file.content).hexdigest()),
        form=form,
    )
    return page, code


def load(token: str) -> ResponseReturnValue:
    """Loads the statement, once: sent again, it leads to the same statement."""
    form = LoadForm()
    name = form.mapping.data or None
    if not form.validate_on_submit():
        return _preview(token, find(token), name, form, 422)

    done: list[Imported] = []

    def change(work: Work) -> str:
        file = find(token)
        mapping = find_mapping(work.connection, name) if name else None
        reading = open_statement(file.content, mapping)
        consent = bool(form.consent.data)
        told = import_statement(work, reading, name=file.name, content=file.content, has_consent=consent)
        done.append(told)
        if told.statement_id is None:
            return url_for("money.statements")
        return url_for("money.statement", statement_id=told.statement_id)

    try:
        target = change_once(form.once.data or "", f"{token} {name}", change)
    except NotFoundError:
        raise
    except DocgenError as error:
        return _refused(token, name, form, error)
    staging.drop(desk.house().settings.home, desk.visitor().id, token)
    for imported in done:
        _tell(imported)
    return redirect(target, 303)


def _refused(token: str, name: str | None, form: LoadForm, error: DocgenError) -> ResponseReturnValue:
    file = find(token)
    if isinstance(error, ConsentNeededError):
        form.consent.errors = [_("Отметьте, что согласны: без этого выписка не загружается.")]
    elif isinstance(error, ForeignStatementError):
        told = _("В выписке нет счетов наших организаций. Если счёт наш, пусть администратор впишет его в реквизиты.")
        form.form_errors.append(told)
    else:
        form.take_faults(error)
    return _preview(token, file, name, form, 409)


def _tell(done: Imported) -> None:
    """What the import left out, for what it has brought is on the statement's own page."""
    if done.statement_id is None:
        flash(_("Новых операций в файле нет: всё загружено раньше. Ничего не изменилось."), "info")
    else:
        flash(_("Выписка загружена: новых операций — %(count)s.", count=done.new), "success")
    left: list[tuple[Any, str]] = [
        (done.tied, _("деньги были записаны раньше, теперь подтверждены выпиской")),
        (done.known, _("загружены раньше")),
        (done.repeats, _("повторы внутри файла")),
        (done.foreign, _("по чужим счетам, пропущены")),
        (done.future, _("с датой позже сегодняшней, пропущены: загрузите выписку снова в этот день")),
    ]
    told = "; ".join(f"{words} — {counted(count, 'операция|операции|операций')}" for count, words in left if count)
    if told:
        flash(told[0].upper() + told[1:] + ".", "info")


def drop(token: str) -> ResponseReturnValue:
    """The person has changed their mind."""
    staging.drop(desk.house().settings.home, desk.visitor().id, token)
    return redirect(url_for("money.statements"), 303)


def add_to(blueprint: Blueprint) -> None:
    """Gives the addresses of files on their way in."""
    blueprint.add_url_rule("/statements/new", "statement_new", send, methods=["GET", "POST"])
    blueprint.add_url_rule("/uploads/<token>", "upload", show)
    blueprint.add_url_rule("/uploads/<token>/load", "load", load, methods=["POST"])
    blueprint.add_url_rule("/uploads/<token>/drop", "upload_drop", drop, methods=["POST"])
