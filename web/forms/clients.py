"""Forms of clients: filters of the list, requisites, who is in charge, the period of a statement."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import NumberRange, ValidationError
from wtforms.widgets import HiddenInput

from tracker.texts import filled
from web.forms.base import AskForm, AtMost, DayField, DeskForm, LineField, Wanted
from web.forms.deals import Choice
from web.forms.kit import FORMS, GENDERS, TAXES
from web.forms.registers import PickField
from web.language import gettext as _

_LONGEST: Final = 1_000
_LABEL: Final = 300
_NUMBER: Final = 100
_REQUISITE: Final = 60
_LARGEST: Final = 2**62


class ClientAsk(AskForm):
    """Filters of clients."""

    text = LineField("Название, ИНН или код", [AtMost(_LABEL)])
    tier = PickField("Уровень", choices=[("", "Все")], default="")
    manager = PickField("Ответственный", choices=[("", "Все")], default="")


class ClientForm(DeskForm):
    """A form that changes a client. ``version``: how far its history had come when the form was opened."""

    once = HiddenField()
    version = IntegerField(widget=HiddenInput(), validators=[NumberRange(0, _LARGEST)], default=0)


class PartyForm(ClientForm):
    """Requisites of a client and its signatory."""

    form = Choice("Форма", choices=FORMS, default="legal_entity")
    inn = LineField("ИНН", [Wanted(), AtMost(_REQUISITE)], render_kw={"inputmode": "numeric"})
    kpp = LineField("КПП", [AtMost(_REQUISITE)])
    ogrn = LineField("ОГРН или ОГРНИП", [AtMost(_REQUISITE)], render_kw={"inputmode": "numeric"})
    full_name = LineField("Полное наименование", [Wanted(), AtMost(_LONGEST)])
    short_name = LineField("Краткое наименование", [Wanted(), AtMost(_LONGEST)])
    address = LineField("Адрес", [Wanted(), AtMost(_LONGEST)])
    phone = LineField("Телефон", [AtMost(_NUMBER)])
    email = LineField("Электронная почта", [AtMost(254)])
    vat = Choice("НДС клиента", choices=TAXES, default="standard")
    vat_basis = LineField("Почему без НДС", [AtMost(_LABEL)])
    bank_name = LineField("Банк", [Wanted(), AtMost(_LABEL)])
    bic = LineField("БИК", [Wanted(), AtMost(_REQUISITE)], render_kw={"inputmode": "numeric"})
    account = LineField("Расчётный счёт", [Wanted(), AtMost(_REQUISITE)], render_kw={"inputmode": "numeric"})
    corr_account = LineField("Корреспондентский счёт", [AtMost(_REQUISITE)], render_kw={"inputmode": "numeric"})
    signatory = LineField("Фамилия, имя, отчество", [Wanted(), AtMost(_LABEL)])
    position = LineField("Должность", [Wanted(), AtMost(_LABEL)])
    basis = LineField("На основании чего", [Wanted(), AtMost(_LABEL)])
    gender = Choice("Как к нему обращаться", choices=GENDERS, default="")
    attorney_number = LineField("Номер доверенности", [AtMost(_NUMBER)])
    attorney_date = DayField("Доверенность выдана")
    attorney_until = DayField("Доверенность действует по")


PATHS: Final = {
    "bank.name": "bank_name",
    "bank.bic": "bic",
    "bank.account": "account",
    "bank.corr_account": "corr_account",
    "bank": "bank_name",
    "signatory.name": "signatory",
    "signatory.position": "position",
    "signatory.basis": "basis",
    "signatory.gender": "gender",
    "signatory": "signatory",
    "signatory.power_of_attorney": "attorney_number",
    "signatory.power_of_attorney.number": "attorney_number",
    "signatory.power_of_attorney.date": "attorney_date",
    "signatory.power_of_attorney.valid_until": "attorney_until",
}
"""Fields by the paths of an input file, where they differ."""

_PLAIN: Final = (
    "form",
    "inn",
    "kpp",
    "ogrn",
    "full_name",
    "short_name",
    "address",
    "phone",
    "email",
    "vat",
    "vat_basis",
)


def party_data(form: PartyForm, known: dict[str, Any]) -> dict[str, Any]:
    """What the form says, by the keys of an input file; what it does not ask (addresses for papers) stays as known."""
    bank = {"name": "bank_name", "bic": "bic", "account": "account", "corr_account": "corr_account"}
    signatory = {"name": "signatory", "position": "position", "basis": "basis", "gender": "gender"}
    data = filled({key: form[key].data for key in _PLAIN})
    data["bank"] = filled({theirs: form[ours].data for theirs, ours in bank.items()})
    data["signatory"] = {
        **_kept(form, known),
        **filled({theirs: form[ours].data for theirs, ours in signatory.items()}),
    }
    told: dict[str, date | None] = {theirs: form[ours].data for ours, theirs in _ATTORNEY.items()}
    days = {theirs: on.isoformat() for theirs, on in told.items() if on}
    attorney = filled({"number": form.attorney_number.data, **days})
    if attorney:
        data["signatory"]["power_of_attorney"] = attorney
    if known.get("contacts"):
        data["contacts"] = known["contacts"]
    return data


def _kept(form: PartyForm, known: dict[str, Any]) -> dict[str, Any]:
    """Genitives that a person confirmed hold for as long as the words that they are of."""
    signatory = known.get("signatory") or {}
    pairs = (("name_genitive", "name", form.signatory.data), ("position_genitive", "position", form.position.data))
    return {key: signatory[key] for key, of, now in pairs if key in signatory and signatory.get(of) == now}


def party_fields(known: dict[str, Any]) -> dict[str, Any]:
    """The values of the form for known requisites."""
    bank, signatory = known.get("bank") or {}, known.get("signatory") or {}
    attorney = signatory.get("power_of_attorney") or {}
    return {
        **{key: known.get(key, "") for key in _PLAIN},
        "bank_name": bank.get("name", ""),
        **{key: bank.get(key, "") for key in ("bic", "account", "corr_account")},
        "signatory": signatory.get("name", ""),
        **{key: signatory.get(key, "") for key in ("position", "basis", "gender")},
        "attorney_number": attorney.get("number", ""),
        **{ours: _day(attorney.get(theirs)) for ours, theirs in _ATTORNEY.items()},
    }


_ATTORNEY: Final = {"attorney_date": "date", "attorney_until": "valid_until"}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class AssignForm(ClientForm):
    """Who is in charge of the client, and how much it matters."""

    manager = LineField("Ответственный", [AtMost(_LABEL)])
    tier = LineField("Уровень", [AtMost(100)])


class LeftForm(ClientForm):
    """A contact works for the client no more."""

    on = DayField("С какого дня", [Wanted("Укажите день.")])


class StatementForm(ClientForm):
    """A statement of account to be issued."""

    deal = SelectField("К какой сделке приложить", validate_choice=False)
    since = DayField("С", [Wanted("Укажите первый день.")])
    until = DayField("По", [Wanted("Укажите последний день.")])

    def validate_deal(self, field: SelectField) -> None:
        """Raises ValidationError, in the visitor's language."""
        if field.data not in field.choices:
            raise ValidationError(_("Такой сделки у клиента нет: выберите из списка."))
