"""What the fields of a party demand of each other: form and requisites, account and bank, gender, authority."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

from docgen import requisites
from docgen.declension import gender_of
from docgen.intake.fields import Choice, Day, read_or_none
from docgen.intake.problems import Problem
from docgen.intake.raw import Place
from docgen.parties import Form

_INN: Final[dict[Form, Literal[10, 12]]] = {Form.LEGAL_ENTITY: 10, Form.ENTREPRENEUR: 12, Form.PERSON: 12}
_OGRN: Final[dict[Form, Literal[13, 15]]] = {Form.LEGAL_ENTITY: 13, Form.ENTREPRENEUR: 15}
_OWNER = {
    Form.LEGAL_ENTITY: "у организации",
    Form.ENTREPRENEUR: "у индивидуального предпринимателя",
    Form.PERSON: "у физического лица",
}


def check_parties(root: Place) -> Iterator[Problem]:
    """Both parties, and that they are two."""
    signed_on = read_or_none(Day(), root["deal"]["date"].value)
    for side in ("seller", "client"):
        party = root[side]
        if party.is_section:
            yield from check_party(party, signed_on)
    yield from check_two_parties(root)


def check_party(party: Place, signed_on: date | None) -> Iterator[Problem]:
    """One party: its requisites and the authority of its signatory on the day of signing, if that is known."""
    form = read_or_none(Choice(Form), party["form"].value)
    yield from _inn(party["inn"], form)
    if form is not None:
        yield from _kpp(party["kpp"], form)
        yield from _ogrn(party["ogrn"], form)
    yield from _bank(party["bank"])
    yield from _gender(party["signatory"])
    if signed_on is not None:
        yield from _power_of_attorney(party["signatory"]["power_of_attorney"], signed_on)


def _inn(inn: Place, form: Form | None) -> Iterator[Problem]:
    if inn.text is None:
        return
    value = requisites.normalise(inn.text)
    likely: Literal[10, 12] = 12 if len(value) > 10 else 10
    yield from _told(inn, requisites.check_inn(value, likely if form is None else _INN[form]))


def _kpp(kpp: Place, form: Form) -> Iterator[Problem]:
    if form is not Form.LEGAL_ENTITY:
        if kpp.is_given:
            yield Problem(kpp.loc, f"{_OWNER[form]} КПП нет: уберите этот ключ")
    elif kpp.text is not None:
        yield from _told(kpp, requisites.check_kpp(requisites.normalise(kpp.text)))


def _ogrn(ogrn: Place, form: Form) -> Iterator[Problem]:
    if form not in _OGRN:
        if ogrn.is_given:
            yield Problem(ogrn.loc, f"{_OWNER[form]} ОГРН нет: уберите этот ключ или исправьте form")
    elif not ogrn.is_given:
        text = f"{_OWNER[form]} есть ОГРН: добавьте ключ «ogrn» ({_OGRN[form]} цифр в кавычках)"
        yield Problem(ogrn.loc, text)
    elif ogrn.text is not None:
        yield from _told(ogrn, requisites.check_ogrn(requisites.normalise(ogrn.text), _OGRN[form]))


def _bank(bank: Place) -> Iterator[Problem]:
    bic = requisites.normalise(bank["bic"].text or "")
    if bic:
        yield from _told(bank["bic"], requisites.check_bic(bic))
    account, corr_account = bank["account"], bank["corr_account"]
    if account.text is not None:
        yield from _told(account, requisites.check_account(requisites.normalise(account.text), bic))
    if corr_account.text is not None:
        yield from _told(corr_account, requisites.check_corr_account(requisites.normalise(corr_account.text), bic))


def _gender(signatory: Place) -> Iterator[Problem]:
    name = signatory["name"].text
    if name and not signatory["gender"].is_given and gender_of(name) is None:
        text = "по имени не видно, он это или она: добавьте ключ «gender» со значением m или f"
        yield Problem(signatory["gender"].loc, text)


def _power_of_attorney(paper: Place, signed_on: date) -> Iterator[Problem]:
    issued = read_or_none(Day(), paper["date"].value)
    until = read_or_none(Day(), paper["valid_until"].value)
    if issued and issued > signed_on:
        yield Problem(paper["date"].loc, f"доверенность выдана позже даты сделки ({signed_on}): проверьте обе даты")
    if until and issued and until < issued:
        yield Problem(paper["valid_until"].loc, "доверенность кончается раньше, чем выдана: проверьте обе даты")
    elif until and until < signed_on:
        text = f"доверенность кончилась до даты сделки ({signed_on}): нужна действующая"
        yield Problem(paper["valid_until"].loc, text)
    elif issued and not paper["valid_until"].is_given and _year_after(issued) <= signed_on:
        text = "доверенность без срока действует год (ст. 186 ГК РФ) и уже кончилась: укажите valid_until или новую"
        yield Problem(paper["date"].loc, text)


def check_two_parties(root: Place) -> Iterator[Problem]:
    """Seller and client are not one and the same."""
    seller, client = root["seller"], root["client"]
    if client["inn"].text and all(_same(seller[key], client[key]) for key in ("inn", "kpp")):
        text = "ИНН тот же, что у продавца: у сделки две разные стороны, исправьте одну из них"
        yield Problem(client["inn"].loc, text)


def _same(one: Place, other: Place) -> bool:
    return requisites.normalise(one.text or "") == requisites.normalise(other.text or "")


def _told(place: Place, text: str | None) -> Iterator[Problem]:
    if text:
        yield Problem(place.loc, text)


def _year_after(day: date) -> date:
    """The same day of the next year; the day after it for 29 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)
