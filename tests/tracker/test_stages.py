"""The ladder is derived from facts: each rung on its day, in the order of the deal's kind, none set by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from docgen.documents import DealKind
from docgen.vat import TaxStatus
from tests.tracker.deals_file.files import entries, sample, write
from tests.tracker.random_deals import AS_OF, deals_file
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.errors import NotFoundError
from tracker.facts import (
    Authority,
    Client,
    Contract,
    DealFacts,
    Direction,
    Document,
    Evidence,
    Obligation,
    ObligationKind,
    Payment,
    Protection,
    Side,
)
from tracker.house import House
from tracker.models import CounterpartyRow, DealRow, OrganizationRow
from tracker.stages import Ladder, Rung, is_client_ours, ladder, ladder_of


def on(day: int) -> date:
    return date(2026, 3, day)


CONTRACT = Contract(number="1", date=on(1), signed_by_client_on=on(3), original_on=on(5))
INVOICE = Document(id="i1", kind="proforma_invoice", number="1", date=on(2))
OWED = Obligation(id="o1", by=Side.US, kind=ObligationKind.GOODS, amount=100, due_on=on(9), performed_on=on(9))
WAYBILL = Document(
    id="w1", kind="waybill", number="1", date=on(9), covers=(("o1", 100),), signed_by_client_on=on(12),
    signer_authority=Authority.HEAD, original_on=on(14),
)  # fmt: skip
SAID = Payment(date=on(4), amount=100, evidence=Evidence.CLIENT_WORD)
PAID = Payment(date=on(6), amount=100, evidence=Evidence.BANK_STATEMENT)
WHOLE = DealFacts(
    id="d1",
    kind=DealKind.SUPPLY,
    seller_vat=TaxStatus.STANDARD,
    client=Client(id="c1", name="Клиент"),
    contracts=(CONTRACT,),
    obligations=(OWED,),
    documents=(INVOICE, WAYBILL),
    payments=(SAID, PAID),
)


END = on(31)


def climbed(facts: DealFacts = WHOLE, today: date = END, again: tuple[date, ...] = ()) -> Ladder:
    return ladder(facts, today, None, again)


def days(found: Ladder) -> dict[Rung, date | None]:
    return {step.rung: step.reached_on for step in found.steps}


def test_each_rung_has_the_day_on_which_it_was_reached() -> None:
    assert days(climbed(again=(on(6), on(20), on(25)))) == {
        Rung.AGREED: on(1),
        Rung.ISSUED: on(2),
        Rung.SIGNED: on(3),
        Rung.SAYS_PAID: on(4),
        Rung.RECEIVED: on(6),
        Rung.PERFORMED: on(9),
        Rung.CONFIRMED: on(12),
        Rung.PAID_AGAIN: on(20),
    }


@pytest.mark.parametrize(
    ("day", "rung"),
    [(1, Rung.AGREED), (2, Rung.ISSUED), (3, Rung.SIGNED), (4, Rung.SAYS_PAID), (6, Rung.RECEIVED), (8, Rung.RECEIVED),
     (9, Rung.PERFORMED), (11, Rung.PERFORMED), (12, Rung.CONFIRMED), (19, Rung.CONFIRMED), (20, Rung.PAID_AGAIN)],
)  # fmt: skip
def test_the_deal_climbs_day_by_day(day: int, rung: Rung) -> None:
    found = climbed(today=on(day), again=(on(6), on(20)))
    assert found.current is rung
    assert found.skipped == ()
    assert found.is_ours is (rung is Rung.PAID_AGAIN)


def test_nothing_is_known_before_the_first_fact() -> None:
    found = climbed(today=date(2026, 2, 28), again=(on(20),))
    assert set(days(found).values()) == {None}
    assert found.current is Rung.AGREED


def test_the_day_of_agreement_is_the_known_one_or_the_first_fact() -> None:
    early = date(2026, 2, 1)
    assert days(ladder(WHOLE, on(31), early, ()))[Rung.AGREED] == early
    assert days(ladder(WHOLE, on(5), on(10), ()))[Rung.AGREED] == on(1)


def test_money_and_goods_that_went_ahead_of_papers_skip_rungs() -> None:
    bare = replace(WHOLE, contracts=(), documents=(), payments=(PAID,))
    found = climbed(bare)
    assert found.current is Rung.PERFORMED
    assert found.skipped == (Rung.ISSUED, Rung.SIGNED)


def test_a_contract_without_an_invoice_is_not_issued_yet() -> None:
    assert days(climbed(replace(WHOLE, documents=(WAYBILL,))))[Rung.ISSUED] is None
    late = replace(INVOICE, date=on(20))
    assert days(climbed(replace(WHOLE, documents=(late, INVOICE))))[Rung.ISSUED] == on(2)
    annulled = replace(INVOICE, annulled_on=on(3))
    assert days(climbed(replace(WHOLE, documents=(annulled,))))[Rung.ISSUED] is None


def test_a_word_is_no_money_and_money_that_went_back_is_none() -> None:
    assert days(climbed(replace(WHOLE, payments=(SAID,))))[Rung.RECEIVED] is None
    back = replace(PAID, date=on(7), direction=Direction.OUT)
    assert days(climbed(replace(WHOLE, payments=(PAID, back))))[Rung.RECEIVED] is None
    assert days(climbed(replace(WHOLE, payments=(replace(back),))))[Rung.SAYS_PAID] is None


def test_a_deal_is_performed_when_the_last_obligation_of_ours_is() -> None:
    second = replace(OWED, id="o2", performed_on=None)
    assert days(climbed(replace(WHOLE, obligations=(OWED, second))))[Rung.PERFORMED] is None
    done = replace(second, performed_on=on(15))
    assert days(climbed(replace(WHOLE, obligations=(OWED, done))))[Rung.PERFORMED] == on(15)
    cancelled = replace(second, cancelled_on=on(2))
    assert days(climbed(replace(WHOLE, obligations=(OWED, cancelled))))[Rung.PERFORMED] == on(9)
    theirs = replace(OWED, id="p1", by=Side.CLIENT, kind=ObligationKind.PAYMENT)
    assert days(climbed(replace(WHOLE, obligations=(theirs,))))[Rung.PERFORMED] is None


def test_it_is_confirmed_only_when_all_of_it_is() -> None:
    part = replace(WAYBILL, covers=(("o1", 99),))
    assert days(climbed(replace(WHOLE, documents=(INVOICE, part))))[Rung.CONFIRMED] is None
    rest = replace(WAYBILL, id="w2", covers=(("o1", 1),), signed_by_client_on=on(18))
    assert days(climbed(replace(WHOLE, documents=(INVOICE, part, rest))))[Rung.CONFIRMED] == on(18)
    nobody = replace(WAYBILL, signer_authority=Authority.NONE)
    assert days(climbed(replace(WHOLE, documents=(INVOICE, nobody))))[Rung.CONFIRMED] is None
    invoice = replace(WAYBILL, kind="tax_invoice")
    assert days(climbed(replace(WHOLE, documents=(INVOICE, invoice))))[Rung.CONFIRMED] is None


def test_confirmation_counts_from_where_it_last_began() -> None:
    annulled = replace(WAYBILL, annulled_on=on(16))
    again = replace(WAYBILL, id="w2", signed_by_client_on=on(19))
    facts = replace(WHOLE, documents=(INVOICE, annulled, again))
    assert days(climbed(facts, on(15)))[Rung.CONFIRMED] == on(12)
    assert days(climbed(facts, on(17)))[Rung.CONFIRMED] is None
    assert days(climbed(facts, on(30)))[Rung.CONFIRMED] == on(19)


def test_silence_confirms_services_from_the_day_it_becomes_an_answer() -> None:
    contract = replace(CONTRACT, acceptance_days=5, protections=frozenset({Protection.DEEMED_ACCEPTANCE}))
    act = Document(id="a1", kind="acceptance_certificate", number="1", date=on(9), covers=(("o1", 100),),
                   sent_on=on(9), delivered_on=on(10))  # fmt: skip
    works = replace(OWED, kind=ObligationKind.WORKS)
    facts = replace(WHOLE, contracts=(contract,), obligations=(works,), documents=(INVOICE, act))
    assert days(climbed(facts, on(16)))[Rung.CONFIRMED] is None
    assert days(climbed(facts, on(31)))[Rung.CONFIRMED] == on(17)  # five days after the 10th end on Sunday the 15th


def test_a_client_is_ours_only_when_it_pays_after_it_confirmed() -> None:
    for receipt, ours in ((on(11), False), (on(12), False), (on(13), True)):
        assert climbed(again=(receipt,)).is_ours is ours
    assert not climbed(today=on(12), again=(on(13),)).is_ours
    unconfirmed = replace(WHOLE, documents=(INVOICE,))
    assert not climbed(unconfirmed, again=(on(31),)).is_ours


def test_goods_on_consignment_go_before_money() -> None:
    facts = replace(WHOLE, kind=DealKind.CONSIGNMENT, documents=(WAYBILL,), payments=(replace(PAID, date=on(20)),))
    found = climbed(facts)
    rungs = [step.rung for step in found.steps]
    assert rungs.index(Rung.SIGNED) < rungs.index(Rung.PERFORMED) < rungs.index(Rung.RECEIVED)
    assert sorted(rungs) == sorted(Rung)
    assert days(found)[Rung.ISSUED] == on(1)  # no invoice is needed to hand goods over
    assert climbed(facts, on(10)).current is Rung.PERFORMED
    assert climbed(facts, on(10)).skipped == ()


def test_nothing_later_than_the_day_is_ever_on_a_ladder(tmp_path: Path) -> None:
    data = deals_file(Random(51), 40)
    with read_deals_file(write(tmp_path, data)) as file:
        clients = {entry.id: entry.client for entry in file.clients()}
        deals = [deal.facts(clients[deal.client], file.organization) for deal in file.deals()]
    for facts in deals:
        for day in (date(2023, 1, 1), AS_OF - timedelta(300), AS_OF, date(2031, 1, 1)):
            found = ladder(facts, day, None, [date(2027, 1, 1), date(2024, 1, 1)])
            reached = [step.reached_on for step in found.steps if step.reached_on]
            assert all(one <= day for one in reached)
            assert found.current not in found.skipped
            by = days(found)
            assert by[Rung.PAID_AGAIN] is None or by[Rung.CONFIRMED] < by[Rung.PAID_AGAIN]
            assert by[Rung.CONFIRMED] is None or by[Rung.PERFORMED] <= by[Rung.CONFIRMED]


@pytest.fixture
def load_data(house: House, tmp_path: Path) -> Callable[..., None]:
    def load_it(data: Any) -> None:
        with read_deals_file(write(tmp_path, data)) as file, house.work("anna", AS_OF) as work:
            load(work, file, is_update=True)

    return load_it


def test_a_stored_deal_has_the_ladder_of_its_facts(
    house: House, load_data: Callable[..., None], tmp_path: Path
) -> None:
    load_data(sample())
    (client,), (deal,) = entries(write(tmp_path, sample()))
    with read_deals_file(write(tmp_path, sample())) as file:
        facts = deal.facts(client.client, file.organization)
    with house.database.read() as connection:
        key = connection.execute(select(DealRow.id)).scalar_one()
        assert ladder_of(connection, key, AS_OF) == ladder(facts, AS_OF, None, [date(2025, 1, 20)])
        with pytest.raises(NotFoundError, match="Такой сделки"):
            ladder_of(connection, key + 1, AS_OF)


def test_a_client_is_ours_by_money_of_any_of_its_deals_with_us(house: House, load_data: Callable[..., None]) -> None:
    data = sample()
    data["deals"].append({"id": "d2", "client": "c1", "subject": "Ещё", "payments": []})
    load_data(data)

    def is_ours(day: date) -> bool:
        with house.database.read() as connection:
            organization = connection.execute(select(OrganizationRow.id).order_by(OrganizationRow.id)).scalars().first()
            client = connection.execute(select(CounterpartyRow.id)).scalar_one()
            return is_client_ours(connection, organization, client, day)

    assert not is_ours(AS_OF)
    data["deals"][1]["payments"] = [
        {"date": "2025-02-04", "amount": "1.00", "evidence": "bank_statement"},  # on the day of confirmation
        {"date": "2025-03-01", "amount": "1.00", "evidence": "client_word"},
        {"date": "2025-03-01", "amount": "1.00", "evidence": "cash_receipt", "direction": "out"},
    ]
    load_data(data)
    assert not is_ours(AS_OF)
    data["deals"][1]["payments"].append({"date": "2025-03-02", "amount": "0.01", "evidence": "cash_receipt"})
    load_data(data)
    assert not is_ours(date(2025, 3, 1))
    assert is_ours(date(2025, 3, 2))
    assert is_ours(AS_OF)


def test_money_of_another_organisation_of_ours_does_not_make_a_client_ours(
    house: House, load_data: Callable[..., None]
) -> None:
    load_data(sample())
    other = sample()
    other["organization"] |= {"inn": "7707083893", "kpp": "773601001", "ogrn": "1027700132195"}
    paid = [{"date": "2025-03-02", "amount": "5.00", "evidence": "cash_receipt"}]
    other["deals"] = [{"id": "d2", "client": "c1", "subject": "Ещё", "payments": paid}]
    load_data(other)
    with house.database.read() as connection:
        client = connection.execute(select(CounterpartyRow.id)).scalar_one()
        for organization in connection.execute(select(OrganizationRow.id)).scalars().all():
            assert not is_client_ours(connection, organization, client, AS_OF)
