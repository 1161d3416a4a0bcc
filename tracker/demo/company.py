"""What is told of a seeded company: whose it is, who works there, and which deal each had better look at first."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOrganization:
    """An organisation of ours by its name and ИНН."""

    id: int
    name: str
    inn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """Who can log in; the password is given elsewhere."""

    login: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstDeal:
    """A deal that is worth opening first. ``login``: by whom; ``why``: a sentence in Russian."""

    role: Role
    login: str
    code: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCompany:
    """The company, in the order in which a command prints it."""

    organizations: tuple[DemoOrganization, ...]
    people: tuple[DemoPerson, ...]
    first_deals: tuple[FirstDeal, ...]

    def first_deal(self, role: Role) -> FirstDeal:
        """The deal that a person of this role opens first. Raises KeyError for a role that has none."""
        found = {one.role: one for one in self.first_deals}
        return found[role]
