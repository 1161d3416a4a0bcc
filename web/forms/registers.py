"""Filters that registers share: whose deals, which organisation and client, how old, how much."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from wtforms import Field, SelectField
from wtforms.fields.choices import Choice
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from tracker.lists import choices
from web.forms.base import AskForm, AtMost, LineField, MoneyField
from web.language import gettext as _

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from web.screens.registers.description import Asked, Labels

ANY: Final = (("", "Все"),)
"""The choice that lets everything through."""

_LONGEST_CODE: Final = 300
_MOST: Final = 1_000_000


class PickField(SelectField):  # type: ignore[misc]
    """One of some words, or any. ``data``: "" for any. ``choices``: pairs of a word and its Russian label."""

    def __init__(self, label: str, *, choices: Iterable[tuple[str, str]] = ANY, **more: Any) -> None:
        super().__init__(label, choices=dict(choices), **{"default": "", **more})

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError, in the visitor's language."""
        del form
        if self.data and self.data not in dict(self.choices):
            raise ValidationError(_("Такого значения нет: выберите из списка."))

    def iter_choices(self) -> list[Choice]:
        """Choices, their labels translated."""
        return [
            Choice(value=value, label=_(label), selected=value == self.data, render_kw=None)
            for value, label in dict(self.choices).items()
        ]


class CountField(Field):  # type: ignore[misc]
    """A whole number from nought. ``data``: int or None."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads the number. Raises ValueError, in the visitor's language."""
        self.data = None
        text = "".join(valuelist[0].split()) if valuelist else ""
        if not text:
            return
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(_MOST)) and int(text) <= _MOST):
            raise ValueError(_("Нужно целое число от 0 до 1 000 000."))
        self.data = int(text)


class WorkAsk(AskForm):
    """What every register of deals' things is filtered by."""

    organization = PickField("Организация")
    manager = PickField("Менеджер")
    client = LineField("Клиент: название, ИНН или код", [AtMost(_LONGEST_CODE)])
    least_age = CountField("Не моложе, дней", render_kw={"inputmode": "numeric"})
    least_sum = MoneyField("Сумма от")
    most_sum = MoneyField("Сумма до")


def offer_organizations(field: PickField, connection: Connection) -> None:
    """Our organisations, or any."""
    named = choices.organizations(connection)
    field.choices = [*ANY, *((str(key), name) for key, name in named)]


def prepare_work(form: WorkAsk, connection: Connection, labels: Labels) -> None:
    """Organisations and managers that the visitor can choose of; a manager chooses no manager."""
    offer_organizations(form.organization, connection)
    if labels is not None:
        del form.manager
        return
    known = choices.managers(connection)
    form.manager.choices = [*ANY, *((name, name) for name in known if name)]


def resolve_work(form: WorkAsk, connection: Connection, labels: Labels) -> None:
    """Finds the client that was named; sums that contradict each other are told."""
    del labels
    form.client_code = None
    if form.client.data:
        found = choices.clients_called(connection, form.client.data)
        if len(found) == 1:
            form.client_code = found[0]
        else:
            wrong = "Такого клиента нет." if not found else "Так называются несколько клиентов: укажите ИНН или код."
            form.client.errors = [_(wrong)]
    least, most = form.least_sum.data, form.most_sum.data
    if least is not None and most is not None and least > most:
        form.most_sum.errors = [_("Меньше, чем «Сумма от».")]


def work_filter(asked: Asked) -> dict[str, Any]:
    """Values for ``WorkFilter``, cut to the visitor's reach."""
    form = asked.form
    return {
        "organization": int(form.organization.data) if form.organization.data else None,
        "manager": form.manager.data or None if "manager" in form else None,
        "managers": asked.labels,
        "client": form.client_code,
        "least_age": form.least_age.data,
        "least_sum": form.least_sum.data,
        "most_sum": form.most_sum.data,
    }
