"""Where an archive contradicts our paper or another archive. Contradictions are shown; both sides of each are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select
from sqlalchemy.orm import InstrumentedAttribute

from docgen.exchange import State
from docgen.phrases import with_sign
from tracker import phrases
from tracker.electronic.matching import plain_number
from tracker.electronic.sides import Sides
from tracker.electronic.words import STATES, state_on
from tracker.models import ExchangeEntryRow, ExchangeRow, ExchangeStateRow

_SIGNED: Final = frozenset({State.SIGNED, State.SIGNED_WITH_DIFFERENCES})
_COLUMNS: Final = {
    State.SIGNED_BY_US: ("signed_by_us_on", "подписан нами"),
    State.SENT: ("sent_on", "отправлен"),
    State.DELIVERED: ("delivered_on", "доставлен"),
    State.SIGNED: ("signed_by_client_on", "подписан клиентом"),
    State.SIGNED_WITH_DIFFERENCES: ("signed_by_client_on", "подписан клиентом"),
    State.REFUSED: ("refused_on", "отказ клиента"),
    State.ANNULLED: ("annulled_on", "аннулирован"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A state that some archive says of a paper."""

    entry_id: int
    archive: str
    state: State
    said_on: date | None
    said_time: str | None
    source: str
    details: str | None


def said_of(connection: Connection, document_ids: Iterable[int]) -> dict[int, list[Said]]:
    """What all archives say of these papers, by their keys."""
    return _said(connection, ExchangeEntryRow.document_id, document_ids)


def said_by(connection: Connection, entry_ids: Iterable[int]) -> dict[int, list[Said]]:
    """What these entries say, by their keys."""
    return _said(connection, ExchangeEntryRow.id, entry_ids)


def _said(connection: Connection, by: InstrumentedAttribute[Any], keys: Iterable[int]) -> dict[int, list[Said]]:
    statement = (
        select(by.label("key"), ExchangeRow.name, ExchangeStateRow.__table__)
        .select_from(ExchangeStateRow)
        .join(ExchangeEntryRow, ExchangeEntryRow.id == ExchangeStateRow.entry_id)
        .join(ExchangeRow, ExchangeRow.id == ExchangeEntryRow.exchange_id)
        .where(by.in_(sorted(set(keys))))
        .order_by(ExchangeRow.id, ExchangeEntryRow.position, ExchangeStateRow.position)
    )
    found: dict[int, list[Said]] = {}
    for row in connection.execute(statement):
        said = Said(
            entry_id=row.entry_id,
            archive=row.name,
            state=State(row.state),
            said_on=row.said_on,
            said_time=row.said_time,
            source=row.source,
            details=row.details,
        )
        found.setdefault(row.key, []).append(said)
    return found


def conflicts_of(
    entry: RowMapping, paper: RowMapping, total: int | None, sides: Sides, said: Sequence[Said]
) -> list[str]:
    """Everything that does not fit, in Russian. said: what all archives say of the paper, this one too."""
    mine = [one for one in said if one.entry_id == entry["id"]]
    others = [one for one in said if one.entry_id != entry["id"]]
    return list(
        dict.fromkeys(
            [
                *_of_content(entry, paper, total, sides),
                *_of_paper(mine, paper),
                *_within(mine),
                *_of_archives(mine, others),
            ]
        )
    )


def _of_content(entry: RowMapping, paper: RowMapping, total: int | None, sides: Sides) -> Iterator[str]:
    if entry["number"] and plain_number(entry["number"]) != plain_number(paper["number"]):
        yield f"в файле {with_sign(entry['number'])}, у нас {with_sign(paper['number'])}"
    if entry["date"] and entry["date"] != paper["date"]:
        yield f"в файле дата {phrases.day(entry['date'])}, у нас {phrases.day(paper['date'])}"
    if entry["total"] is not None and total is not None and entry["total"] != total:
        yield f"в файле сумма {phrases.roubles(entry['total'])}, у нас {phrases.roubles(total)}"
    for told, known, who in ((entry["seller_inn"], sides.ours, "наш"), (entry["buyer_inn"], sides.client, "клиента")):
        if told and known and told != known:
            yield f"в файле {who} ИНН {told}, у нас {known}"


def _of_paper(mine: Sequence[Said], paper: RowMapping) -> Iterator[str]:
    for one in mine:
        if one.state in _SIGNED and paper["refused_on"]:
            yield _against(one, f"отказ клиента {phrases.day(paper['refused_on'])}")
        if one.state is State.REFUSED and paper["signed_by_client_on"]:
            yield _against(one, f"подписан клиентом {phrases.day(paper['signed_by_client_on'])}")
        if one.state in _SIGNED and paper["annulled_on"]:
            yield _against(one, f"аннулирован {phrases.day(paper['annulled_on'])}")
        if one.state in _SIGNED and paper["superseded_on"]:
            yield _against(one, f"заменён {phrases.day(paper['superseded_on'])}")
        if one.state is State.ANNULLED and not paper["annulled_on"]:
            yield _against(one, "документ действует")
        if one.state in _COLUMNS and one.said_on is not None:
            column, word = _COLUMNS[one.state]
            if paper[column] is not None and paper[column] != one.said_on:
                yield _against(one, f"{word} {phrases.day(paper[column])}")


def _against(one: Said, ours: str) -> str:
    return f"в архиве: {state_on(one.state, one.said_on)}; у нас: {ours}"


def _within(mine: Sequence[Said]) -> Iterator[str]:
    states = {one.state: one for one in mine}
    if State.REFUSED in states and _SIGNED & states.keys():
        yield "в одном архиве и подпись клиента, и отказ"
    for state in _COLUMNS:
        days = sorted({one.said_on for one in mine if one.state is state and one.said_on is not None})
        if len(days) > 1:
            told = " и ".join(phrases.day(on) for on in days)
            yield f"в одном архиве разные даты: {STATES[state]} {told}"


def _of_archives(mine: Sequence[Said], others: Sequence[Said]) -> Iterator[str]:
    for one in mine:
        for other in others:
            is_contrary = {one.state, other.state} & _SIGNED and State.REFUSED in {one.state, other.state}
            is_same = one.state is other.state and one.state in _COLUMNS
            is_dated = one.said_on is not None and other.said_on is not None
            if is_contrary or (is_same and is_dated and one.said_on != other.said_on):
                theirs = state_on(other.state, other.said_on)
                yield f"в архиве: {state_on(one.state, one.said_on)}; в архиве «{other.archive}»: {theirs}"
