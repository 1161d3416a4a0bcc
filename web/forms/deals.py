"""Forms of a deal: filters of the list, and what a person records of it."""

from __future__ import annotations

from typing import Any, Final

from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import Choice as Option
from wtforms.validators import NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from tracker.facts import Authority
from tracker.papers.attaching import Beside
from tracker.stages import WORDS
from web.forms.base import AtMost, DayField, DeskForm, LineField, MoneyField, Wanted
from web.forms.registers import PickField, WorkAsk
from web.forms.scans import AUTHORITIES
from web.language import gettext as _

_LONGEST: Final = 300
_LONGEST_TEXT: Final = 20_000
_LARGEST: Final = 2**62

FACTS: Final = {
    "sent": "Отправлен клиенту",
    "delivered": "Доставлен, и это можно доказать",
    "signed_by_us": "Подписан нами",
    "signed_by_client": "Подписан клиентом",
    "scan": "Скан-копия у нас",
    "original": "Оригинал у нас",
    "electronic": "Подписан через оператора ЭДО",
    "refused": "Мотивированный отказ клиента",
    "refusal_answered": "Мы ответили на отказ",
    "annulled": "Аннулировать документ",
}
"""What can be recorded of a paper, in the order in which it happens."""

BESIDE: Final = {
    Beside.DISPATCH.value: "Доказательство отправки или вручения",
    Beside.CORRESPONDENCE.value: "Переписка",
}
WORDS_OF_MONEY: Final = {"client_word": "Со слов клиента", "payment_order": "Платёжное поручение от клиента"}
CASH: Final = {"cash_receipt": "Касса: деньги поступили"}


class Choice(SelectField):  # type: ignore[misc]
    """One of words of ours, told in the visitor's language; the error too."""

    def iter_choices(self) -> list[Option]:
        """Choices, translated."""
        return [
            Option(value=value, label=_(label), selected=value == self.data, render_kw=None)
            for value, label in self.choices.items()
        ]

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError, in the visitor's language."""
        del form
        if self.data not in self.choices:
            raise ValidationError(_("Такого значения нет: выберите из списка."))


class DealAsk(WorkAsk):
    """Filters of deals."""

    rung = PickField(
        "Ступень", choices=[("", "Все"), *((rung.value, word) for rung, word in WORDS.items())], default=""
    )
    show = PickField(
        "Показать", choices=[("", "Все"), ("open", "Незакрытые"), ("exposed", "Где есть риск")], default=""
    )


class DealForm(DeskForm):
    """A form that changes a deal. ``version``: how far its history had come when the form was opened."""

    once = HiddenField()
    version = IntegerField(widget=HiddenInput(), validators=[NumberRange(0, _LARGEST)])


class FactForm(DealForm):
    """What became of a paper."""

    what = Choice("Что произошло", choices=dict(FACTS))
    on = DayField("День", [Wanted("Укажите день, когда это произошло.")])
    authority = Choice(
        "По какому праву подписал клиент",
        choices={right.value: label for right, label in AUTHORITIES.items()},
        default=Authority.UNKNOWN.value,
    )
    attorney_number = LineField("Номер доверенности", [AtMost(100)])
    attorney_from = DayField("Доверенность действует с")
    attorney_until = DayField("Доверенность действует по")
    reason = LineField("Почему аннулируется", [AtMost(_LONGEST)])


class MoneyForm(DealForm):
    """Money that the client speaks of, or that came to the cash desk."""

    evidence = Choice("Откуда известно", choices=WORDS_OF_MONEY | CASH, default="client_word")
    on = DayField("День", [Wanted("Укажите день.")])
    amount = MoneyField("Сумма", [Wanted("Укажите сумму.")])
    number = LineField("Номер платёжного документа", [AtMost(100)])


class ObligationForm(DealForm):
    """What became of an obligation."""

    obligation = SelectField("Обязательство", validate_choice=False)
    what = Choice("Что произошло", choices={"performed": "Исполнено", "cancelled": "Снято: стороны отказались"})
    on = DayField("День", [Wanted("Укажите день.")])
    amount = MoneyField("Исполнено на сумму")

    def validate_obligation(self, field: SelectField) -> None:
        """Raises ValidationError, in the visitor's language."""
        if field.data not in field.choices:
            raise ValidationError(_("Такого обязательства в сделке нет: выберите из списка."))


class EditForm(DealForm):
    """Who leads the deal, and what it is called."""

    subject = LineField("Предмет сделки", [Wanted(), AtMost(1000)])
    manager = LineField("Менеджер", [AtMost(_LONGEST)])


class AttachForm(DealForm):
    """A file beside a paper."""

    what = Choice("Что это", choices=BESIDE)
    file = FileField("Файл", render_kw={"accept": ".pdf,.png,.jpg,.jpeg,.tif,.tiff"})

    def validate_file(self, field: FileField) -> None:
        """Raises ValidationError, in the visitor's language."""
        if not field.data or not field.data.filename:
            raise ValidationError(_("Выберите файл."))


class PapersForm(DealForm):
    """Some of the papers that are offered."""

    papers = SelectMultipleField(
        "Документы", validate_choice=False, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def validate_papers(self, field: SelectMultipleField) -> None:
        """Raises ValidationError, in the visitor's language."""
        if not field.data:
            raise ValidationError(_("Отметьте хотя бы один документ."))
        if not set(field.data) <= set(field.choices):
            raise ValidationError(_("Такого документа здесь больше нет: отметьте заново."))


class RemindForm(PapersForm):
    """Of which papers the client is to be reminded."""


class ClosingForm(PapersForm):
    """Which of the lacking papers are to be issued."""


class LetterForm(PapersForm):
    """A letter with papers of the deal."""

    to = LineField("Кому", [Wanted("Впишите адрес клиента."), AtMost(2_000)])
    subject = LineField("Тема", [Wanted(), AtMost(_LONGEST)])
    body = TextAreaField("Текст", [Wanted(), AtMost(_LONGEST_TEXT)], render_kw={"rows": 6})
