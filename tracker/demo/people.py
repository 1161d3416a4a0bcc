"""People of the demo company, with everybody's address; passwords are given elsewhere."""

from __future__ import annotations

from typing import Final

from tracker.demo.data import read
from tracker.house import Work
from tracker.people import Person, Role, add_person, change_email, list_people

SETTER_UP: Final = "admin"
"""Login of whoever sets the program up."""


def add_people(work: Work) -> list[Person]:
    """Writes them down; answers all, by login."""
    company = read("company")
    for told in company["people"]:
        add_person(work, login=told["login"], name=told["name"], role=Role(told["role"]), title=told["title"])
        change_email(work, told["login"], f"{told['login']}@{company['domain']}")
    return list_people(work.connection)


def of_role(people: list[Person], role: Role) -> list[Person]:
    """Those of a role."""
    return [person for person in people if person.role is role]
