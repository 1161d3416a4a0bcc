"""Forms of the library: a template that a lawyer brings, settings of a contract's text."""

from __future__ import annotations

from flask_wtf.file import FileField

from web.forms.base import AskForm, DeskForm
from web.forms.registers import PickField

COMPOSITIONS = (
    ("goods", "Только товар"),
    ("services", "Только услуги"),
    ("works", "Только работы"),
    ("goods_works", "Товар и работы"),
)
VARIANTS = {"commission": "Комиссия", "deferred_supply": "Поставка с оплатой по мере реализации"}


class TemplateForm(DeskForm):
    """A file of Word or HTML."""

    file = FileField("Файл шаблона (.docx или .html)", render_kw={"accept": ".docx,.html"})


class ExampleAsk(AskForm):
    """Settings under which the text of a contract is shown."""

    composition = PickField("Состав сделки", choices=COMPOSITIONS, default="goods")
