"""What an entry says of its paper: what its receipts and titles say, and what follows from whose signatures it has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from docgen.exchange import Entry, EntrySignature, Fact, Role, State
from tracker.clock import instant_text
from tracker.electronic.sides import Sides, Whose
from tracker.electronic.words import day_in_moscow, time_in_moscow

_ORDER: Final = {state: place for place, state in enumerate(State)}


def facts_of(entry: Entry, sides: Sides) -> list[Fact]:
    """Every fact once, in the order in which such things happen."""
    return sorted(dict.fromkeys([*entry.facts, *_signed(entry, sides)]), key=lambda fact: _ORDER[fact.state])


def _signed(entry: Entry, sides: Sides) -> Iterator[Fact]:
    """The client signs its own title where a document is formal, and the document itself where it is not."""
    head = next(file for file in entry.files if file.name == entry.name)
    for one in entry.signatures:
        if one.of != entry.name or one.signature.is_equal == (False,):
            continue
        person = one.signature.person
        whose = sides.whose(person.inn, person.organization_inn)
        if whose is Whose.OURS and head.role in {Role.TITLE, Role.FILE}:
            yield _fact(State.SIGNED_BY_US, one)
        elif whose is Whose.CLIENT and head.role is Role.FILE:
            yield _fact(State.SIGNED, one)


def _fact(state: State, one: EntrySignature) -> Fact:
    at = one.signature.stamped_at or one.signature.signed_at
    told = None if at is None else instant_text(at)
    return Fact(
        state=state,
        source=one.name,
        said_on=None if told is None else day_in_moscow(told),
        said_time=None if told is None else time_in_moscow(told),
        details=one.signature.person.name or one.signature.person.organization,
    )
