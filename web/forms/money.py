"""Forms of money: a statement's file, its columns, a payment that is sorted."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import ValidationError

from tracker.matching.register import Confidence
from tracker.recording.operation_states import OperationState
from tracker.statements.mappings.mapping import MOST_TITLE_ROWS
from web.forms.base import AskForm, AtMost, DayField, DeskForm, LineField, MoneyField, Wanted
from web.forms.registers import CountField, PickField
from web.language import gettext as _

CONFIDENCES = {Confidence.HIGH: "высокая", Confidence.MIDDLE: "средняя", Confidence.LOW: "низкая"}
"""How sure a proposal is."""

STATES = {
    OperationState.PROPOSED: "есть предложения",
    OperationState.PARTLY: "отнесён частью",
    OperationState.FREE: "предложить нечего",
    OperationState.UNKNOWN: "плательщик неизвестен",
    OperationState.MATCHED: "отнесён",
    OperationState.IGNORED: "отложен",
}
"""What has become of a payment."""

_LONGEST_REASON = 300
_ACCOUNT = 20  # digits


class PaymentAsk(AskForm):
    """Filters of payments."""

    text = LineField("Плательщик, назначение, ИНН или номер", [AtMost(200)])
    state = PickField(
        "Состояние",
        choices=[("", "Ждут решения"), *((state.value, label) for state, label in STATES.items())],
        default="",
    )
    confidence = PickField(
        "Уверенность предложения",
        choices=[("", "Любая"), *((one.value, label) for one, label in CONFIDENCES.items())],
        default="",
    )
    organization = PickField("Организация")
    statement = CountField("Выписка №", render_kw={"inputmode": "numeric"})
    since = DayField("С")
    until = DayField("По")
    least_sum = MoneyField("Сумма от")
    most_sum = MoneyField("Сумма до")


class StatementForm(DeskForm):
    """A file of the bank."""

    file = FileField("Файл выписки")
    mapping = SelectField("Столбцы CSV или XLSX", choices={"": "Определить по заголовкам"}, default="")


class LoadForm(DeskForm):
    """Whether to load what was shown."""

    once = HiddenField()
    mapping = HiddenField()
    consent = BooleanField("Загрузить, хотя выписка противоречит сама себе: я проверил сказанное выше")


class ColumnsForm(DeskForm):
    """What the columns of a table mean; the columns themselves are read by the screen."""

    name = LineField("Название настройки", [Wanted(), AtMost(100)])
    title_row = CountField("Строка заголовков", render_kw={"inputmode": "numeric"})
    account = LineField("Наш счёт", [AtMost(40)], render_kw={"inputmode": "numeric"})
    incoming = LineField("Слово прихода", [AtMost(100)])
    outgoing = LineField("Слово расхода", [AtMost(100)])
    negative = RadioField(
        "Сумма с минусом — это", choices={"out": "расход", "in": "приход"}, default="out", validate_choice=True
    )

    def validate_account(self, field: LineField) -> None:
        """Raises ValidationError, in the visitor's language."""
        plain = "".join(field.data.split())
        if plain and not (plain.isascii() and plain.isdigit() and len(plain) == _ACCOUNT):
            raise ValidationError(_("Наш счёт — это 20 цифр."))
        field.data = plain

    def validate_title_row(self, field: CountField) -> None:
        """Raises ValidationError, in the visitor's language."""
        if field.data is not None and not 1 <= field.data <= MOST_TITLE_ROWS:
            raise ValidationError(_("Номер строки — от 1 до %(most)s; пусто — заголовков нет.", most=MOST_TITLE_ROWS))


class SortingForm(DeskForm):
    """A step with a payment: under which key, and in which list it was opened."""

    once = HiddenField()
    list = HiddenField()


class AcceptForm(SortingForm):
    """A proposal by its number and by what it was when it was shown."""

    number = CountField("Номер предложения", [Wanted()])
    seen = HiddenField()


class AsideForm(SortingForm):
    """Why a payment is of no deal."""

    reason = LineField("Почему платёж не относится к сделкам", [Wanted("Укажите причину."), AtMost(_LONGEST_REASON)])


class PayerForm(SortingForm):
    """Whose money it is."""

    client = LineField("Клиент: ИНН или код", [Wanted(), AtMost(200)])
