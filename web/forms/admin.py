"""Forms of the administrator: people, organisations, numbers, law, filters of the audit and of the journal."""

from __future__ import annotations

from wtforms import FieldList, Form, FormField, HiddenField, RadioField, SelectField
from wtforms.validators import ValidationError

from tracker.accounts.sessions import Outcome
from tracker.people import Role
from web.forms.base import AskForm, AtMost, DayField, DeskForm, LineField, PercentField, Wanted
from web.forms.registers import CountField, PickField
from web.language import gettext as _

OUTCOMES = {
    Outcome.ENTERED: "вход",
    Outcome.LEFT: "выход",
    Outcome.WRONG: "неверный логин или пароль",
    Outcome.BLOCKED: "заблокирован",
    Outcome.THROTTLED: "слишком частые попытки",
}
"""What came of an attempt to enter."""

_ROLES = {role.value: role.label for role in Role}
_LONGEST = 300


def _check_rate(form: object, field: PercentField) -> None:
    del form
    if field.data is not None and field.data > 100:
        raise ValidationError(_("Нужно число от 0 до 100, например 14,25."))


class PersonForm(DeskForm):
    """What is told of a person. The login is theirs for good."""

    role = SelectField("Роль", choices=_ROLES, validate_choice=True)
    title = LineField("Должность, как в правилах скидок", [AtMost(_LONGEST)])
    email = LineField("Электронная почта", [AtMost(254)], render_kw={"autocomplete": "off"})


class NewPersonForm(PersonForm):
    """A new person."""

    login = LineField("Логин", [Wanted(), AtMost(64)], render_kw={"autocomplete": "off", "autocapitalize": "none"})
    name = LineField("Фамилия, имя, отчество", [Wanted(), AtMost(_LONGEST)], render_kw={"autocomplete": "off"})
    once = HiddenField()


class LoginsAsk(AskForm):
    """Filters of the audit of logins."""

    login = LineField("Логин", [AtMost(200)])
    outcome = PickField(
        "Что было", choices=[("", "Всё"), *((one.value, label) for one, label in OUTCOMES.items())], default=""
    )
    since = DayField("С")
    until = DayField("По")


class JournalAsk(AskForm):
    """Filters of the journal."""

    actor = LineField("Кто (логин)", [AtMost(200)])
    subject = LineField("О чём", [AtMost(_LONGEST)], render_kw={"placeholder": "deal:D1"})
    kind = PickField("Что", choices=[("", "Всё")], default="")


class AccountForm(Form):  # type: ignore[misc]
    """An account beside the one that papers print."""

    name = LineField("Банк", [AtMost(_LONGEST)])
    bic = LineField("БИК", [AtMost(60)], render_kw={"inputmode": "numeric"})
    account = LineField("Расчётный счёт", [AtMost(60)], render_kw={"inputmode": "numeric"})
    corr_account = LineField("Корреспондентский счёт", [AtMost(60)], render_kw={"inputmode": "numeric"})


class OrganizationForm(DeskForm):
    """Requisites of an organisation of ours."""

    version = HiddenField()
    form = SelectField(
        "Форма", choices={"legal_entity": "организация", "entrepreneur": "индивидуальный предприниматель"}
    )
    full_name = LineField("Полное наименование", [Wanted(), AtMost(1000)])
    short_name = LineField("Краткое наименование", [Wanted(), AtMost(1000)])
    inn = LineField("ИНН", [Wanted(), AtMost(60)], render_kw={"inputmode": "numeric"})
    kpp = LineField("КПП", [AtMost(60)], render_kw={"inputmode": "numeric"})
    ogrn = LineField("ОГРН или ОГРНИП", [Wanted(), AtMost(60)], render_kw={"inputmode": "numeric"})
    address = LineField("Адрес", [Wanted(), AtMost(1000)])
    phone = LineField("Телефон", [AtMost(100)])
    email = LineField("Электронная почта", [AtMost(254)])
    vat = SelectField(
        "НДС",
        choices={
            "standard": "общий порядок",
            "reduced_5": "УСН, НДС 5 %",
            "reduced_7": "УСН, НДС 7 %",
            "exempt": "без НДС",
        },
    )
    vat_basis = LineField("Почему без НДС", [AtMost(_LONGEST)])
    bank_name = LineField("Банк", [Wanted(), AtMost(_LONGEST)])
    bank_bic = LineField("БИК", [Wanted(), AtMost(60)], render_kw={"inputmode": "numeric"})
    bank_account = LineField("Расчётный счёт", [Wanted(), AtMost(60)], render_kw={"inputmode": "numeric"})
    bank_corr_account = LineField("Корреспондентский счёт", [Wanted(), AtMost(60)], render_kw={"inputmode": "numeric"})
    signatory_position = LineField("Должность", [Wanted(), AtMost(_LONGEST)])
    signatory_name = LineField("Фамилия, имя, отчество", [Wanted(), AtMost(_LONGEST)])
    signatory_basis = LineField("Действует на основании", [Wanted(), AtMost(_LONGEST)])
    signatory_gender = RadioField(
        "Он или она", choices={"": "видно по имени", "m": "он", "f": "она"}, default="", validate_choice=True
    )
    signatory_name_genitive = LineField("Имя в родительном падеже", [AtMost(_LONGEST)])
    signatory_position_genitive = LineField("Должность в родительном падеже", [AtMost(_LONGEST)])
    attorney_number = LineField("Доверенность №", [AtMost(100)])
    attorney_date = DayField("Выдана")
    attorney_valid_until = DayField("Действует по")
    accounts = FieldList(FormField(AccountForm), "Другие счета", max_entries=12)


class ShapeForm(DeskForm):
    """How numbers of a sequence are printed."""

    shape = LineField("Вид номера", [AtMost(60)], render_kw={"autocomplete": "off"})


class ContinueForm(DeskForm):
    """After which number a sequence goes on."""

    series = SelectField("Документы", choices={})
    year = CountField("Год", [Wanted()], render_kw={"inputmode": "numeric"})
    last = CountField("Последний выданный номер", [Wanted()], render_kw={"inputmode": "numeric"})


class RateForm(DeskForm):
    """A key rate of the Bank of Russia."""

    percent = PercentField("Ставка, % годовых", [Wanted(), _check_rate], render_kw={"inputmode": "decimal"})
    since = DayField("Действует с", [Wanted()])
    announced_on = DayField("Решение принято", [Wanted()])
    source = LineField("Источник", [Wanted(), AtMost(_LONGEST)])


class DayAsk(AskForm):
    """A day to look up."""

    day = DayField("День")


class YearAsk(AskForm):
    """A year of the calendar."""

    year = CountField("Год", render_kw={"inputmode": "numeric"})
