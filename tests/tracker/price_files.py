"""Files of price lists for tests: the sample of the library with some of it changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.templates.drafts import sample
from tracker.house import House
from tracker.parties import organization_id_of
from tracker.prices.catalogue import Added, add_price_list
from tracker.prices.price_list_file import read_price_list

GROUP = "Светильники для офисов и складов"


def write_price_list(folder: Path, **changed: Any) -> Path:
    """The sample price list, by default in force from 22.11.2026 to 31.12.2026, as a file of its own."""
    folder.mkdir(exist_ok=True)
    path = folder / f"prices-{len([*folder.iterdir()])}.json"
    path.write_text(json.dumps(sample("internal_price_list") | changed, ensure_ascii=False), encoding="utf-8")
    return path


def groups(title: str = GROUP, **prices: str | None) -> list[dict[str, Any]]:
    """One group with these codes (underscores stand for dashes) at these prices."""
    items = [
        {"code": code.replace("_", "-"), "name": f"Товар {code}", "unit": "шт"} | ({"price": price} if price else {})
        for code, price in prices.items()
    ]
    return [{"title": title, "items": items}]


def add_file(house: House, path: Path) -> tuple[int, Added]:
    """Loads a file as the command does; the organisation's key, and what became of the file."""
    file = read_price_list(path)
    with house.work("orlova", file.valid_from) as work:
        organization_id = organization_id_of(work, file.seller)
        return organization_id, add_price_list(work, organization_id, file)
