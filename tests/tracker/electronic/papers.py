"""A deal with a paper to sign, made without drawing anything, and signatures of its sides."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select, update

from docgen.bundle import File
from tests.builders import CLIENT, SELLER
from tests.docgen.signatures.making import HEAD, SHA_256, signed
from tests.tracker.furnished import write_paper
from tests.tracker.making import TODAY, party_data
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.electronic import Added, add_signature, compare
from tracker.house import House
from tracker.models import DealRow, IssuedPaperRow

OUR_HEAD = HEAD | {"1.2.643.100.4": SELLER.inn, "2.5.4.4": "Кравцова", "2.5.4.42": "Анна Сергеевна"}
CLIENT_HIMSELF = {"2.5.4.3": "Шевченко Пётр Андреевич", "1.2.643.3.131.1.1": CLIENT.inn}
EMPLOYEE = {"2.5.4.3": "Белов Илья Игоревич", "1.2.643.3.131.1.1": "770000000000"}
STRANGER = HEAD | {"1.2.643.100.4": "7700000000"}
UPD_ON = date(2026, 11, 24)
PDF = b"%PDF the paper as it was issued"
TOTAL = 24_400_000


def make_deal(house: House) -> tuple[int, int]:
    """Keys of a deal and of its УПД № 1 of 24.11.2026 for 244 000,00 roubles."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "deals.json"
        path.write_text(json.dumps(_DEALS, ensure_ascii=False), encoding="utf-8")
        with read_deals_file(path) as file, house.work("anna", TODAY) as work:
            load(work, file, is_update=False)
            deal_id = work.connection.execute(select(DealRow.id)).scalar_one()
    return deal_id, make_paper(house, deal_id)


_DEALS = {
    "organization": party_data(SELLER),
    "clients": [{"id": "c1", "party": party_data(CLIENT), "contacts": []}],
    "deals": [
        {
            "id": "D1",
            "client": "c1",
            "manager": "orlova",
            "subject": "Светильники",
            "contract": {"number": "1/26", "date": "2026-11-01"},
            "obligations": [{"id": "o1", "by": "us", "kind": "goods", "amount": "244000.00", "due_on": "2026-11-24"}],
            "documents": [],
            "payments": [],
        }
    ],
}


def make_paper(house: House, deal_id: int, content: bytes = PDF, **given: Any) -> int:
    """A paper of the deal that the program issued, with one file."""
    usual = {"deal_id": deal_id, "position": 1, "kind": "universal_transfer_document", "status": 1}
    with house.work("anna", TODAY) as work:
        key = write_paper(work, content, given.pop("date", UPD_ON), **(usual | given))
        issued = update(IssuedPaperRow).where(IssuedPaperRow.document_id == key)
        work.connection.execute(issued.values(total=TOTAL))
    return key


def sign(house: House, document_id: int, content: bytes, *, name: str = "акт.sig", file: File | None = None) -> Added:
    """Adds a signature file as the command does."""
    with house.database.read() as connection:
        compared = compare(connection, house.vault, document_id, File(name, content), file)
    with house.work("olga", TODAY) as work:
        return add_signature(work, compared)


def signature_of(content: bytes, subject: dict[str, str], **given: Any) -> bytes:
    """A signature that is compared fast."""
    return signed(content, subject, **({"oid": SHA_256} | given))
