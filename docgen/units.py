"""Units of measure and their codes by ОКЕИ (ОК 015-94), which waybills and tax papers print beside the unit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_TABLE = Path(__file__).with_name("units.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    code: str
    symbols: tuple[str, ...]
    is_feminine: bool


@cache
def _units() -> dict[str, _Unit]:
    table: dict[str, dict[str, Any]] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    found: dict[str, _Unit] = {}
    for code, facts in table.items():
        unit = _Unit(code=code, symbols=tuple(facts["symbols"]), is_feminine=facts.get("is_feminine", False))
        found |= {_folded(name): unit for name in facts["names"]}
    return found


def okei_code(unit: str) -> str | None:
    """«796» for «шт», «шт.» and «Штука»; None for a unit that the table does not know."""
    known = _units().get(_folded(unit))
    return None if known is None else known.code


def okei_symbol(unit: str) -> str | None:
    """The classifier's own symbol, which stands beside its code: «усл. ед» for «услуга»; None for an unknown unit.

    A счет-фактура has columns 2 and 2а for both (п. 2 of the rules of filling it, Постановление № 1137).
    """
    known = _units().get(_folded(unit))
    if known is None:
        return None
    return next((symbol for symbol in known.symbols if _folded(symbol) == _folded(unit)), known.symbols[0])


def unit_gender(unit: str) -> str:
    """Gender of a unit's noun, which «один» and «два» agree with: f for «шт», m for «м» and for an unknown one."""
    known = _units().get(_folded(unit))
    return "f" if known and known.is_feminine else "m"


def _folded(unit: str) -> str:
    return "".join(unit.casefold().replace("ё", "е").split()).rstrip(".")
