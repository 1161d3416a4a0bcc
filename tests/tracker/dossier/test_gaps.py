"""A day of delivery is only a word of ours until something in the dossier shows it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from docgen.bundle import File
from tests.tracker.letters.mailroom import Office, open_office, pdf, sqlite_url
from tracker.claims.preparing import ClaimChoice
from tracker.dossier.gaps import gaps_data
from tracker.dossier.gathering import DealFile, gather
from tracker.house import House
from tracker.models import IssuedPaperRow, LetterPaperRow, LetterRow
from tracker.papers.attaching import Beside, attach
from tracker.papers.rows import add_file
from tracker.scans.filing import SCAN_FILE

SENT, DELIVERED, TODAY = date(2026, 11, 3), date(2026, 11, 5), date(2026, 11, 23)
TITLE = "Доставка отмечена, а доказательства в досье нет"


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One database is enough here: the same statements are tried on both elsewhere."""
    return sqlite_url(sqlite_template, tmp_path)


@pytest.fixture
def office(house: House) -> Office:
    return open_office(house)


def act(office: Office, **given: Any) -> int:
    return office.paper(**({"sent_on": SENT, "delivered_on": DELIVERED} | given))


def gathered(office: Office) -> DealFile:
    with office.house.database.read() as connection:
        return gather(connection, office.deal_id, TODAY, 5, ClaimChoice())


def unproven(deal: DealFile) -> list[dict[str, Any]]:
    return [gap for gap in gaps_data(deal, ())["gaps"] if gap["title"] == TITLE]


def write_letter(office: Office, document_id: int, sent_on: date) -> None:
    values = {
        "organization_id": office.organization_id,
        "deal_id": office.deal_id,
        "recipients": '["buh@example.com"]',
        "subject": "Акт",
        "body": "Подпишите, пожалуйста.",
        "message_id": f"<{sent_on}@example.ru>",
        "state": "sent",
        "attempts": 1,
        "created_at": "2026-11-03T08:00:00.000000Z",
        "created_by": "anna",
        "sent_at": f"{sent_on}T08:01:00.000000Z",
        "sent_on": sent_on,
    }
    with office.house.work("anna", TODAY) as work:
        key = work.connection.execute(insert(LetterRow).values(**values).returning(LetterRow.id)).scalar_one()
        work.connection.execute(insert(LetterPaperRow).values(letter_id=key, document_id=document_id, position=0))


def scan(office: Office, document_id: int) -> None:
    with office.house.work("anna", TODAY) as work:
        add_file(work, document_id, File("скан.pdf", pdf(2)), SCAN_FILE)


def cover(office: Office, *listed: dict[str, Any]) -> int:
    key = office.paper("cover_letter", number="7", name="Письмо.pdf", date=SENT)
    frozen = json.dumps({"data": {"papers": listed}})
    with office.house.work("anna", TODAY) as work:
        work.connection.execute(update(IssuedPaperRow).where(IssuedPaperRow.document_id == key).values(input=frozen))
    return key


def test_a_day_of_delivery_with_nothing_behind_it_is_a_gap(office: Office) -> None:
    act(office)
    (gap,) = unproven(gathered(office))
    assert gap["message"].replace("\u00a0", " ").startswith("Акт № 41 от 02.11.2026: день доставки записан")
    assert (gap["since"], gap["basis"]) == (DELIVERED, "ст. 165.1 ГК РФ")
    assert "не считается полученным" in gap["weakens"]
    assert "односторонний" not in gap["weakens"]


def test_of_an_act_that_silence_accepted_it_takes_the_acceptance_away(office: Office) -> None:
    terms = {"acceptance_days": 5, "protections": "deemed_acceptance", "signer_authority": "head"}
    signed = {"signed_by_client_on": date(2026, 11, 1), "date": date(2026, 11, 1)}
    office.paper("supply_contract", is_contract=True, number="1", name="Договор.pdf", **terms, **signed)
    act(office)
    (gap,) = unproven(gathered(office))
    assert "молчание клиента — не приёмка: односторонний документ исполнения не подтверждает" in gap["weakens"]


def test_what_is_signed_annulled_or_not_said_to_be_delivered_is_no_gap_of_delivery(office: Office) -> None:
    act(office, signed_by_client_on=DELIVERED)
    act(office, number="42", annulled_on=TODAY)
    act(office, number="43", delivered_on=None)
    assert unproven(gathered(office)) == []


def test_a_letter_proves_only_if_it_was_not_later_than_the_delivery(office: Office) -> None:
    key = act(office)
    write_letter(office, key, TODAY)  # a reminder to sign what had been delivered before
    assert len(unproven(gathered(office))) == 1
    write_letter(office, key, SENT)
    assert unproven(gathered(office)) == []


def test_a_copy_with_a_mark_of_receipt_proves(office: Office) -> None:
    scan(office, act(office))
    assert unproven(gathered(office)) == []


def test_a_receipt_laid_beside_the_paper_proves_and_a_letter_about_it_does_not(office: Office) -> None:
    key = act(office)
    for what, gaps in ((Beside.CORRESPONDENCE, 1), (Beside.DISPATCH, 0)):
        with office.house.work("anna", TODAY) as work:
            attach(work, key, File(f"{what}.pdf", pdf(2 + gaps)), what)
        assert len(unproven(gathered(office))) == gaps


def test_a_cover_letter_proves_the_papers_that_it_lists_once_its_marked_copy_is_here(office: Office) -> None:
    act(office)
    act(office, number="42")
    letter = cover(office, {"title": "Акт", "number": "41", "date": "2026-11-02"})
    assert len(unproven(gathered(office))) == 2
    scan(office, letter)
    (gap,) = unproven(gathered(office))
    assert "42" in gap["message"]


def test_an_operator_proves_what_it_passed_on_and_not_what_it_took_from_us(office: Office) -> None:
    key = act(office)
    deal = gathered(office)
    for state, gaps in (("sent", 1), ("delivered", 0), ("received_notice", 0)):
        assert len(unproven(replace(deal, said={key: [{"state": state}]}))) == gaps  # type: ignore[list-item]
