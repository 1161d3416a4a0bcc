"""The payment QR code of an invoice: ST00012 of ГОСТ Р 56042-2014, drawn as inline SVG.

A bank's app reads the whole payment order from it. The standard is made for payments of individuals, and in B2B the
code is a convenience: requisites are always printed beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from docgen.errors import DocgenError
from docgen.money import Money

_HEAD = "ST00012"  # standard, version 0001, 2 = UTF-8; the next character is the separator
_SEPARATORS = "|#~^;:_"
_MANDATORY_AFTER_NAME = ("PersonalAcc", "BankName", "BIC", "CorrespAcc")
_MANDATORY_BYTES = 300  # from «Name=» to the end of CorrespAcc
_NAME_CHARS = 160
_PURPOSE_CHARS = 210  # what «Назначение платежа» of a payment order holds

_QUIET_ZONE = 4  # modules
_SMALLEST_MM = 30
# Trying all eight masks takes four fifths of the time; this one has the lowest mean penalty for such payloads.
_MASK = 2

_DARK_RUN = re.compile(rb"\x01+")
_CONTROL = dict.fromkeys(map(chr, (*range(0x20), *range(0x7F, 0xA0))), " ")
_TO_SPACES = str.maketrans(_CONTROL)


class PaymentCodeError(DocgenError):
    """A payment code that no bank could read: too long, too small, or for less than nothing."""


def payload(
    *,
    name: str,
    account: str,
    bank_name: str,
    bic: str,
    corr_account: str,
    amount: Money,
    purpose: str,
    payee_inn: str,
    kpp: str | None = None,
    payer_inn: str | None = None,
) -> str:
    """The text of the code; requisites come checked, ``kpp`` is the payee's.

    ``name`` is cut at a word so that the mandatory part takes at most 300 bytes, ``purpose`` at 210 characters;
    line breaks and no-break spaces become plain spaces. If a value contains «|», another separator is taken.

    Raises PaymentCodeError for a negative sum and for a bank's name that leaves no room for the payee's.
    """
    if amount < Money(0):
        raise PaymentCodeError(f"QR-код на отрицательную сумму {amount} не делают; проверьте строки счёта.")
    values = {"Name": name, "PersonalAcc": account, "BankName": bank_name, "BIC": bic, "CorrespAcc": corr_account}
    values |= {"Sum": str(amount.kopecks), "Purpose": purpose, "PayeeINN": payee_inn}
    values |= {key: value for key, value in (("PayerINN", payer_inn), ("KPP", kpp)) if value}
    separator = _separator(values.values())
    fields = {key: _clean(value, separator) for key, value in values.items()}
    fields["Name"] = _cut(fields["Name"], _NAME_CHARS, _room_for_name(fields))
    fields["Purpose"] = _cut(fields["Purpose"], _PURPOSE_CHARS)
    return separator.join((_HEAD, *(f"{key}={value}" for key, value in fields.items())))


def matrix(text: str) -> tuple[bytes, ...]:
    """Modules of the QR code (level M), row by row, 1 is dark, without the quiet zone.

    Raises PaymentCodeError if the text does not fit the largest QR code.
    """
    import segno

    try:
        # Without an ECI header, which some readers do not know, bytes are taken for UTF-8 everywhere.
        code = segno.make_qr(text.encode(), error="m", mode="byte", mask=_MASK, boost_error=False)
    except segno.DataOverflowError as error:
        raise PaymentCodeError("Данные не помещаются в QR-код; сократите назначение платежа.") from error
    return tuple(bytes(row) for row in code.matrix)


def svg(text: str, size_mm: int = 36) -> str:
    """The QR code as an ``<svg>`` element for HTML, a square of ``size_mm`` with its quiet zone; the same bytes always.

    Raises PaymentCodeError if the text does not fit, or for a square under 30 mm, which phones read badly on paper.
    """
    if size_mm < _SMALLEST_MM:
        raise PaymentCodeError(f"QR-код {size_mm} мм не прочитать с бумаги; задайте не меньше {_SMALLEST_MM} мм.")
    rows = matrix(text)
    side = len(rows) + 2 * _QUIET_ZONE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size_mm}mm" height="{size_mm}mm" viewBox="0 0 {side} {side}" '
        'shape-rendering="crispEdges" role="img" aria-label="QR-код для оплаты">'
        f'<path fill="#000" d="{_path(rows)}"/></svg>'
    )


def _path(rows: Sequence[bytes]) -> str:
    """One path for all dark modules: neighbours in one path leave no hairlines where pages are smoothed."""
    return "".join(
        f"M{run.start() + _QUIET_ZONE} {y}h{len(run.group())}v1h-{len(run.group())}z"
        for y, row in enumerate(rows, _QUIET_ZONE)
        for run in _DARK_RUN.finditer(row)
    )


def _separator(values: Collection[str]) -> str:
    """The first separator that occurs in no value; «|» if all of them do, and then values give way."""
    return next((char for char in _SEPARATORS if not any(char in value for value in values)), _SEPARATORS[0])


def _clean(value: str, separator: str) -> str:
    return " ".join(value.translate(_TO_SPACES).replace(separator, " ").split())


def _room_for_name(fields: dict[str, str]) -> int:
    """Bytes of the mandatory part left for the payee's name by the other fields, keys and separators, a byte each."""
    others = sum(len(f"{key}={fields[key]}".encode()) for key in _MANDATORY_AFTER_NAME)
    room = _MANDATORY_BYTES - others - len("Name=") - len(_MANDATORY_AFTER_NAME)
    if room < len(fields["Name"][:1].encode()):
        raise PaymentCodeError(
            "Название банка так длинно, что в QR-коде не остаётся места для получателя; сократите его (bank.name)."
        )
    return room


def _cut(text: str, chars: int, octets: int | None = None) -> str:
    """The beginning of a text within so many characters and bytes of UTF-8, whole words if at least one fits."""
    start = text[:chars].encode()[:octets].decode(errors="ignore")
    if start == text or text[len(start)] == " ":
        return start
    words, space, _ = start.rpartition(" ")
    return words if space else _whole_characters(start, text)


def _whole_characters(start: str, text: str) -> str:
    """Step back to where no letter is parted from its accents, nor an emoji from what it is joined to."""
    place = len(start)
    while place > 1 and (_continues(text[place]) or text[place - 1] == "\u200d"):
        place -= 1
    return text[:place]


def _continues(char: str) -> bool:
    """Whether the character only changes the one before it."""
    return char == "\u200d" or unicodedata.category(char).startswith("M")
