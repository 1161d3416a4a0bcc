"""Forms of scans: a stack of files, what a person saw on a paper, where a page belongs."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import ValidationError

from tracker.dossier import wording
from tracker.facts import Attorney, Authority
from tracker.scans.states import ScanState
from web.forms.base import AskForm, AtMost, DayField, DeskForm, LineField, Wanted
from web.forms.registers import ANY, CountField, PickField
from web.language import gettext as _

AUTHORITIES = {right: wording.AUTHORITIES[right.value] for right in Authority}
"""By what right whoever signed did so; the order is that of the keys 1 to 6."""

STATES = {
    ScanState.AWAITS: "ждёт подтверждения",
    ScanState.CONFIRMED: "подтверждён",
    ScanState.REJECTED: "подписи нет",
    ScanState.BESIDE: "лежит рядом с подтверждённым",
}
"""What became of a scanned paper."""

_MOST_PAGES = 9_999


class ScanAsk(AskForm):
    """Filters of scanned papers."""

    text = LineField("Клиент, номер, сделка или код", [AtMost(200)])
    organization = PickField("Организация")
    pages = PickField("Страницы", choices=[*ANY, ("whole", "все на месте"), ("lacking", "каких-то нет")])
    state = PickField(
        "Состояние",
        choices=[(state.value, label) for state, label in STATES.items()],
        default=ScanState.AWAITS.value,
    )


class StackForm(DeskForm):
    """Files of the scanner, and whose papers are expected."""

    once = HiddenField()
    files = MultipleFileField(
        "Файлы сканера", render_kw={"accept": ".pdf,.png,.jpg,.jpeg,.tif,.tiff", "multiple": True}
    )
    organization = SelectField("Ждём бумаги организации", default="")


class DecisionForm(DeskForm):
    """A step with a scanned paper: under which key, and in which list it was opened."""

    once = HiddenField()
    list = HiddenField()


class ConfirmForm(DecisionForm):
    """What a person saw on a scanned paper."""

    signed_on = DayField("День подписи", [Wanted("Укажите день подписи.")])
    authority = RadioField("По какому праву подписал", default=Authority.UNKNOWN.value, validate_choice=False)
    attorney_number = LineField("Номер доверенности", [AtMost(200)])
    attorney_from = DayField("Действует с")
    attorney_until = DayField("Действует по")
    original_on = DayField("Оригинал у нас с")

    def validate_authority(self, field: RadioField) -> None:
        """Raises ValidationError, in the visitor's language."""
        if field.data not in field.choices:
            raise ValidationError(_("Выберите, по какому праву подписан документ."))

    def validate_attorney_until(self, field: DayField) -> None:
        """Raises ValidationError, in the visitor's language."""
        since = self.attorney_from.data
        if field.data and since and field.data < since:
            raise ValidationError(_("Раньше, чем «Действует с»."))


def attorney_of(form: Any) -> Attorney | None:
    """The power of attorney of a form that tells by what right the client signed; None where it is by none."""
    if form.authority.data != Authority.POWER_OF_ATTORNEY.value:
        return None
    told = Attorney(form.attorney_number.data or None, form.attorney_from.data, form.attorney_until.data)
    return None if told == Attorney() else told


class FilingForm(DeskForm):
    """Where a page of the tray belongs."""

    q = HiddenField()
    document = RadioField("Документ", validate_choice=False)
    page = CountField("Какая это страница", [Wanted()], render_kw={"inputmode": "numeric"})
    pages = CountField("Сколько страниц в документе", render_kw={"inputmode": "numeric"})
    turn = SelectField(
        "Повернуть",
        choices={
            "": "как прочитано",
            "0": "не поворачивать",
            "90": "на 90°",
            "180": "на 180°",
            "270": "на 270°",
        },
        default="",
    )

    def validate_document(self, field: RadioField) -> None:
        """Raises ValidationError, in the visitor's language."""
        if not (field.data and field.data.isascii() and field.data.isdigit()):
            raise ValidationError(_("Найдите документ и отметьте его."))

    def validate_page(self, field: CountField) -> None:
        """Raises ValidationError, in the visitor's language."""
        _check_number(field)

    def validate_pages(self, field: CountField) -> None:
        """Raises ValidationError, in the visitor's language."""
        _check_number(field)


def _check_number(field: CountField) -> None:
    if field.data is not None and not 1 <= field.data <= _MOST_PAGES:
        raise ValidationError(_("Номер страницы — от 1 до %(most)s.", most=_MOST_PAGES))


class DiscardForm(DeskForm):
    """Why a page is not kept in the tray."""

    reason = LineField("Почему страница не нужна", [Wanted("Укажите причину."), AtMost(300)])
