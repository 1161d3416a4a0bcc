"""What the columns of a bank's table mean: a person looks at its rows and says, once for all files of that bank."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, redirect, render_template, request, url_for

from docgen.errors import DocgenError
from tracker.statements.mappings.guessing import MEANINGS, Sample, columns_of, letter, sample_of
from tracker.statements.mappings.mapping import Delimiter, Mapping, mapping_from
from tracker.statements.mappings.store import save_mapping
from web import desk
from web.forms.money import ColumnsForm
from web.language import gettext as _
from web.screens.money.uploads import find

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from docgen.bundle import File

_COLUMN: Final = re.compile(r"column-(\d{1,3})")
_FIELDS: Final = {"columns": "", "account": "account", "incoming": "incoming", "outgoing": "outgoing"}


def show(token: str) -> ResponseReturnValue:
    """Rows of the table and what each column most likely means; then the setting, saved under a name."""
    file = find(token)
    sample = sample_of(file.content)
    form = ColumnsForm() if request.method == "POST" else _guessed(file, sample)
    meanings = _chosen(sample) if request.method == "POST" else dict(sample.meanings)
    if form.validate_on_submit():
        mapping = _mapping(form, sample, meanings)
        if mapping is not None and _is_saved(form, mapping):
            return redirect(url_for("money.upload", token=token, mapping=form.name.data), 303)
    page = render_template(
        "money/columns.html",
        form=form,
        token=token,
        file=file,
        sample=sample,
        letters=[letter(place) for place in range(sample.width)],
        chosen=meanings,
        meanings=MEANINGS,
    )
    return page, 422 if form.is_submitted() else 200


def _guessed(file: File, sample: Sample) -> ColumnsForm:
    stem = file.name.rpartition(".")[0] or file.name
    name = " ".join(re.findall(r"[^\W\d_]+", stem))[:100] or _("Выписка")
    return ColumnsForm(formdata=None, name=name, title_row=sample.title_row)


def _chosen(sample: Sample) -> dict[int, str]:
    """What was chosen for each column, by its index."""
    found: dict[int, str] = {}
    for name, value in request.form.items():
        place = _COLUMN.fullmatch(name)
        if place is not None and value in MEANINGS and int(place[1]) < sample.width:
            found[int(place[1])] = value
    return found


def _mapping(form: ColumnsForm, sample: Sample, meanings: dict[int, str]) -> Mapping | None:
    """The mapping, or None, with what is wrong told in the form."""
    twice = sorted({one for one in meanings.values() if list(meanings.values()).count(one) > 1})
    row = form.title_row.data
    if row is not None and row > len(sample.rows):
        form.title_row.errors = [_("Такой строки среди показанных нет.")]
    for one in twice:
        form.form_errors.append(_("«%(meaning)s» выбрано у нескольких столбцов.", meaning=_(MEANINGS[one])))
    if "date" not in meanings.values():
        form.form_errors.append(_("Не выбрано, в каком столбце дата операции."))
    if form.form_errors or form.errors:
        return None
    try:
        return mapping_from(_data(form, sample, meanings))
    except DocgenError as error:
        form.take_faults(error, _FIELDS)
        return None


def _data(form: ColumnsForm, sample: Sample, meanings: dict[int, str]) -> dict[str, Any]:
    words = {"incoming": form.incoming.data, "outgoing": form.outgoing.data}
    kept: dict[str, Any] = {
        "columns": columns_of(sample, form.title_row.data, meanings),
        "negative": form.negative.data,
        **{name: [word] for name, word in words.items() if word},
    }
    if form.account.data and "account" not in meanings.values():
        kept["account"] = form.account.data
    if sample.delimiter is not Delimiter.AUTO:
        kept["delimiter"] = sample.delimiter.value
    return kept


def _is_saved(form: ColumnsForm, mapping: Mapping) -> bool:
    try:
        with desk.changing() as work:
            save_mapping(work, form.name.data, mapping)
    except DocgenError as error:
        form.take_faults(error, {"": "name"})
        return False
    return True


def add_to(blueprint: Blueprint) -> None:
    """Gives the address."""
    blueprint.add_url_rule("/uploads/<token>/columns", "columns", show, methods=["GET", "POST"])
