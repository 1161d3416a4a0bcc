"""Forms of share links: what staff chooses, and what a client gives back."""

from __future__ import annotations

from wtforms import MultipleFileField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from web.forms.base import AtMost, DayField, DeskForm, LineField, Wanted


class LinkForm(DeskForm):
    """Which papers, until when, for whom."""

    papers = SelectMultipleField(
        "Документы",
        [Wanted("Отметьте хотя бы один документ.")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    expires_on = DayField("Действует по", [Wanted("Укажите последний день, когда ссылка открывается.")])
    note = LineField("Пометка для себя", [AtMost(300)])


class ReturnForm(DeskForm):
    """Signed papers that the client sends."""

    files = MultipleFileField("Подписанные документы")
