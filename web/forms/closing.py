"""Forms of the closing of a month."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from tracker.closing.choices import GoodsPaper, ServicesPaper, month_of
from tracker.errors import RefusedError
from web.forms.base import AskForm, DeskForm, LineField, Wanted
from web.forms.registers import PickField
from web.language import gettext as _

GOODS = {GoodsPaper.UPD: "один УПД", GoodsPaper.WAYBILL: "накладная и счёт-фактура"}
SERVICES = {ServicesPaper.ACT: "акт и счёт-фактура", ServicesPaper.UPD: "один УПД"}

_FIRST_YEAR, _LAST_YEAR = 1991, 2099


class _Choice:
    """What is chosen, in the address and in the form that starts the closing."""

    month = LineField("Месяц", [Wanted("Выберите месяц.")])
    organization = PickField("Организация")
    goods = PickField("Товар закрывает", choices=[(one.value, text) for one, text in GOODS.items()], default="upd")
    services = PickField(
        "Услуги и работы закрывает", choices=[(one.value, text) for one, text in SERVICES.items()], default="act"
    )
    only_month = BooleanField("Без того, что не закрыто за прежние месяцы")

    def validate_month(self, field: LineField) -> None:
        """Raises ValidationError, in the visitor's language."""
        try:
            is_known = _FIRST_YEAR <= month_of(field.data).year <= _LAST_YEAR
        except RefusedError:
            is_known = False
        if not is_known:
            raise ValidationError(_("Это не месяц: нужен вид 2026-11 (год-месяц)."))


class ClosingAsk(_Choice, AskForm):
    """The plan that is wanted."""


class ClosingForm(_Choice, DeskForm):
    """Agreed to what was shown. ``seen``: tells the plan that was; ``sure``: numbers are taken for good."""

    once = HiddenField()
    seen = HiddenField()
    sure = BooleanField("Выпустить: номера будут заняты навсегда")

    def validate_sure(self, field: BooleanField) -> None:
        """Raises ValidationError, in the visitor's language."""
        if not field.data:
            raise ValidationError(_("Отметьте, что согласны."))


class LettersForm(DeskForm):
    """Send the papers of a closing."""

    once = HiddenField()
