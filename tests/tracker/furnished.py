"""A house with everything in it: random deals, papers with files and numbers, and what the rules say of them."""

from __future__ import annotations

import json
import secrets
from datetime import date
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert, select

from docgen.page_code import new_id
from tests.tracker.random_deals import AS_OF, deals_file
from tracker.backup.tables import DERIVED, kept_tables
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.house import House, Work
from tracker.models import (
    Base,
    DocumentFileRow,
    DocumentRow,
    IssuedPaperRow,
    OrganizationRow,
    PersonRow,
)
from tracker.papers.numbering import take
from tracker.vault import remember

TODAY = AS_OF
SERIES = "proforma_invoice"


def furnish(house: House, folder: Path, deals: int = 20, papers: int = 5, seed: int = 7) -> None:
    path = folder / f"deals-{seed}.json"
    path.write_text(json.dumps(deals_file(Random(seed), deals), ensure_ascii=False), encoding="utf-8")
    with read_deals_file(path) as file, house.work("Загрузка", TODAY) as work:
        load(work, file, is_update=False)
    with house.work("Кравцова А. С.", TODAY) as work:
        values = {"login": "anna", "name": "Кравцова «Анна»\n\u2028 \U0001f600", "role": "lawyer", "title": ""}
        work.connection.execute(insert(PersonRow).values(**values, is_active=True))
        work.note("person.added", "person:anna", **values)
    for number in range(papers):
        add_paper(house, f"%PDF paper {number}".encode() * 500)


def add_paper(house: House, content: bytes, on: date = TODAY) -> int:
    with house.work("Кравцова А. С.", on) as work:
        return write_paper(work, content, on)


def write_paper(work: Work, content: bytes, on: date = TODAY, **given: Any) -> int:
    """A numbered paper of nobody's deal with one file, as issuing writes it."""
    organization_id = work.connection.execute(select(OrganizationRow.id)).scalars().first()
    place = take(work, organization_id, SERIES, on)
    page_id = new_id(secrets.token_bytes(8))
    values = {
        "organization_id": organization_id,
        "page_id": page_id,
        "position": 0,
        "kind": SERIES,
        "is_contract": False,
        "series": SERIES,
        "year": place.year,
        "number_value": place.value,
        "number": place.number,
        "date": on,
        "revision": 0,
    } | given
    key = work.connection.execute(insert(DocumentRow).values(**values).returning(DocumentRow.id)).scalar_one()
    frozen = json.dumps({"number": place.number})
    work.connection.execute(
        insert(IssuedPaperRow).values(
            document_id=key,
            template="shipped",
            input=frozen,
            input_sha256=sha256(frozen.encode()).hexdigest(),
            total=None,
            pages=1,
            issued_on=on,
            issued_at=work.at,
            issued_by=work.actor,
        )
    )
    digest = work.vault.put(content)
    remember(work.connection, digest, len(content))
    work.connection.execute(
        insert(DocumentFileRow).values(
            document_id=key, sha256=digest, name=f"Счёт {place.number}.pdf", purpose="issued", added_at=work.at
        )
    )
    work.note(
        "document.issued",
        f"document:{page_id}",
        number=place.number,
        input_sha256=sha256(frozen.encode()).hexdigest(),
        files={"pdf": digest},
    )
    return key


def rows_of(house: House, *, derived: bool = False) -> dict[str, list[tuple]]:
    """Every row of every table; of computed tables without keys that say nothing."""
    tables = [table for table in Base.metadata.sorted_tables if table.name in DERIVED] if derived else kept_tables()
    with house.database.read() as connection:
        return {
            table.name: sorted(
                (
                    tuple(row)
                    for row in connection.execute(
                        select(*(column for column in table.columns if not derived or column.name != "id"))
                    )
                ),
                key=repr,
            )
            for table in tables
        }


def totals_that_count(rows: dict[str, list[tuple]]) -> dict[str, list[tuple]]:
    """Without sums of nothing, which stay behind when the last finding goes."""
    return {name: [row for row in found if not name.endswith("_totals") or row[-2]] for name, found in rows.items()}
