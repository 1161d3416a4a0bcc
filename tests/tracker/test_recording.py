"""What happens is recorded as it happens: checked, noted with old and new, once; impossible things are refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from tests.tracker.making import TODAY, draft, events, make_kit, make_organization, obligations, paper
from tracker import recording
from tracker.errors import NotFoundError, RefusedError
from tracker.facts import Attorney, Authority, Direction, Evidence, ObligationKind, Side
from tracker.house import House, Work
from tracker.models import (
    AllocationRow,
    ClaimRow,
    ContactRow,
    CounterpartyRow,
    DealRow,
    DemandRow,
    PaymentRow,
    WatchRow,
)
from tracker.papers.issuing import annul, issue
from tracker.papers.kits import IssuedKit
from tracker.recording import NewObligation, PaymentFacts
from tracker.recording.papers import take_back

ON = date(2026, 11, 22)
DAY = date(2026, 12, 1)
BEFORE = ON - timedelta(1)
LATER = TODAY + timedelta(1)

SIMPLE: dict[str, Callable[[Work, int, date], None]] = {
    "sent_on": recording.send,
    "delivered_on": recording.record_delivery,
    "signed_by_us_on": recording.sign_by_us,
    "scan_on": recording.receive_scan,
    "original_on": recording.receive_original,
    "electronic_on": recording.receive_electronic,
    "refused_on": recording.record_refusal,
}


@pytest.fixture
def kit(house: House) -> IssuedKit:
    return make_kit(house)


def do(house: House, record: Callable[..., Any], *given: Any, today: date = TODAY) -> Any:
    with house.work("olga", today) as work:
        return record(work, *given)


def refused(house: House, told: str, record: Callable[..., Any], *given: Any) -> None:
    before = len(events(house))
    with pytest.raises(RefusedError, match=told):
        do(house, record, *given)
    assert len(events(house)) == before


def one(house: House, row: Any, key: int) -> Any:
    with house.database.read() as connection:
        return connection.execute(select(row.__table__).where(row.id == key)).mappings().one()


def owed(house: House, kit: IssuedKit, code: str) -> int:
    with house.database.read() as connection:
        return obligations(connection, kit.deal_id)[code]["id"]


def whose(house: House, kit: IssuedKit) -> tuple[int, int]:
    deal = one(house, DealRow, kit.deal_id)
    return deal["organization_id"], deal["counterparty_id"]


def pay(house: House, kit: IssuedKit, amount: int, **given: Any) -> int:
    organization_id, counterparty_id = whose(house, kit)
    facts = {"organization_id": organization_id, "counterparty_id": counterparty_id, "date": DAY, "amount": amount}
    return do(house, recording.add_payment, PaymentFacts(**(facts | {"evidence": Evidence.BANK_STATEMENT} | given)))


@pytest.mark.parametrize("column", SIMPLE)
def test_a_fact_of_a_paper_is_kept_and_noted_once(house: House, kit: IssuedKit, column: str) -> None:
    key = kit.papers[0].document_id
    before = len(events(house))
    for _ in range(2):
        do(house, SIMPLE[column], key, DAY)
    assert paper(house, key)[column] == DAY
    (event,) = events(house)[before:]
    assert json.loads(event["details"]) == {"old": {column: None}, "new": {column: DAY.isoformat()}}
    assert (event["actor"], event["subject"]) == ("olga", f"document:{kit.papers[0].page_id}")
    do(house, SIMPLE[column], key, TODAY)
    assert json.loads(events(house)[-1]["details"])["old"] == {column: DAY.isoformat()}


@pytest.mark.parametrize("column", SIMPLE)
def test_what_has_not_happened_yet_is_refused(house: House, kit: IssuedKit, column: str) -> None:
    refused(house, "ещё не наступило", SIMPLE[column], kit.papers[0].document_id, LATER)


def test_nobody_signs_a_paper_or_brings_its_original_before_its_date(house: House, kit: IssuedKit) -> None:
    key = kit.papers[0].document_id
    refused(house, "раньше даты самого документа", recording.receive_original, key, BEFORE)
    refused(house, "раньше даты самого документа", recording.sign_by_client, key, BEFORE, Authority.HEAD)
    do(house, recording.send, key, BEFORE)


def test_a_client_signs_by_some_right(house: House, kit: IssuedKit) -> None:
    key = kit.papers[0].document_id
    attorney = Attorney("17/26", date(2026, 1, 12), date(2026, 12, 31))
    for _ in range(2):
        do(house, recording.sign_by_client, key, DAY, Authority.POWER_OF_ATTORNEY, attorney)
    row = paper(house, key)
    assert (row["signed_by_client_on"], row["signer_authority"]) == (DAY, "power_of_attorney")
    assert (row["attorney_number"], row["attorney_until"]) == ("17/26", date(2026, 12, 31))
    assert len(events(house, "document.signed_by_client")) == 1
    refused(house, "не по ней", recording.sign_by_client, key, DAY, Authority.HEAD, attorney)
    turned = Attorney("1", date(2026, 5, 2), date(2026, 5, 1))
    refused(house, "кончается раньше", recording.sign_by_client, key, DAY, Authority.POWER_OF_ATTORNEY, turned)


def test_what_follows_something_else_is_not_before_it(house: House, kit: IssuedKit) -> None:
    key = kit.papers[0].document_id
    refused(house, "отказа ещё нет", recording.answer_refusal, key, DAY)
    do(house, recording.record_refusal, key, DAY)
    refused(house, "раньше, чем мотивированный отказ", recording.answer_refusal, key, DAY - timedelta(1))
    do(house, recording.answer_refusal, key, DAY)
    do(house, recording.record_delivery, key, DAY)
    refused(house, "раньше, чем отправка", recording.send, key, DAY + timedelta(1))


def test_nothing_happens_any_more_to_a_paper_that_was_annulled(house: House, kit: IssuedKit) -> None:
    do(house, annul, kit.papers[0].document_id, DAY, "не тот договор")
    refused(house, "аннулирован", recording.receive_scan, kit.papers[0].document_id, DAY)


def test_what_is_not_there_is_told(house: House) -> None:
    for record, given_keys in (
        (recording.send, (99, DAY)),
        (recording.perform, (99, DAY)),
        (recording.allocate, (99, 1, 5)),
        (recording.add_claim, (99, DAY, 5)),
        (recording.declare_insolvent, (99, DAY)),
        (recording.mark_contact_left, (99, DAY)),
        (recording.answer_demand, (99, DAY)),
    ):
        with pytest.raises(NotFoundError, match="99"):
            do(house, record, *given_keys)


def test_a_paper_outside_deals_has_facts_too(house: House) -> None:
    organization_id = make_organization(house)
    issued = do(house, issue, draft("cover_letter", organization_id))
    do(house, recording.send, issued.document_id, TODAY)
    assert paper(house, issued.document_id)["sent_on"] == TODAY


def test_an_obligation_is_performed_in_full_or_in_part(house: House, kit: IssuedKit) -> None:
    key = owed(house, kit, "goods")
    whole = kit.papers[0].total
    assert whole is not None
    for amount, kept in ((100, 100), (whole, None), (None, None)):
        do(house, recording.perform, key, DAY, amount)
        with house.database.read() as connection:
            row = obligations(connection, kit.deal_id)["goods"]
        assert (row["performed_on"], row["performed_amount"]) == (DAY, kept)
    assert len(events(house, "obligation.performed")) == 2
    refused(house, "исправьте сумму", recording.perform, key, DAY, whole + 1)
    refused(house, "больше нуля", recording.perform, key, DAY, 0)
    refused(house, "ещё не наступило", recording.perform, key, LATER)
    refused(house, "снять его нельзя", recording.cancel, key, DAY)


def test_an_obligation_that_was_cancelled_is_not_performed(house: House, kit: IssuedKit) -> None:
    key = owed(house, kit, "payment-2")
    for _ in range(2):
        do(house, recording.cancel, key, DAY)
    assert len(events(house, "obligation.cancelled")) == 1
    refused(house, "исполнить его нельзя", recording.perform, key, DAY)


def test_an_obligation_is_added_by_the_side_that_can_owe_it(house: House, kit: IssuedKit) -> None:
    more = NewObligation(code="works-2", by=Side.US, kind=ObligationKind.WORKS, amount=500, due_on=DAY)
    do(house, recording.add_obligation, kit.deal_id, more)
    refused(house, "уже есть", recording.add_obligation, kit.deal_id, more)
    paid = NewObligation(code="x", by=Side.US, kind=ObligationKind.PAYMENT, amount=500, due_on=DAY)
    refused(house, "платит клиент", recording.add_obligation, kit.deal_id, paid)
    nothing = NewObligation(code="y", by=Side.US, kind=ObligationKind.WORKS, amount=0, due_on=DAY)
    refused(house, "больше нуля", recording.add_obligation, kit.deal_id, nothing)


def test_a_payment_belongs_to_the_deals_that_somebody_named(house: House, kit: IssuedKit) -> None:
    second = make_kit(house)
    key = pay(house, kit, 1000, number="77", purpose="Оплата по счету № 1")
    do(house, recording.allocate, key, kit.deal_id, 600)
    refused(house, "уже отнесён", recording.allocate, key, kit.deal_id, 100)
    refused(house, "не отнесено 4,00", recording.allocate, key, second.deal_id, 401)
    refused(house, "больше нуля", recording.allocate, key, second.deal_id, 0)
    do(house, recording.allocate, key, second.deal_id, 400)
    do(house, recording.withdraw_allocation, key, kit.deal_id)
    with pytest.raises(NotFoundError, match="не отнесён"):
        do(house, recording.withdraw_allocation, key, kit.deal_id)
    do(house, recording.allocate, key, kit.deal_id, 600)
    kinds = [event["kind"] for event in events(house) if event["subject"] == f"payment:{key}"]
    assert kinds == ["payment.added", *["payment.allocated"] * 2, "payment.allocation_withdrawn", "payment.allocated"]
    assert one(house, PaymentRow, key)["source"] == "person"


def test_a_payment_of_another_organisation_or_client_is_not_of_the_deal(house: House, kit: IssuedKit) -> None:
    from tests.builders import CLIENT

    other = make_organization(house, CLIENT)
    refused(
        house, "другой нашей организации", recording.allocate, pay(house, kit, 5, organization_id=other), kit.deal_id, 5
    )
    party_id = one(house, CounterpartyRow, whose(house, kit)[1])["party_id"]
    with house.work("anna", TODAY) as work:
        statement = insert(CounterpartyRow).values(code="другой", party_id=party_id).returning(CounterpartyRow.id)
        stranger = work.connection.execute(statement).scalar_one()
    refused(house, "другого клиента", recording.allocate, pay(house, kit, 5, counterparty_id=stranger), kit.deal_id, 5)
    do(house, recording.allocate, pay(house, kit, 5, counterparty_id=None), kit.deal_id, 5)


@pytest.mark.parametrize(("changes", "told"), [({"amount": 0}, "больше нуля"), ({"date": LATER}, "не наступило")])
def test_a_payment_of_nothing_or_of_tomorrow_is_refused(
    house: House, kit: IssuedKit, changes: dict[str, Any], told: str
) -> None:
    with pytest.raises(RefusedError, match=told):
        pay(house, kit, **({"amount": 5} | changes))


def test_money_that_went_back_is_a_payment_too(house: House, kit: IssuedKit) -> None:
    key = pay(house, kit, 5, direction=Direction.OUT)
    do(house, recording.allocate, key, kit.deal_id, 5)
    assert one(house, PaymentRow, key)["direction"] == "out"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(
    amount=st.integers(1, 1000),
    steps=st.lists(st.tuples(st.sampled_from(["allocate", "withdraw"]), st.integers(0, 2), st.integers(-5, 700))),
)
def test_whatever_is_tried_a_payment_is_never_allocated_above_its_amount(
    house: House, amount: int, steps: list[tuple[str, int, int]]
) -> None:
    deals = deals_of(house)
    key = do(house, recording.add_payment, payment_of(house, deals[0], amount))
    expected: dict[int, int] = {}
    for what, place, part in steps:
        deal_id = deals[place]
        is_possible = 0 < part <= amount - sum(expected.values()) and deal_id not in expected
        try:
            if what == "allocate":
                do(house, recording.allocate, key, deal_id, part)
                assert is_possible
                expected[deal_id] = part
            else:
                do(house, recording.withdraw_allocation, key, deal_id)
                del expected[deal_id]
        except RefusedError:
            assert not is_possible
        except NotFoundError:
            assert deal_id not in expected
    with house.database.read() as connection:
        rows = connection.execute(
            select(AllocationRow.deal_id, AllocationRow.amount).where(AllocationRow.payment_id == key)
        )
        assert {row.deal_id: row.amount for row in rows} == expected


def deals_of(house: House) -> list[int]:
    """Three deals of one client, made once for all examples."""
    with house.database.read() as connection:
        known = list(connection.execute(select(DealRow.id)).scalars())
    return known or [make_kit(house).deal_id for _ in range(3)]


def payment_of(house: House, deal_id: int, amount: int) -> PaymentFacts:
    deal = one(house, DealRow, deal_id)
    return PaymentFacts(
        organization_id=deal["organization_id"],
        counterparty_id=deal["counterparty_id"],
        date=DAY,
        amount=amount,
        evidence=Evidence.BANK_STATEMENT,
    )


def test_facts_of_a_client_are_noted_once_and_all_its_deals_looked_at(house: House, kit: IssuedKit) -> None:
    second = make_kit(house)
    _, client = whose(house, kit)
    refused(house, "банкротства ещё нет", recording.file_insolvency_claim, client, DAY)
    for record in (recording.declare_insolvent, recording.file_insolvency_claim, recording.accept_waiver):
        before = len(events(house))
        for _ in range(2):
            do(house, record, client, DAY, today=TODAY + timedelta(5))
        assert len(events(house)) == before + 1
        refused(house, "ещё не наступило", record, client, LATER)
    with house.database.read() as connection:
        checked = connection.execute(select(WatchRow.deal_id, WatchRow.checked_on)).all()
    assert {row.deal_id: row.checked_on for row in checked} == dict.fromkeys(
        (kit.deal_id, second.deal_id), TODAY + timedelta(5)
    )


def test_a_contact_leaves(house: House, kit: IssuedKit) -> None:
    client = one(house, CounterpartyRow, whose(house, kit)[1])
    with house.work("anna", TODAY) as work:
        values = {"party_id": client["party_id"], "position": 0, "name": "Соловей Игорь Львович"}
        statement = insert(ContactRow).values(**values).returning(ContactRow.id)
        contact_id = work.connection.execute(statement).scalar_one()
    for _ in range(2):
        do(house, recording.mark_contact_left, contact_id, DAY)
    (event,) = events(house, "client.contact_left")
    assert event["subject"] == f"client:{client['code']}"


def test_claims_and_demands_are_added_to_the_deal(house: House, kit: IssuedKit) -> None:
    for _ in range(2):
        do(house, recording.add_claim, kit.deal_id, DAY, 500)
    key = do(house, recording.add_demand, kit.deal_id, DAY, 700)
    with house.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(ClaimRow)).scalar_one() == 2
    refused(house, "раньше самого требования", recording.answer_demand, key, ON)
    for _ in range(2):
        do(house, recording.answer_demand, key, DAY)
    assert one(house, DemandRow, key)["answered_on"] == DAY
    assert len(events(house, "demand.answered")) == 1
    for record in (recording.add_claim, recording.add_demand):
        refused(house, "больше нуля", record, kit.deal_id, DAY, 0)
        refused(house, "ещё не наступило", record, kit.deal_id, LATER, 5)


def test_a_day_that_was_recorded_by_mistake_is_taken_back(house: House, kit: IssuedKit) -> None:
    key = kit.papers[0].document_id
    do(house, recording.send, key, ON)
    do(house, take_back, key, "sent_on", ON, None)
    assert paper(house, key)["sent_on"] is None
    assert json.loads(events(house, "document.taken_back")[-1]["details"]) == {
        "old": {"sent_on": ON.isoformat()},
        "new": {"sent_on": None},
    }


def test_a_day_is_not_taken_back_once_it_was_mended_or_others_rest_on_it(house: House, kit: IssuedKit) -> None:
    key = kit.papers[0].document_id
    do(house, recording.send, key, ON)
    refused(house, "с тех пор записано другое", take_back, key, "sent_on", BEFORE, None)
    do(house, recording.record_delivery, key, DAY)
    refused(house, "была доставка", take_back, key, "sent_on", ON, None)
    do(house, take_back, key, "sent_on", ON, BEFORE)
    assert paper(house, key)["sent_on"] == BEFORE
