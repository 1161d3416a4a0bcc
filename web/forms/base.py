"""The base of forms, fields that read Russian days and sums, and how a domain's faults find their fields."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import ClassVar, Final

from flask_wtf import FlaskForm
from wtforms import Field, Form, StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextInput

from docgen.errors import DocgenError
from web.errors import faults_of
from web.language import gettext as _

_DAY: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_MOST_KOPECKS: Final = 10**15


class DeskForm(FlaskForm):  # type: ignore[misc]
    """A form that changes something: it carries the token against forgery."""

    class Meta:
        """Texts of the library itself are not used: each validator is given its own."""

        locales = ("ru",)

    def take_faults(self, error: DocgenError, fields: dict[str, str] | None = None) -> None:
        """Puts what the domain found wrong beside the fields; what has no field goes above the form.

        fields: names of fields by the paths of the domain, where they differ.
        """
        for fault in faults_of(error):
            name = (fields or {}).get(fault.path, fault.path)
            place = self._fields.get(name)
            if place is None:
                self.form_errors.append(str(fault))
            else:
                place.errors = [*place.errors, fault.message]


class AskForm(Form):  # type: ignore[misc]
    """Filters of a list: read from the address, so a list can be kept, shared and opened again."""


class DayField(Field):  # type: ignore[misc]
    """A day: «2026-11-27», as a browser's own field sends it, or «27.11.2026» typed by hand. ``data``: date or None."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads the day. Raises ValueError, in the visitor's language."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if text:
            self.data = read_day(text)


def read_day(text: str) -> date:
    """A day as people and browsers write it. Raises ValueError, in the visitor's language."""
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("Это не дата: нужен день вида 27.11.2026.")) from None


class MoneyField(Field):  # type: ignore[misc]
    """A sum in roubles: «1 450,50», «1450.5». ``data``: kopecks or None."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return f"{self.data // 100},{self.data % 100:02}"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads the sum. Raises ValueError, in the visitor's language."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if text:
            self.data = read_money(text)


def read_money(text: str) -> int:
    """Kopecks of a sum as people write it. Raises ValueError, in the visitor's language."""
    plain = re.sub(r"[\s\u00a0\u202f₽]|руб\.?", "", text).replace(",", ".")
    if not re.fullmatch(r"\d{1,16}(\.\d{1,2})?", plain, re.ASCII):
        raise ValueError(_("Это не сумма: нужны рубли и копейки, например 1 450,50."))
    kopecks = int(Decimal(plain) * 100)
    if kopecks > _MOST_KOPECKS:
        raise ValueError(_("Слишком большая сумма: проверьте, нет ли лишних цифр."))
    return kopecks


class PercentField(Field):  # type: ignore[misc]
    """A percent: «14», «0,1 %». ``data``: Decimal or None. What is too much or too little, validators tell."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:f}".replace(".", ",")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads the number. Raises ValueError, in the visitor's language."""
        self.data = None
        text = "".join(valuelist[0].split()).removesuffix("%").replace(",", ".") if valuelist else ""
        if text and not re.fullmatch(r"\d{1,10}(\.\d{1,8})?", text, re.ASCII):
            raise ValueError(_("Это не процент: нужно число, например 0,1."))
        self.data = Decimal(text) if text else None


class LineField(StringField):  # type: ignore[misc]
    """One line of text without what cannot be seen. ``data``: "" for nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Takes the line with single spaces. Raises ValueError for control characters."""
        text = valuelist[0] if valuelist else ""
        self.data = " ".join(text.split())
        if not self.data.isprintable():
            raise ValueError(_("В тексте есть невидимые знаки: наберите его заново."))


class Wanted:
    """The field must be filled in."""

    field_flags: ClassVar = {"required": True}

    def __init__(self, text: str = "Заполните это поле.") -> None:
        self.text = text

    def __call__(self, form: Form, field: Field) -> None:
        """Raises StopValidation, in the visitor's language."""
        del form
        if field.errors:
            raise StopValidation
        if not field.raw_data or not str(field.raw_data[0]).strip():
            raise StopValidation(_(self.text))


class AtMost:
    """The text may be so many characters long."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.field_flags = {"maxlength": count}

    def __call__(self, form: Form, field: Field) -> None:
        """Raises ValidationError, in the visitor's language."""
        del form
        if len(field.data or "") > self.count:
            raise ValidationError(_("Слишком длинно: не больше %(count)s знаков.", count=self.count))
