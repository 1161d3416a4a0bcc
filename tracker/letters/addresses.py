"""Addresses of electronic mail, as people write them and as a mail server takes them."""

from __future__ import annotations

import re

from docgen.intake.fields import Email, FieldError
from tracker.errors import RefusedError

_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")  # atoms of RFC 5322: nothing that needs quoting
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_LONGEST = 254


class AddressError(RefusedError):
    """A text is no address that a letter could be sent to."""


def checked(text: str) -> str:
    """The address without spaces around it. Raises AddressError."""
    plain = text.strip()
    on_the_wire(plain)
    return plain


def on_the_wire(address: str) -> str:
    """The address in ASCII: a Cyrillic domain in its coded form (RFC 5890). Raises AddressError."""
    try:
        Email(_LONGEST).read(address)
        local, _, domain = address.rpartition("@")
        host = domain.encode("idna").decode()
    except (FieldError, UnicodeError) as error:
        raise _bad(address) from error
    if not _LOCAL.fullmatch(local) or not _HOST.fullmatch(host):
        raise _bad(address)
    return f"{local}@{host}"


def _bad(address: str) -> AddressError:
    shown = " ".join(address.split())[:_LONGEST]
    return AddressError(f"«{shown}» — не адрес почты, на который можно послать: нужен один адрес вида name@example.ru.")


def domain_of(address: str | None) -> str | None:
    """The domain of an address in ASCII; None where there is no usable address."""
    if not address:
        return None
    try:
        return on_the_wire(address).rpartition("@")[2].lower()
    except AddressError:
        return None


def one_line(text: str) -> str:
    """The text as one line that a header can hold: no line ends, no signs that are not printed."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
