"""Numbers of made-up parties that pass their checks and belong to nobody: the check digit is the one that fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Final

from docgen.requisites import check_account, check_corr_account, check_inn, check_ogrn

_DIGITS: Final = "0123456789"
_COMPANY, _PERSON = 10, 12
_ROUBLES: Final = "810"


def inn(stem: str) -> str:
    """An ИНН of ten digits for a stem of nine, of twelve for a stem of ten."""
    if len(stem) == _COMPANY - 1:
        return _fitting((stem + digit for digit in _DIGITS), lambda value: check_inn(value, 10))
    pairs = (stem + "".join(digits) for digits in product(_DIGITS, repeat=_PERSON - len(stem)))
    return _fitting(pairs, lambda value: check_inn(value, 12))


def kpp(of_inn: str) -> str:
    """The КПП of an organisation at the place of its registration."""
    return f"{of_inn[:4]}01001"


def ogrn(stem: str) -> str:
    """An ОГРН for a stem of twelve digits, an ОГРНИП for one of fourteen."""
    if len(stem) == 12:
        return _fitting((stem + digit for digit in _DIGITS), lambda value: check_ogrn(value, 13))
    return _fitting((stem + digit for digit in _DIGITS), lambda value: check_ogrn(value, 15))


def account(bic: str, kind: str, tail: str) -> str:
    """A rouble account in the bank. kind: «40702» of a company, «40802» of an entrepreneur. tail: eleven digits."""
    values = (f"{kind}{_ROUBLES}{digit}{tail}" for digit in _DIGITS)
    return _fitting(values, lambda value: check_account(value, bic))


def corr_account(bic: str) -> str:
    """The bank's own account in the Bank of Russia; it ends as the БИК does."""
    values = (f"30101810{digit}00000000{bic[-3:]}" for digit in _DIGITS)
    return _fitting(values, lambda value: check_corr_account(value, bic))


def _fitting(values: Iterator[str], fault: Callable[[str], str | None]) -> str:
    return next(value for value in values if fault(value) is None)
