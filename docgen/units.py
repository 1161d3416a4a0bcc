"""Units of measure and their codes by ОКЕИ (ОК 015-94), which waybills and tax papers print beside the unit."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

_TABLE = Path(__file__).with_name("units.yaml")
# Тонна, минута, неделя, смена, бобина, единица, пара, пачка, упаковка, штука, тысяча штук, бутылка, условные.
_FEMININE = frozenset(
    ("168", "355", "360", "536", "616", "642", "715", "728", "778", "796", "798", "868", "876", "879")
)


@cache
def _codes() -> dict[str, str]:
    table: dict[str, list[str]] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return {_folded(name): code for code, names in table.items() for name in names}


def okei_code(unit: str) -> str | None:
    """«796» for «шт», «шт.» and «Штука»; None for a unit that the table does not know."""
    return _codes().get(_folded(unit))


def unit_gender(unit: str) -> str:
    """Gender of a unit's noun, which «один» and «два» agree with: f for «шт», m for «м» and for an unknown one."""
    return "f" if okei_code(unit) in _FEMININE else "m"


def _folded(unit: str) -> str:
    return "".join(unit.casefold().replace("ё", "е").split()).rstrip(".")
