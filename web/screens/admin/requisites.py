"""The form of an organisation's requisites: to and from the shape of an input file, and faults beside fields."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from docgen.errors import Fault, InputError
from docgen.intake.schema import BankSection
from tracker.organizations import Organization, as_input, check_accounts, read_party
from tracker.texts import filled
from web import desk
from web.forms.admin import OrganizationForm
from web.language import gettext as _

if TYPE_CHECKING:
    from docgen.intake.schema import PartySection

_PLAIN: Final = (
    "form", "full_name", "short_name", "inn", "kpp", "ogrn", "address", "phone", "email", "vat", "vat_basis",
)  # fmt: skip
_BANK: Final = ("name", "bic", "account", "corr_account")
_SIGNATORY: Final = ("position", "name", "basis", "gender", "name_genitive", "position_genitive")
_ATTORNEY: Final = ("number", "date", "valid_until")
_BLANKS: Final = 1
_WORDS: Final = (
    (re.compile(r"добавьте ключ «gender» со значением m или f"), "выберите, он или она"),
    (re.compile(r"нет обязательного ключа: добавьте «[^»]*» \(([^)]*)\)"), r"не заполнено: \1"),
    (re.compile(r"добавьте(?: ключ)? «[^»]*»"), "заполните это поле"),
    (re.compile(r"уберите(?: ключ| этот ключ| «[^»]*»)"), "очистите это поле"),
    (re.compile(r" или исправьте form"), " или исправьте форму"),
    (re.compile(r",? (?:в|без) кавыч(?:ках|ек)"), ""),
    (re.compile(r"даты сделки \([^)]*\)"), "сегодняшнего дня"),
    (re.compile(r"(?:укажите|исправьте) valid_until"), "укажите срок"),
)
"""What checks of a file say, in the words of a form."""


def form_of(known: Organization | None) -> OrganizationForm:
    """The form of an organisation, or an empty one."""
    told = {} if known is None else _flat(as_input(known.party))
    accounts = [] if known is None else [one.model_dump() for one in known.accounts]
    form = OrganizationForm(formdata=None, **told, accounts=accounts)
    form.version.data = version_of(known)
    return with_blanks(form)


def with_blanks(form: OrganizationForm) -> OrganizationForm:
    """The form with an empty account to be filled in at the end."""
    filled = sum(1 for row in form.accounts if any(row.data.values()))
    while len(form.accounts) < filled + _BLANKS and len(form.accounts) < form.accounts.max_entries:
        form.accounts.append_entry()
    return form


def version_of(known: Organization | None) -> str:
    """What the form was filled from, so that a change made meanwhile is seen."""
    if known is None:
        return ""
    told = [as_input(known.party), [one.model_dump() for one in known.accounts]]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:20]


def read(form: OrganizationForm, known: Organization | None) -> tuple[PartySection, tuple[BankSection, ...]] | None:
    """What the form says, checked; None, with faults beside the fields, where it is wrong."""
    try:
        party = read_party(_nested(form, known), desk.today())
        accounts = _accounts(form, party)
    except InputError as error:
        take_faults(form, error.faults)
        return None
    return party, accounts


def take_faults(form: OrganizationForm, faults: Iterable[Fault]) -> None:
    """Puts faults of requisites beside the fields, in the words of the form."""
    for fault in faults:
        text = fault.message
        for pattern, words in _WORDS:
            text = pattern.sub(words, text)
        text = text[:1].upper() + text[1:]
        account = re.fullmatch(r"accounts\[(\d+)\]\.(\w+)", fault.path)
        name = fault.path.replace("signatory.power_of_attorney", "attorney").replace(".", "_")
        if account:
            told = _("Проверьте другие счета.")
            form.form_errors[:] = [*(one for one in form.form_errors if one != told), told]
            field = form.accounts[int(account[1])].form[account[2]]
        elif name in form:
            field = form[name]
        elif name == "attorney":
            field = form.attorney_number
        else:
            form.form_errors.append(text)
            continue
        if not field.errors:
            field.errors = [text]


def _flat(told: Mapping[str, Any]) -> dict[str, Any]:
    signatory = told["signatory"]
    attorney = signatory.get("power_of_attorney") or {}
    return {
        **{key: told.get(key, "") for key in _PLAIN},
        **{f"bank_{key}": told["bank"].get(key, "") for key in _BANK},
        **{f"signatory_{key}": signatory.get(key, "") for key in _SIGNATORY},
        **{f"attorney_{key}": _typed(key, attorney.get(key)) for key in _ATTORNEY},
    }


def _typed(key: str, value: Any) -> Any:
    if key == "number":
        return value or ""
    return date.fromisoformat(value) if value else None


def _nested(form: OrganizationForm, known: Organization | None) -> dict[str, Any]:
    """The shape of an input file; addresses of the party, which this form does not show, stay as they are."""
    data = form.data
    signatory = filled({key: data[f"signatory_{key}"] for key in _SIGNATORY})
    attorney = filled({key: str(data[f"attorney_{key}"] or "") for key in _ATTORNEY})
    if attorney:
        signatory["power_of_attorney"] = attorney
    party = {
        **filled({key: data[key] for key in _PLAIN}),
        "bank": filled({key: data[f"bank_{key}"] for key in _BANK}),
        "signatory": signatory,
    }
    contacts = as_input(known.party).get("contacts") if known else None
    return {**party, "contacts": contacts} if contacts else party


def _accounts(form: OrganizationForm, party: PartySection) -> tuple[BankSection, ...]:
    """The other accounts, each checked as the first one is."""
    found: list[BankSection] = []
    faults: list[Fault] = []
    for place, row in enumerate(form.accounts):
        told = filled({key: row.form[key].data for key in _BANK})
        if not told:
            continue
        try:
            whole = {**as_input(party), "bank": told}
            found.append(read_party(whole, desk.today()).bank)
        except InputError as error:
            faults.extend(_of_account(error.faults, place))
    if faults:
        raise InputError(faults)
    check_accounts(found, party)
    return tuple(found)


def _of_account(faults: Iterable[Fault], place: int) -> Iterable[Fault]:
    for fault in faults:
        key = fault.path.removeprefix("bank.") if fault.path.startswith("bank.") else "account"
        text = _("Не заполнено.") if "нет обязательного" in fault.message else fault.message
        yield Fault(f"accounts[{place}].{key}", text)
