"""A price list's file comes in: the very file that both papers are drawn from."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from docgen.errors import DocgenError, InputError
from tracker.errors import RefusedError
from tracker.parties import find_organization
from tracker.prices.catalogue import add_price_list
from tracker.prices.price_list_file import read_price_list
from web import desk
from web.errors import code_of
from web.forms.prices import LoadForm
from web.language import counted
from web.language import gettext as _
from web.screens.prices.blueprint import blueprint

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.prices.price_list_file import PriceListFile

_ENDINGS: Final = frozenset({".yaml", ".yml", ".json"})


@blueprint.route("/new", methods=["GET", "POST"], endpoint="load")
def load() -> ResponseReturnValue:
    """Takes a file into the catalogue; the same file sent twice changes nothing."""
    if request.method == "GET":
        return render_template("prices/load.html", form=LoadForm(formdata=None), faults=())
    form = LoadForm()
    form.validate()
    try:
        file = _read(form)
        if file is None:
            return render_template("prices/load.html", form=form, faults=()), 422
        with desk.changing() as work:
            organization_id = find_organization(work.connection, file.seller)
            if organization_id is None:
                raise RefusedError(_("Продавца из файла нет среди наших организаций: проверьте его ИНН и КПП."))
            done = add_price_list(work, organization_id, file)
    except InputError as error:
        form.file.errors = [
            _("В файле есть ошибки: %(found)s.", found=counted(len(error.faults), "ошибка|ошибки|ошибок"))
        ]
        return render_template("prices/load.html", form=form, faults=error.faults), 422
    except DocgenError as error:
        form.file.errors = [str(error)]
        return render_template("prices/load.html", form=form, faults=()), code_of(error)
    _tell(file, is_new=done.is_new)
    return redirect(url_for("prices.price_list", price_list_id=done.price_list.id), 303)


def _read(form: LoadForm) -> PriceListFile | None:
    """The file that was sent; None, with the fault beside the field, where there is none. Raises InputError."""
    given = form.file.data
    name = Path((given.filename or "").replace("\\", "/")).name if isinstance(given, FileStorage) else ""
    if not name or not isinstance(given, FileStorage):
        form.file.errors = [_("Выберите файл прайс-листа.")]
        return None
    ending = Path(name).suffix.lower()
    if ending not in _ENDINGS:
        form.file.errors = [_("Нужен файл YAML или JSON: тот же, из которого прайс-лист печатается.")]
        return None
    with tempfile.TemporaryDirectory(prefix="prices-") as folder:
        path = Path(folder) / f"price_list{ending}"
        given.save(path)
        return read_price_list(path)


def _tell(file: PriceListFile, *, is_new: bool) -> None:
    if is_new:
        flash(_("Прайс-лист загружен."), "success")
    else:
        flash(_("Такой прайс-лист уже загружен: ничего не изменилось."), "info")
    for warning in file.warnings:
        flash(warning, "warning")
    if file.uncoded:
        told = _("Позиций без артикула: %(count)s. Скидки на них не проверяются.", count=file.uncoded)
        flash(told, "warning")
