"""Requisites of a party: ИНН, КПП, ОГРН, БИК, accounts, СНИЛС. Are they what they claim to be, and if not, why.

Every ``check_*`` takes text without spaces (``normalise`` it first) and answers None, or a Russian explanation that
says what is wrong and what to do; where the check digit can be computed, it names the right one. A check digit shows
most slips of a finger, not all: it says nothing about whether the company or the account exists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

_INN_10TH = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11TH = (7, *_INN_10TH)
_INN_12TH = (3, *_INN_11TH)
_ACCOUNT = (7, 1, 3) * 7 + (7, 1)  # three digits of the bank and twenty of the account
_KEY_PLACE = 8  # the ninth digit of an account is its key
_SNILS = range(9, 0, -1)
_SNILS_UNCHECKED = 1_001_998  # numbers up to 001-001-998 were given out before there were check digits

_KPP = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}")
_STRANGER = re.compile(r"[^0-9]")
_INVISIBLE = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
_LOOKALIKES = {
    letter: digit
    for digit, letters in {"0": "OoОо", "1": "IlІі", "3": "Зз", "4": "Чч", "5": "Ss", "6": "б", "8": "BВ"}.items()
    for letter in letters
}

_EGRUL = "по выписке из ЕГРЮЛ"
_EGRIP = "по выписке из ЕГРИП"
_BANK = "по реквизитам банка"
_INN_SOURCE = {10: _EGRUL, 12: "по свидетельству о постановке на учёт"}
_INN_OWNER = {10: "организации", 12: "предпринимателя или физического лица"}
_OGRN = {13: ("ОГРН", _EGRUL), 15: ("ОГРНИП", _EGRIP)}


def normalise(value: str) -> str:
    """Drop spaces of every kind, invisible characters too: requisites are often pasted from PDF in groups."""
    return _INVISIBLE.sub("", value)


def check_inn(value: str, length: Literal[10, 12]) -> str | None:
    """ИНН: 10 digits for an organisation, 12 for a person or an entrepreneur (приказ ФНС ММВ-7-6/435@ of 29.06.2012).

    The last digit (of 12, the last two) is the weighted sum of those before it, modulo 11, modulo 10.
    """
    if len(value) == 22 - length and not _STRANGER.search(value):
        return (
            f"это ИНН {_INN_OWNER[22 - length]}, в нём {len(value)} цифр, а у {_INN_OWNER[length]} их {length}; "
            "исправьте ИНН или форму стороны (form)"
        )
    fault = _digits_fault("ИНН", value, length, _INN_SOURCE[length])
    return fault or _check_digits_fault("ИНН", value, _right_inn(value), _INN_SOURCE[length])


def check_kpp(value: str) -> str | None:
    """КПП of an organisation: 4 digits, 2 digits or Latin capitals (the reason), 3 digits; it has no check digit.

    Source: приказ ФНС ММВ-7-6/435@ of 29.06.2012.
    """
    if len(value) != 9:
        return f"в КПП должно быть 9 знаков, указано {len(value)}; проверьте {_EGRUL}"
    if not _KPP.fullmatch(value):
        return (
            f"КПП «{value}» записан неверно: это 9 цифр, буквы бывают только на 5-м и 6-м месте, "
            f"латинские заглавные; проверьте {_EGRUL}"
        )
    return _zeros_fault("КПП", value, _EGRUL)


def check_ogrn(value: str, length: Literal[13, 15]) -> str | None:
    """ОГРН (13 digits) or ОГРНИП (15): the last digit is the remainder of the others by 11 (by 13), modulo 10.

    Source: постановления Правительства № 438 of 19.06.2002 and № 630 of 16.10.2003, приложения № 1.
    """
    name, source = _OGRN[length]
    fault = _digits_fault(name, value, length, source)
    if fault:
        return fault
    key = int(value[:-1]) % (length - 2) % 10
    return _check_digits_fault(name, value, f"{value[:-1]}{key}", source)


def check_bic(value: str) -> str | None:
    """БИК: 9 digits, 04 first for banks, 00–02 for the treasury and units of the Bank of Russia; no check digit."""
    fault = _digits_fault("БИК", value, 9, _BANK)
    if fault or value.startswith(("04", "00", "01", "02")):
        return fault
    return f"БИК начинается с 04 (банк) или с 00, 01, 02 (казначейство), указано {value}; проверьте {_BANK}"


def check_account(account: str, bic: str) -> str | None:
    """Расчётный счёт against its БИК (порядок ЦБ № 515 of 08.09.1997).

    The key of a treasury account (03…, 40101) follows neither rule, so only its length is looked at; so it is when
    the БИК itself is wrong, which is for ``check_bic`` to say.
    """
    fault = _digits_fault("расчётном счёте", account, 20, _BANK)
    if fault or check_bic(bic) or account.startswith(("03", "40101")):
        return fault
    bank = _branch(bic) if _is_in_central_bank(account, bic) else bic[-3:]
    return _key_fault("расчётном счёте", account, bank, bic)


def check_corr_account(account: str, bic: str) -> str | None:
    """Корреспондентский счёт (301…) or единый казначейский счёт (40102…) against the БИК of the bank.

    Source of the key: порядок ЦБ № 515 of 08.09.1997. A wrong БИК is for ``check_bic`` to tell.
    """
    fault = _digits_fault("корреспондентском счёте", account, 20, _BANK)
    if fault:
        return fault
    if not account.startswith(("301", "40102")):
        return (
            f"корреспондентский счёт начинается с 301 (у казначейства — с 40102), указано {account}; "
            "не перепутан ли он с расчётным?"
        )
    if check_bic(bic):
        return None
    return _key_fault("корреспондентском счёте", account, _branch(bic), bic) or _other_bank_fault(account, bic)


def _other_bank_fault(account: str, bic: str) -> str | None:
    """A bank's account in the Bank of Russia (30101) ends with the bank's own three digits, as its БИК does.

    The key does not show it: it depends on the region alone, so accounts of neighbour banks fit one another's БИК.
    """
    if not account.startswith("30101") or account[-3:] == bic[-3:]:
        return None
    return (
        f"корреспондентский счёт кончается на {account[-3:]}, а БИК — на {bic[-3:]}: они разных банков; "
        f"проверьте {_BANK}"
    )


def check_snils(value: str) -> str | None:
    """СНИЛС: 9 digits and two check digits, with hyphens («112-233-445 95», spaces normalised) or without.

    The check digits are Σ dᵢ·(10−i), modulo 101, modulo 100; numbers up to 001-001-998 are not checked.
    """
    digits = value.replace("-", "")
    fault = _digits_fault("СНИЛС", digits, 11, "по уведомлению о регистрации в СФР")
    if fault or int(digits[:9]) <= _SNILS_UNCHECKED:
        return fault
    key = _weighted(digits, _SNILS) % 101 % 100
    return _check_digits_fault("СНИЛС", digits, f"{digits[:9]}{key:02}", "по уведомлению о регистрации в СФР")


def _weighted(digits: str, weights: Sequence[int]) -> int:
    """Sum of digit × weight over as many digits as there are weights."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _right_inn(value: str) -> str:
    """The ИНН with its check digits made right, each from the digits before it."""
    places = (_INN_10TH,) if len(value) == 10 else (_INN_11TH, _INN_12TH)
    right = value[: -len(places)]
    for weights in places:
        right += str(_weighted(right, weights) % 11 % 10)
    return right


def _is_in_central_bank(account: str, bic: str) -> bool:
    """Whether the Bank of Russia keeps the account: a bank's or the treasury's own, or any in its branch (РКЦ)."""
    return account.startswith(("301", "40102")) or not bic.startswith("04") or bic[-3:] in {"000", "001", "002"}


def _branch(bic: str) -> str:
    """Условный номер of the Bank of Russia's branch: digits 5 and 6 of a БИК, with a leading zero."""
    return f"0{bic[4:6]}"


def _key_fault(name: str, account: str, bank: str, bic: str) -> str | None:
    """The key makes the last digit of the weighted sum zero; it is computed with a zero in its own place."""
    keyless = f"{account[:_KEY_PLACE]}0{account[_KEY_PLACE + 1 :]}"
    key = str(_weighted(bank + keyless, _ACCOUNT) * 3 % 10)
    if account[_KEY_PLACE] == key:
        return None
    return (
        f"контрольная цифра в {name} не сходится: с БИК {bic} девятой должна быть {key}, указана "
        f"{account[_KEY_PLACE]}; ошибка в счёте или в БИК, проверьте оба {_BANK}"
    )


def _check_digits_fault(name: str, value: str, right: str, source: str) -> str | None:
    """Compare with the same number whose check digits were made right; one or two last digits can differ."""
    if value == right:
        return None
    if value[:-1] == right[:-1]:
        return (
            f"в {name} контрольная цифра не сходится: по остальным цифрам последней должна быть {right[-1]}, "
            f"указана {value[-1]}; проверьте все цифры {source}"
        )
    return (
        f"в {name} контрольные цифры не сходятся: по остальным цифрам последними должны быть {right[-2:]}, "
        f"указаны {value[-2:]}; проверьте все цифры {source}"
    )


def _digits_fault(name: str, value: str, length: int, source: str) -> str | None:
    """What is wrong with a text that should be this many digits, not all of them zero."""
    stranger = _STRANGER.search(value)
    if stranger:
        return _stranger_fault(name, stranger.group(), stranger.start() + 1, source)
    if len(value) != length:
        return f"в {name} должно быть {length} цифр, указано {len(value)}; проверьте {source}"
    return _zeros_fault(name, value, source)


def _stranger_fault(name: str, char: str, place: int, source: str) -> str:
    shown = f"«{char}»" if char.isprintable() else f"невидимый знак U+{ord(char):04X}"
    hint = f" (похоже на {_LOOKALIKES[char]})" if char in _LOOKALIKES else ""
    return f"в {name} бывают только цифры, а на {place}-м месте {shown}{hint}; проверьте {source}"


def _zeros_fault(name: str, value: str, source: str) -> str | None:
    return None if value.strip("0") else f"в {name} одни нули; укажите настоящий {source}"
