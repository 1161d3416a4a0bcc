"""The letter comes to the figures of the computation; once it is sent, the end of its term is kept."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from docgen.claims.computing import Sanction
from docgen.documents import LineKind
from docgen.money import Money
from tests.builders import make_line, make_snapshot
from tests.tracker.deals_file.files import sample, write
from tests.tracker.making import NO_NUMBERS, draft, events, make_kit, make_order, obligations, paper
from tracker.claim_terms import SentClaim, answer_by, sent_claims
from tracker.claims.computing import DealClaim
from tracker.claims.letters import LetterTerms, draft_letter, issue_letter, write_letter
from tracker.claims.preparing import ClaimChoice, claim_of
from tracker.claims.sending import Dispatch, record_sending
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.errors import RefusedError
from tracker.facts import Authority, Evidence
from tracker.house import House
from tracker.lookup import deal_key, document_key
from tracker.models import ClaimRow
from tracker.papers.issuing import Issued, issue
from tracker.papers.stored import find_deal
from tracker.recording import (
    PaymentFacts,
    add_claim,
    add_payment,
    allocate,
    perform,
    record_delivery,
    send,
    sign_by_client,
)

PERFORMED = date(2026, 12, 1)
TODAY = date(2027, 3, 1)
SENT = date(2027, 3, 2)
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def loaded(house: House, tmp_path: Path, **changes: Any) -> int:
    data = sample()
    data["deals"][0] |= changes
    with read_deals_file(write(tmp_path, data)) as file, house.work("anna", TODAY) as work:
        load(work, file, is_update=False)
        return deal_key(work.connection, "d1")


@pytest.fixture
def deal(house: House, tmp_path: Path) -> int:
    """A supply of goods for 120 000, half of it paid, the waybill signed; the papers came from elsewhere."""
    return loaded(house, tmp_path, claims=[])


def counted(house: House, deal_id: int, **terms: Any) -> LetterTerms:
    with house.database.read() as connection:
        named = {document_key(connection, deal_id, name): pages for name, pages in {"contract": 7, "w1": 2}.items()}
    return LetterTerms(pages=named, **terms)


def claim_in(house: House, deal_id: int, on: date = TODAY, **chosen: Any) -> DealClaim:
    with house.database.read() as connection:
        return claim_of(connection, deal_id, on, 5, ClaimChoice(**chosen))


def pay(house: House, deal_id: int, on: date, amount: int) -> None:
    with house.work("anna", TODAY) as work:
        row = find_deal(work.connection, deal_id)
        payment = PaymentFacts(
            organization_id=row["organization_id"],
            counterparty_id=row["counterparty_id"],
            date=on,
            amount=amount,
            evidence=Evidence.BANK_STATEMENT,
            number="81",
        )
        allocate(work, add_payment(work, payment), deal_id, amount)


def letter_in(
    house: House, deal_id: int, terms: LetterTerms, on: date = TODAY, **chosen: Any
) -> tuple[DealClaim, Issued]:
    claim = claim_in(house, deal_id, on, **chosen)
    with house.work("yurist", TODAY) as work:
        made, _ = issue_letter(work, deal_id, claim, terms)
    return claim, made


def send_in(house: House, deal_id: int, **dispatch: Any) -> SentClaim:
    with house.work("yurist", SENT + timedelta(5)) as work:
        return record_sending(work, deal_id, Dispatch(**{"sent_on": SENT, **dispatch})).claim


def kept_claims(house: House, deal_id: int) -> list[SentClaim]:
    with house.database.read() as connection:
        return sent_claims(connection, deal_id, TODAY + timedelta(400))


def same_figures(claim: DealClaim, made: Issued) -> bool:
    told = made.context["claim"]
    said = [Money.of(told[key]).kopecks for key in ("principal", "sanction_sum", "whole")]
    parts = [Money.of(debt["principal"]).kopecks for debt in told["debts"]]
    return said == [claim.principal, claim.sanction, claim.whole] and parts == [part.left for part in claim.parts]


def test_the_letter_says_what_was_computed(house: House, deal: int) -> None:
    for sanction in (Sanction.INTEREST, Sanction.NONE):
        claim, made = letter_in(house, deal, counted(house, deal), sanction=sanction)
        assert same_figures(claim, made)
        assert claim.principal == 6_000_000
        assert made.context["claim"]["debts"][0]["document"]["phrase"].startswith("Товарная накладная")
        assert [one["pages"] for one in made.context["enclosures"]] == [7, 2]
    assert set(made.files) == {"pdf", "docx"}


@on_one_database
def test_a_contract_that_was_issued_here_gives_its_penalty_and_its_sheets(house: House) -> None:
    kit = make_kit(house, make_order(documents=("supply_contract",)), today=PERFORMED)
    with house.work("anna", TODAY) as work:
        owed = obligations(work.connection, kit.deal_id)["goods"]
        perform(work, owed["id"], PERFORMED)
    pay(house, kit.deal_id, date(2026, 12, 20), owed["amount"] // 3)
    claim, made = letter_in(house, kit.deal_id, LetterTerms(pages={}))
    assert same_figures(claim, made)
    told = made.context["claim"]
    assert (told["sanction"]["key"], told["percent_per_day"]) == ("penalty", Decimal("0.1"))
    assert {one["document"] for debt in told["debts"] for one in debt["payments"]} == {"платёжное поручение №\u00a081"}
    assert [one["pages"] for one in made.context["enclosures"]] == [kit.papers[0].pages]
    assert any("--due payment-2=" in caution and "приёмки" in caution for caution in claim.cautions)


@on_one_database
def test_an_act_that_the_client_left_unsigned_is_called_accepted_and_named_by_its_title(house: House) -> None:
    snapshot = make_snapshot(make_line(), make_line(2, kind=LineKind.SERVICES), numbers=NO_NUMBERS)
    kit = make_kit(house, make_order(snapshot, documents=("supply_contract",)), today=PERFORMED)
    line = {"name": "Монтаж", "unit": "усл", "quantity": "1", "price": "165300.00", "kind": "services"}
    with house.work("anna", TODAY) as work:
        owed = obligations(work.connection, kit.deal_id)["services"]
        perform(work, owed["id"], PERFORMED)
        contract = kit.papers[0]
        sign_by_client(work, contract.document_id, PERFORMED, Authority.HEAD)
        row = find_deal(work.connection, kit.deal_id)
        ground = {"title": "Договор поставки", "number": contract.number, "date": "2026-11-22"}
        act = issue(
            work,
            draft(
                "acceptance_certificate",
                row["organization_id"],
                kit.deal_id,
                covers={owed["id"]: owed["amount"]},
                changes={"date": "2026-12-01", "contract": ground, "lines": [line], "order": None, "period": None},
            ),
        )
        send(work, act.document_id, PERFORMED)
        record_delivery(work, act.document_id, date(2026, 12, 3))
    _, made = letter_in(house, kit.deal_id, LetterTerms(pages={}))
    said = made.context["performance"].replace("\u00a0", " ")
    assert f"Акт № {act.number} от 01.12.2026 доставлен Должнику 03.12.2026. Мотивированный отказ" in said
    named = [debt["document"]["phrase"] for debt in made.context["claim"]["debts"]]
    assert named[0].startswith("Акт об оказании услуг"), named


@on_one_database
def test_a_draft_takes_no_number(house: House, deal: int) -> None:
    claim = claim_in(house, deal)
    with house.database.read() as connection:
        written = write_letter(connection, deal, claim, counted(house, deal), TODAY)
    assert "number" not in written.source.data
    assert draft_letter(written).startswith(b"%PDF-")


@on_one_database
def test_a_letter_does_not_forget_money_that_came_after_its_computation(house: House, deal: int) -> None:
    claim = claim_in(house, deal, TODAY - timedelta(10))
    pay(house, deal, TODAY - timedelta(9), 100)
    with pytest.raises(RefusedError, match="прошли деньги"):
        letter_in(house, deal, counted(house, deal), on=TODAY - timedelta(10))
    assert claim_in(house, deal).principal == claim.principal - 100


@on_one_database
def test_days_to_come_are_not_claimed(house: House, deal: int) -> None:
    claim = claim_in(house, deal, TODAY + timedelta(1))
    with house.work("yurist", TODAY) as work, pytest.raises(RefusedError, match="не наступили"):
        issue_letter(work, deal, claim, LetterTerms(pages={}))


@on_one_database
def test_sheets_of_papers_from_elsewhere_are_counted_by_a_person(house: House, deal: int) -> None:
    with pytest.raises(RefusedError, match=r"--pages contract=N.*--pages w1=N"):
        letter_in(house, deal, LetterTerms(pages={}))


def test_once_sent_the_last_day_to_answer_is_kept(house: House, deal: int) -> None:
    with pytest.raises(RefusedError, match="нет выпущенной претензии"):
        send_in(house, deal)
    claim, made = letter_in(house, deal, counted(house, deal))
    for _ in range(2):
        sent = send_in(house, deal, way="valuable", number="80081234567890")
    assert [sent] == kept_claims(house, deal)
    assert (sent.amount, sent.document_id) == (claim.whole, made.document_id)
    assert sent.answer_by == date(2027, 4, 1) == answer_by(SENT)
    assert sent.suit_from == date(2027, 4, 2)
    assert [sent.is_over(day) for day in (date(2027, 4, 1), date(2027, 4, 2))] == [False, True]
    assert paper(house, made.document_id)["sent_on"] == SENT
    (event,) = events(house, "claim.sent")
    assert "80081234567890" in event["details"]


@on_one_database
def test_a_letter_that_went_another_way_than_it_says_is_recorded_with_a_caution(house: House, deal: int) -> None:
    letter_in(house, deal, counted(house, deal, way="registered"))
    told = {}
    for way in ("registered", None, "email"):
        with house.work("yurist", SENT) as work:
            told[way] = record_sending(work, deal, Dispatch(sent_on=SENT, way=way))
    assert (told["registered"].cautions, told[None].cautions) == ((), ())
    (caution,) = told["email"].cautions
    assert "отправляют заказным письмом, а записана отправка по электронной почте" in caution
    assert [told["email"].claim] == kept_claims(house, deal)


@on_one_database
def test_a_wrong_day_of_sending_is_mended(house: House, deal: int) -> None:
    letter_in(house, deal, counted(house, deal, response_days=15))
    assert send_in(house, deal).answer_by == answer_by(SENT, 15)
    again = send_in(house, deal, sent_on=SENT + timedelta(3), response_days=10)
    assert [again] == kept_claims(house, deal)
    assert again.answer_by == answer_by(SENT + timedelta(3), 10)
    assert len(events(house, "claim.changed")) == 1


def test_a_term_that_ends_on_a_day_off_goes_on_to_a_working_one() -> None:
    assert answer_by(date(2026, 12, 2)) == date(2027, 1, 11)
    assert answer_by(date(2026, 11, 22)) == date(2026, 12, 22)


@on_one_database
def test_a_claim_of_elsewhere_gets_the_usual_term(house: House, deal: int) -> None:
    with house.work("anna", TODAY) as work:
        add_claim(work, deal, date(2026, 12, 2), 500)
        with pytest.raises(RefusedError, match="раньше отправки"):
            add_claim(work, deal, TODAY, 500, answer_by=PERFORMED)
    assert [one.answer_by for one in kept_claims(house, deal)] == [date(2027, 1, 11)]


@on_one_database
def test_a_claim_of_a_file_has_the_usual_term_and_a_second_load_changes_nothing(house: House, tmp_path: Path) -> None:
    keys = {loaded(house, tmp_path) for _ in range(2)}
    with house.database.read() as connection:
        assert connection.execute(select(ClaimRow.answer_by)).scalars().all() == [None]
    assert [one.answer_by for one in kept_claims(house, keys.pop())] == [answer_by(date(2025, 5, 1))]


@on_one_database
def test_an_update_from_a_file_keeps_the_letter_and_the_term_of_a_claim(
    house: House, deal: int, tmp_path: Path
) -> None:
    letter_in(house, deal, counted(house, deal, response_days=15))
    sent = send_in(house, deal)
    told = [{"sent_on": SENT.isoformat(), "amount": f"{Money(sent.amount).roubles:.2f}"}]
    data = sample()
    data["deals"][0] |= {"claims": told, "subject": "Другое название"}
    with read_deals_file(write(tmp_path, data)) as file, house.work("anna", TODAY) as work:
        load(work, file, is_update=True)
    assert kept_claims(house, deal) == [sent]
