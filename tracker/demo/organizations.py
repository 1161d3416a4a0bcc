"""Our own organisations of the demo company: three ways to pay VAT, an account, a signatory and numbers of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from docgen.intake.schema import PartySection
from tracker.demo import requisites
from tracker.demo.data import Values, read
from tracker.house import Work
from tracker.papers.numbering import set_shape
from tracker.parties import organization_id_of

_FULL: Final = {"ООО": "Общество с ограниченной ответственностью", "АО": "Акционерное общество"}
_ENTREPRENEUR: Final = "ИП"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """One of ours. ``party``: as an input file has it; ``city``: where its contracts are made."""

    id: int
    key: str
    city: str
    party: Values

    @property
    def vat(self) -> str:
        """Its VAT status as input files spell it."""
        return str(self.party["vat"])

    @property
    def inn(self) -> str:
        """Its ИНН."""
        return str(self.party["inn"])

    @property
    def name(self) -> str:
        """As papers print it."""
        return str(self.party["short_name"])

    @property
    def account(self) -> str:
        """Its rouble account."""
        return str(self.party["bank"]["account"])


def add_organizations(work: Work) -> list[Organization]:
    """Writes down the organisations, and how each numbers its contracts."""
    found = []
    for place, told in enumerate(read("company")["organizations"]):
        party = _party(told, place)
        key = organization_id_of(work, PartySection.model_validate(party))
        set_shape(work, key, "contract", told["contract_shape"])
        found.append(Organization(id=key, key=told["key"], city=told["city"], party=party))
    return found


def _party(told: Values, place: int) -> Values:
    is_person = told["form"] == _ENTREPRENEUR
    inn = requisites.inn(told["inn"])
    at, domain = told["place"], told["domain"]
    party = {
        **names(told["form"], told["name"]),
        "inn": inn,
        "address": f"{at['index']}, {at['town']}, {at['street']}",
        "phone": told["phone"],
        "email": f"office@{domain}",
        "vat": told["vat"],
        "bank": bank(told["bank"], is_person=is_person, tail=f"{1400000 + place:011}"),
        "signatory": told.get("signatory") or entrepreneur(told["name"], "m"),
        "contacts": [{"name": "Отдел расчётов", "email": f"buh@{domain}", "for": ["invoices", "closing"]}],
    }
    if is_person:
        party["ogrn"] = requisites.ogrn(f"3255000{place + 4127:07}")
    else:
        party |= {"kpp": requisites.kpp(inn), "ogrn": requisites.ogrn(f"117770{place + 43127:06}")}
    if "vat_basis" in told:
        party["vat_basis"] = told["vat_basis"]
    return party


def names(form: str, name: str) -> Values:
    """Full and short name and form of a party: «ООО», «АО» or «ИП»."""
    if form == _ENTREPRENEUR:
        last, first, middle = name.split()
        full, short = f"Индивидуальный предприниматель {name}", f"ИП {last} {first[0]}. {middle[0]}."
        return {"full_name": full, "short_name": short, "form": "entrepreneur"}
    is_quoted = "«" in name
    quoted = f"«{name.replace('«', '„').replace('»', '“')}»" if is_quoted else f"«{name}»"
    return {"full_name": f"{_FULL[form]} {quoted}", "short_name": f"{form} {quoted}", "form": "legal_entity"}


def entrepreneur(name: str, gender: str) -> Values:
    """The signatory of an entrepreneur, who signs for himself or herself."""
    return {
        "position": "Индивидуальный предприниматель",
        "name": name,
        "gender": gender,
        "basis": "записи в ЕГРИП",
    }


def bank(place: int, *, is_person: bool, tail: str) -> Values:
    """An account in the bank number ``place``."""
    told = read("clients")["banks"][place]
    kind = "40802" if is_person else "40702"
    return {
        "name": told["name"],
        "bic": told["bic"],
        "account": requisites.account(told["bic"], kind, tail),
        "corr_account": requisites.corr_account(told["bic"]),
    }
