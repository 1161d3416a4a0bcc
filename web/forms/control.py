"""Forms of contract control: what became of one paper, of one letter."""

from __future__ import annotations

from wtforms import HiddenField

from tracker.dossier.wording import AUTHORITIES
from web.forms.base import AtMost, DayField, DeskForm, LineField, Wanted
from web.forms.registers import PickField


class PaperForm(DeskForm):
    """What became of a paper; an empty day means that it has not happened, or is not known."""

    version = HiddenField()
    sent = DayField("Отправлен клиенту")
    delivered = DayField("Доставлен клиенту")
    signed = DayField("Подписан клиентом")
    authority = PickField("Кто подписал", choices=[("", "Не указано"), *AUTHORITIES.items()])
    attorney_number = LineField("Доверенность №", [AtMost(300)])
    attorney_from = DayField("Доверенность от")
    attorney_until = DayField("Доверенность до")
    scan = DayField("Скан-копия получена")
    original = DayField("Оригинал получен")
    refused = DayField("Получен мотивированный отказ")
    answered = DayField("Ответили на отказ")


class LetterSentForm(DeskForm):
    """The day on which a letter is known to have gone."""

    on = DayField("Ушло какого числа", [Wanted()])
