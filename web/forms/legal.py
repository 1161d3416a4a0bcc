"""Forms of the lawyer's room: how a claim is computed, its letter, how it went, demands of clients, dossiers."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, IntegerField
from wtforms.validators import NumberRange, Optional, ValidationError

from tracker.claim_terms import RESPONSE_DAYS
from web.forms.base import AskForm, AtMost, DayField, DeskForm, LineField, MoneyField, PercentField, Wanted
from web.forms.registers import PickField
from web.language import gettext as _

_MOST_PERCENT = 1000
SANCTIONS = (
    ("", "По договору; без пеней в нём — проценты"),
    ("interest", "Проценты по ст. 395 ГК РФ"),
    ("penalty", "Пени по договору"),
    ("none", "Только долг"),
)
WAYS = (
    ("valuable", "Ценным письмом с описью вложения"),
    ("registered", "Заказным письмом"),
    ("courier", "Курьером под подпись"),
    ("email", "По электронной почте"),
)
SENT_WAYS = (*WAYS, ("edo", "Через оператора ЭДО"), ("hand", "Нарочным под подпись"))


def _check_percent(form: object, field: PercentField) -> None:
    del form
    if field.data is not None and not 0 < field.data <= _MOST_PERCENT:
        raise ValidationError(_("Процент должен быть больше нуля и не больше 1000."))


class ChoiceAsk(AskForm):
    """How a claim is computed, kept in the address."""

    on = DayField("По какой день считать")
    sanction = PickField("Что требовать за просрочку", choices=SANCTIONS, default="")
    penalty = PercentField(
        "Пени в день, % — если договор составлен не здесь", [_check_percent], render_kw={"inputmode": "decimal"}
    )
    penalty_cap = PercentField("Предел пеней, %", [_check_percent], render_kw={"inputmode": "decimal"})
    is_exact = BooleanField("Договор не переносит срок оплаты с нерабочего дня")


class LetterForm(DeskForm):
    """What a person decides about the letter."""

    way = PickField("Как отправить", choices=WAYS, default="valuable")
    response_days = IntegerField(
        "Срок ответа, дней",
        [Optional(), NumberRange(1, 365, "От 1 до 365 дней.")],
        default=RESPONSE_DAYS,
        render_kw={"inputmode": "numeric"},
    )
    court = LineField("Суд", [AtMost(200)])
    penalty_clause = LineField("Пункт договора о пенях", [AtMost(50)])
    version = HiddenField()
    once = HiddenField()


class SendForm(DeskForm):
    """How the letter went."""

    sent_on = DayField("Отправлена", [Wanted("Укажите день отправки.")])
    way = PickField("Как", choices=SENT_WAYS, default="valuable")
    number = LineField("Номер отправления или накладной", [AtMost(100)])
    delivered_on = DayField("Вручена")
    once = HiddenField()


class OutsideClaimForm(DeskForm):
    """A claim that was written elsewhere and sent."""

    sent_on = DayField("Отправлена", [Wanted("Укажите день отправки.")])
    amount = MoneyField("Сумма требования", [Wanted("Укажите сумму.")])
    once = HiddenField()


class DemandForm(DeskForm):
    """What the client demands."""

    received_on = DayField("Получено", [Wanted("Укажите день получения.")])
    amount = MoneyField("Сумма требования", [Wanted("Укажите сумму.")])
    once = HiddenField()


class AnswerForm(DeskForm):
    """The day on which we answered a demand."""

    answered_on = DayField("Ответили", [Wanted("Укажите день ответа.")])


class DossierAsk(AskForm):
    """Options of a dossier."""

    on = DayField("По состоянию на день")
    for_court = BooleanField("Для суда: без рабочих разделов юриста о рисках и пробелах")
