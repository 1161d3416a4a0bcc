"""Which of the numbers is which requisite: one that is said once and holds its check digits; all else is a doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from docgen.requisites import check_account, check_bic, check_corr_account, check_inn, check_kpp, check_ogrn
from docgen.requisites_text.numbers import Number

_TITLES: Final = {
    "inn": "ИНН",
    "kpp": "КПП",
    "ogrn": "ОГРН",
    "bic": "БИК",
    "account": "расчётный счёт",
    "corr_account": "корреспондентский счёт",
}
_CORR: Final = ("301", "40102")
_ROUBLES: Final = ("810", "643")


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a person has to look at. field: where; "" for the card as a whole. suggested: as it stands in the card."""

    field: str
    text: str
    suggested: str = ""


@dataclass(slots=True)
class Chosen:
    """What was found, by fields of a party, and what is doubtful."""

    fields: dict[str, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


def choose(numbers: Iterable[Number]) -> Chosen:
    """Requisites among the numbers of a card."""
    groups = _grouped(numbers)
    chosen = Chosen()
    _one(chosen, "bic", groups["bic"], check_bic)
    bic = chosen.fields.get("bic", "")
    _one(chosen, "inn", groups["inn"], lambda value: check_inn(value, _inn_length(value)))
    is_person = len(chosen.fields.get("inn", "")) == 12
    kpps = [value for value in groups["kpp"] if value != bic]
    if not is_person:
        _one(chosen, "kpp", kpps, check_kpp)
    _one(chosen, "ogrn", groups["ogrn"], lambda value: check_ogrn(value, 15 if len(value) >= 14 else 13))
    _one(chosen, "account", groups["account"], lambda value: check_account(value, bic))
    _one(chosen, "corr_account", groups["corr_account"], lambda value: check_corr_account(value, bic))
    for value in groups["foreign"]:
        chosen.doubts.append(Doubt("", f"Счёт {value} — не в рублях, он не взят."))
    return chosen


def _inn_length(value: str) -> Literal[10, 12]:
    return 12 if len(value) > 10 else 10


def _one(chosen: Chosen, name: str, values: Sequence[str], check: Callable[[str], str | None]) -> None:
    """The only value that holds; what does not hold, and two that do, are told."""
    different = list(dict.fromkeys(values))
    faults = {value: check(value) for value in different}
    sound = [value for value in different if faults[value] is None]
    for value in different:
        if faults[value] and len(different) > 1:
            chosen.doubts.append(Doubt(name, f"Не взято: {_TITLES[name]} {value}: {faults[value]}."))
    if len(sound) == 1:
        chosen.fields[name] = sound[0]
    elif sound:
        both = ", ".join(sound)
        chosen.doubts.append(Doubt(name, f"В карточке несколько значений ({both}): впишите нужное."))
    elif len(different) == 1:
        told = str(faults[different[0]])
        chosen.doubts.append(Doubt(name, f"{told[:1].upper()}{told[1:]}.", suggested=different[0]))


def _grouped(numbers: Iterable[Number]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in (*_TITLES, "foreign")}
    loose: list[str] = []
    for number in numbers:
        kind = _kind(number)
        if kind == "nine":
            loose.append(number.digits)
        elif kind:
            found[kind].append(number.digits)
    for value in loose:
        found[_nine(value, found)].append(value)
    return found


def _kind(number: Number) -> str:
    """The field of a number; "" for none, «nine» for nine digits without a label."""
    digits, label = number.digits, number.label
    if label == "other":
        return ""
    if len(digits) == 20:
        if digits.startswith(_CORR):
            return "corr_account"
        return "account" if digits[5:8] in _ROUBLES or label == "account" else "foreign"
    if label:
        return label
    return {9: "nine", 10: "inn", 12: "inn", 13: "ogrn", 15: "ogrn"}.get(len(digits), "") if _is_sound(digits) else ""


def _is_sound(digits: str) -> bool:
    """A number without a label counts only if its check digits hold: it may be an article or a page of something."""
    match len(digits):
        case 10:
            return check_inn(digits, 10) is None
        case 12:
            return check_inn(digits, 12) is None
        case 13:
            return check_ogrn(digits, 13) is None
        case 15:
            return check_ogrn(digits, 15) is None
        case _:
            return True


def _nine(value: str, found: Mapping[str, Sequence[str]]) -> str:
    """БИК or КПП: the БИК ends as the bank's account in the Bank of Russia does."""
    if value in found["bic"] or value in found["kpp"]:
        return "bic" if value in found["bic"] else "kpp"
    tails = {account[-3:] for account in found["corr_account"]}
    if value.startswith(("04", "00", "01", "02")) and (value[-3:] in tails or (not found["bic"] and not tails)):
        return "bic" if not found["bic"] else "kpp"
    return "kpp"
