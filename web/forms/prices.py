"""Forms of price lists."""

from __future__ import annotations

from flask_wtf.file import FileField

from web.forms.base import AskForm, AtMost, DayField, DeskForm, LineField, Wanted
from web.forms.registers import PickField


class FindAsk(AskForm):
    """A price that is looked for."""

    text = LineField("Артикул или слова из названия", [AtMost(200)])
    day = DayField("На день")
    organization = PickField("Организация", choices=[], default="")


class LoadForm(DeskForm):
    """A file of a price list."""

    file = FileField("Файл прайс-листа")


class WithdrawForm(DeskForm):
    """From which day a list is not in force."""

    on = DayField("Не действует с", [Wanted()])
