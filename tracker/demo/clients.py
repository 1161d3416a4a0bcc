"""Sixty clients of the demo company, as a deals file has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from tracker.demo import requisites
from tracker.demo.data import Dice, Values, read
from tracker.demo.organizations import bank, entrepreneur, names

INSOLVENT: Final = (6, 22, 34)
"""Places of clients in insolvency; our claim against the last of them is filed."""

LEFT: Final = (3, 17, 29, 41)
"""Places of clients whose bookkeeper works there no more."""

KEY: Final = (0, 1, 2, 7, 11, 20, 38)
"""Places of clients of the VIP programme."""

_TIERS: Final = {"VIP": KEY, "Развитие": (5, 9, 13, 24, 33)}
_PURPOSES: Final = (["invoices", "closing"], ["closing"], ["invoices"], ["closing", "claims"])
_PLAIN: Final = "0123456789"
_LATIN: Final = dict(
    zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        ("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f",
         "kh", "ts", "ch", "sh", "sch", "", "y", "", "e", "yu", "ya"), strict=True)
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client. ``place``: among all; ``section``: as a deals file has it; ``manager``: the name of who keeps it."""

    place: int
    section: Values
    manager: str

    @property
    def code(self) -> str:
        """Its id."""
        return str(self.section["id"])

    @property
    def party(self) -> Values:
        """Its requisites as an input file has them."""
        party: Values = self.section["party"]
        return party

    @property
    def email(self) -> str:
        """Where its papers are sent."""
        return str(self.party["email"])


def make_clients(managers: list[str], today: date) -> list[Client]:
    """All clients, each with the manager who keeps it."""
    dice = Dice.of("clients")
    return [
        Client(place=place, section=_section(told, place, today, dice), manager=managers[place % len(managers)])
        for place, told in enumerate(_told())
    ]


def _told() -> Iterator[tuple[str, str, str]]:
    """Form, name and gender of each; entrepreneurs stand among the companies."""
    data = read("clients")
    people = iter(data["entrepreneurs"])
    for place, (form, name) in enumerate(data["companies"]):
        yield form, name, ""
        if place % 4 == 3:
            person, gender = next(people)
            yield "ИП", person, gender


def _section(told: tuple[str, str, str], place: int, today: date, dice: Dice) -> Values:
    party = _party(told, place, dice)
    section: Values = {"id": party["inn"], "party": party, "contacts": _contacts(place, today, dice)}
    tier = next((name for name, places in _TIERS.items() if place in places), None)
    if tier:
        section["tier"] = tier
    if place in INSOLVENT:
        section["insolvent_on"] = str(today - timedelta(40 + 25 * INSOLVENT.index(place)))
    if place == INSOLVENT[-1]:
        section["insolvency_claim_on"] = str(today - timedelta(60))
    return section


def _contacts(place: int, today: date, dice: Dice) -> list[Values]:
    people = read("clients")["contacts"]
    name, position = people[place % len(people)]
    contact: dict[str, Any] = {"name": name, "position": position}
    if place in LEFT:
        contact["left_on"] = str(today - timedelta(20 + 15 * LEFT.index(place)))
        successor, _ = people[(place + 3) % len(people)]
        return [contact, {"name": successor, "position": position}]
    return [contact] if dice.chance(0.7) else []


def _party(told: tuple[str, str, str], place: int, dice: Dice) -> Values:
    form, name, gender = told
    data = read("clients")
    is_person = bool(gender)
    town = data["towns"][(place * place + place) % len(data["towns"])] if place % 3 else data["towns"][0]
    inn = requisites.inn(f"{town['code']}00{place * 7 + 301:0{6 if is_person else 5}}")
    domain = f"{_latin(name)}.example"
    street = data["streets"][dice.number(0, len(data["streets"]) - 1)]
    party = {
        **names(form, name),
        "inn": inn,
        "ogrn": requisites.ogrn(_stem_of_ogrn(town["code"], place, is_person=is_person)),
        "address": f"{town['index']}{dice.number(10, 99)}, {town['town']}, ул. {street}, д. {dice.number(1, 90)}",
        "phone": f"+7 9{dice.number(10, 99)} 000-{place:02}-{dice.number(10, 99)}",
        "email": f"info@{domain}",
        "vat": "exempt" if is_person else "standard",
        "bank": bank(town["bank"], is_person=is_person, tail=f"{place * 131 + 20017:011}"),
        "signatory": entrepreneur(name, gender) if is_person else _head(place, dice),
        "contacts": _addresses(place, domain),
    }
    return party if is_person else party | {"kpp": requisites.kpp(inn)}


def _stem_of_ogrn(region: str, place: int, *, is_person: bool) -> str:
    year = 10 + place % 12
    return f"3{year}{region}00{place * 37 + 1200:07}" if is_person else f"1{year}{region}00{place * 37 + 1200:05}"


def _head(place: int, dice: Dice) -> Values:
    data = read("clients")
    name, gender = data["heads"][(place * 5 + place // 16) % len(data["heads"])]
    return {"position": dice.pick(data["positions"]), "name": name, "gender": gender, "basis": "Устава"}


def _addresses(place: int, domain: str) -> list[Values]:
    if place % 6 == 5:  # some clients have named nobody: letters go to the general address
        return []
    people = read("clients")["contacts"]
    name, position = people[(place + 1) % len(people)]
    found = [{"name": name, "position": position, "email": f"buh@{domain}", "for": _PURPOSES[place % 2]}]
    if place % 3 == 0:
        found.append({"name": "Юридический отдел", "email": f"law@{domain}", "for": ["claims"]})
    return found


def _latin(name: str) -> str:
    """The name as a part of a domain."""
    letters = "".join(_LATIN.get(letter, letter if letter in _PLAIN else "-") for letter in name.lower())
    return "-".join(part for part in letters.split("-") if part)[:40]
