"""The history of a deal tells every event of it in words, and its version grows with each of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, select

import tracker
from tests.tracker.histories import START, History
from tracker.deal_history import changes_since, history_of, refuse_overtaken, version_of
from tracker.errors import NotFoundError, RefusedError
from tracker.event_words import KINDS
from tracker.house import House
from tracker.letters.courier import Fate
from tracker.models import AllocationRow, DealRow, DocumentRow
from tracker.recording import allocate, papers, withdraw_allocation
from tracker.scans.states import ScanState

_KIND = re.compile(r"(client|claim|deal|demand|discount|document|kit|letter|obligation|payment|reminders)\.[a-z_]+")
_NO_KINDS = frozenset({"client.inn", "client.bank", "client.signatory", "deal.subject"})
"""Fields of forms, spelled like kinds."""


def _literals() -> Iterator[str]:
    """Every text constant of the package that is spelled like a kind of events about deals."""
    for path in Path(tracker.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _KIND.fullmatch(node.value):
                yield node.value


def test_every_kind_of_event_of_a_deal_has_words() -> None:
    made = {f"letter.{fate.value}" for fate in Fate} | {f"scan.{state.value}" for state in ScanState}
    kinds = {*_literals(), *made} - _NO_KINDS - {f"scan.{ScanState.AWAITS.value}"}
    assert {"document.sent", "obligation.performed", "payment.allocated"} <= kinds
    assert kinds - KINDS.keys() == set()


@pytest.fixture
def lived(house: House, tmp_path: Path) -> House:
    """A house in which much was recorded about some deals."""
    history = History(house, tmp_path)
    for seed in range(3):
        history.load_new(seed)
    for seed in range(60):
        history.record(seed)
    return house


def _deals(house: House) -> list[int]:
    with house.database.read() as connection:
        return list(connection.execute(select(DealRow.id).order_by(DealRow.id)).scalars())


def test_the_version_is_the_last_event_of_the_deals_own_history(lived: House) -> None:
    with lived.database.read() as connection:
        for deal in _deals(lived):
            told = history_of(connection, deal)
            own = [one for one in told if not one.subject.startswith("client:")]
            assert [one.seq for one in told] == sorted(one.seq for one in told)
            assert version_of(connection, deal) == own[-1].seq
            assert own[0].text.startswith("Сделка: сделка заведена")
            assert all(re.search("[а-я]", one.text) and "payment." not in one.text for one in told)
            middle = own[len(own) // 2].seq
            assert changes_since(connection, deal, middle) == [one for one in own if one.seq > middle]


def test_a_change_of_a_paper_makes_its_deal_newer_and_no_other(lived: House) -> None:
    deals = _deals(lived)
    with lived.database.read() as connection:
        before = {deal: version_of(connection, deal) for deal in deals}
        statement = select(DocumentRow.id, DocumentRow.deal_id).where(
            DocumentRow.annulled_on.is_(None), DocumentRow.date <= START, DocumentRow.delivered_on.is_(None)
        )
        paper, changed = connection.execute(statement.order_by(DocumentRow.id)).first() or (0, 0)
    with lived.work("orlova", START) as work:
        papers.send(work, paper, START)
    with lived.database.read() as connection:
        after = {deal: version_of(connection, deal) for deal in deals}
        assert {deal for deal in deals if after[deal] != before[deal]} == {changed}
        with pytest.raises(RefusedError, match=r"(?s)сделку изменили:.*отправка отмечена.*orlova.*не записаны"):
            refuse_overtaken(connection, changed, before[changed])
        refuse_overtaken(connection, changed, after[changed])


def test_money_that_was_taken_back_stays_in_the_history_of_its_deal_alone(lived: House) -> None:
    with lived.database.read() as connection:
        payment, deal, amount = connection.execute(
            select(AllocationRow.payment_id, AllocationRow.deal_id, AllocationRow.amount).order_by(
                AllocationRow.payment_id
            )
        ).first() or (0, 0, 0)
        version = version_of(connection, deal)
    with lived.work("orlova", START) as work:
        withdraw_allocation(work, payment, deal)
    with lived.database.read() as connection:
        told = [one for one in history_of(connection, deal) if one.seq > version]
        assert version_of(connection, deal) > version
    assert [one.kind for one in told] == ["deal.payment_withdrawn"]
    other = next(one for one in _deals(lived) if one != deal)
    with lived.work("orlova", START) as work:
        allocate(work, payment, deal, amount)
    with lived.database.read() as connection:
        assert [one.kind for one in history_of(connection, deal) if one.seq > version][-1] == "payment.allocated"
        assert not [one for one in history_of(connection, other) if one.subject == f"payment:{payment}"]


def test_it_takes_few_statements_however_long_it_is(lived: House) -> None:
    ran: list[str] = []
    with lived.database.read() as connection:
        deals = _deals(lived)
        event.listen(connection, "before_cursor_execute", lambda *given: ran.append(given[2]))
        for deal in deals:
            ran.clear()
            history_of(connection, deal)
            assert len(ran) <= 4
            ran.clear()
            version_of(connection, deal)
            assert len(ran) == 1


def test_a_deal_that_is_not_there_has_no_history(house: House) -> None:
    with house.database.read() as connection, pytest.raises(NotFoundError):
        history_of(connection, 10**9)
