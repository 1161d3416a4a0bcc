"""What a file says otherwise than the database: each fact by its path, what is stored and what is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from pydantic import BaseModel

from docgen.filters import date_short, money
from docgen.money import Money
from tracker.deals_file.entries import ClientEntry, DealEntry
from tracker.facts import Document, Obligation
from tracker.parties import normal_party

_MONEY = frozenset({"amount", "performed_amount"})
_Plain = Any


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that differs. ``stored`` and ``given`` are as people read them; "" where there is nothing."""

    path: str
    stored: str
    given: str

    def __str__(self) -> str:
        """«deals[d1].documents[w1].sent_on: в базе 30.01.2025, в файле 31.01.2025»."""
        return f"{self.path}: в базе {self.stored or 'нет'}, в файле {self.given or 'нет'}"


def differences_of_client(stored: ClientEntry, given: ClientEntry) -> list[Difference]:
    """What the file says otherwise of a client."""
    one, other = _client(stored), _client(given)
    return [] if one == other else list(_different(f"clients[{given.id}]", one, other))


def differences_of_deal(
    stored: DealEntry, given: DealEntry, issued: frozenset[str], superseded: frozenset[str] = frozenset()
) -> list[Difference]:
    """What the file says otherwise of a deal.

    Papers that the program issued (``issued``) need not be in the file; of ``superseded`` ones nothing can change.
    """
    named = {document.id for document in given.documents}
    kept = tuple(paper for paper in stored.documents if paper.id in named or paper.id not in issued)
    kept = tuple(paper for paper in kept if paper.id not in superseded)
    given = replace(given, documents=tuple(paper for paper in given.documents if paper.id not in superseded))
    has_own_contract = not issued <= {paper.id for paper in stored.documents}
    contract = None if has_own_contract and given.contract is None else stored.contract
    one, other = _ordered(replace(stored, documents=kept, contract=contract)), _ordered(given)
    return [] if one == other else list(_different(f"deals[{given.id}]", _plain(one), _plain(other)))


def differences_of_party(path: str, stored: BaseModel, given: BaseModel) -> list[Difference]:
    """What the file says otherwise of our organisation."""
    one, other = _plain(stored), _plain(given)
    return [] if one == other else list(_different(path, one, other))


def _client(entry: ClientEntry) -> _Plain:
    return _plain(replace(entry, party=normal_party(entry.party)))


def _ordered(entry: DealEntry) -> DealEntry:
    """The order of what has an id says nothing; payments, claims and demands have none."""
    return replace(
        entry,
        obligations=tuple(sorted(entry.obligations, key=_id)),
        documents=tuple(
            replace(paper, covers=tuple(sorted(paper.covers))) for paper in sorted(entry.documents, key=_id)
        ),
    )


def _id(item: Obligation | Document) -> str:
    return item.id


def _different(path: str, stored: _Plain, given: _Plain) -> Iterator[Difference]:
    """Places where two plain values differ, as deep as both have something to compare."""
    if stored == given:
        return
    if isinstance(stored, Mapping) and isinstance(given, Mapping):
        for key in [*given, *(key for key in stored if key not in given)]:
            yield from _different(_joined(path, key), stored.get(key), given.get(key))
    else:
        yield Difference(path, _shown(path, stored), _shown(path, given))


def _joined(path: str, key: object) -> str:
    return f"{path}.{key}" if not isinstance(key, _Item) else f"{path}[{key}]"


class _Item(str):
    """A key that stands for an element of a list: its id, or its place."""

    __slots__ = ()


def _plain(value: object) -> _Plain:
    """Nested dicts: lists by ids where elements have them, else by places."""
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if is_dataclass(value):
        named = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: _covers(kept) if name == "covers" else _plain(kept) for name, kept in named.items()}
    if isinstance(value, frozenset):
        return " ".join(sorted(str(_plain(item)) for item in value))
    if isinstance(value, (tuple, list)):
        return _listed(value)
    return value.value if isinstance(value, Enum) else value


def _covers(covers: Sequence[tuple[str, int]]) -> _Plain:
    return {_Item(name): _Amount(amount) for name, amount in covers}


def _listed(values: Sequence[object]) -> _Plain:
    named = [getattr(value, "id", place) for place, value in enumerate(values)]
    return {_Item(str(name)): _plain(value) for name, value in zip(named, values, strict=True)}


class _Amount(int):
    """Kopecks that no key tells to be money."""


def _shown(path: str, value: _Plain) -> str:
    if value is None or value == {}:
        return ""
    if isinstance(value, date):
        return date_short(value)
    if isinstance(value, _Amount) or (isinstance(value, int) and path.rpartition(".")[2] in _MONEY):
        return money(Money(int(value)).roubles)
    if isinstance(value, Mapping):
        told = ((key, _shown(f".{key}", one)) for key, one in value.items())
        return "{" + ", ".join(f"{key}: {text}" for key, text in told if text) + "}"
    return str(value)
