"""A small deals file that ``load`` takes, and ways to spoil it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from random import Random
from typing import Any

from docgen.errors import InputError
from tests.tracker.random_deals import CLIENT, ORGANIZATION, deals_file
from tracker.deals_file.entries import ClientEntry, DealEntry
from tracker.deals_file.reading import read_deals_file

SAMPLE: dict[str, Any] = {
    "organization": ORGANIZATION | {"vat": "standard"},
    "clients": [
        {
            "id": "c1",
            "party": CLIENT,
            "tier": "key",
            "contacts": [{"name": "Петрова Ольга", "position": "бухгалтер", "left_on": "2025-06-01"}],
            "surveys": [{"held_on": "2025-03-01"}],
            "tax_invoice_waiver_on": "2025-01-01",
        }
    ],
    "deals": [
        {
            "id": "d1",
            "client": "c1",
            "manager": "orlova",
            "subject": "Поставка светильников",
            "contract": {
                "number": "25/11",
                "date": "2025-01-10",
                "signed_by_us_on": "2025-01-10",
                "signed_by_client_on": "2025-01-14",
                "signer_authority": "power_of_attorney",
                "power_of_attorney": {"number": "3", "from": "2025-01-01", "until": "2025-12-31"},
                "scan_on": "2025-01-14",
                "original_on": "2025-01-20",
                "acceptance_days": 5,
                "protections": ["deemed_acceptance"],
            },
            "obligations": [
                {"id": "o1", "by": "us", "kind": "goods", "amount": "120000.00", "due_on": "2025-02-01",
                 "performed_on": "2025-01-30"},
                {"id": "p1", "by": "client", "kind": "payment", "amount": "120000.00", "due_on": "2025-02-10"},
            ],
            "documents": [
                {"id": "w1", "kind": "waybill", "number": "15", "date": "2025-01-30", "covers": {"o1": "120000.00"},
                 "sent_on": "2025-01-30", "delivered_on": "2025-02-03", "signed_by_client_on": "2025-02-04",
                 "signer_authority": "head", "scan_on": "2025-02-04", "original_on": "2025-02-20", "vat_rate": "20"},
            ],
            "payments": [{"date": "2025-01-20", "amount": "60000.00", "evidence": "bank_statement"}],
            "claims": [{"sent_on": "2025-05-01", "amount": "60000.00"}],
            "demands": [{"received_on": "2025-06-01", "amount": "10.00", "answered_on": "2025-06-05"}],
        }
    ],
}  # fmt: skip


def sample() -> dict[str, Any]:
    return copy.deepcopy(SAMPLE)


def write(folder: Path, data: Any, name: str = "deals.json") -> Path:
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def many(count: int) -> dict[str, Any]:
    """The sample with so many deals."""
    data = sample()
    (deal,) = data["deals"]
    data["deals"] = [deal | {"id": f"d{number}"} for number in range(count)]
    return data


def of_same_ids(seed: int, deals: int = 6) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two random files with the same organisation, clients and deals, and other facts of all of them."""
    one, other = deals_file(Random(seed), deals), deals_file(Random(seed + 10**6), deals)
    ids = sorted(deal["id"] for deal in one["deals"])
    for data in (one, other):
        for deal, name in zip(data["deals"], ids, strict=True):
            deal["id"] = name
    return one, other


def entries(path: Path) -> tuple[list[ClientEntry], list[DealEntry]]:
    with read_deals_file(path) as file:
        return list(file.clients()), list(file.deals())


def faults_of(path: Path) -> dict[str, str]:
    """Faults by their paths, in the order of telling; none if the file is read."""
    try:
        with read_deals_file(path):
            return {}
    except InputError as error:
        found = [(fault.path, fault.message) for fault in error.faults]
        assert len(dict(found)) == len(found), "a fault is told twice"
        return dict(found)
