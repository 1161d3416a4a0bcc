"""Usual terms by name, which a person takes and then changes: payments, times, penalty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from docgen.documents import DealKind
from tracker.errors import RefusedError
from tracker.kit_form.typed import PAYMENT, TERMS, Texts, Typed

_FILE: Final = Path(__file__).with_name("presets.yaml")
_WEEKS_VALID: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """Terms under a name. kinds: of deals that they suit."""

    key: str
    name: str
    kinds: frozenset[str]
    payments: tuple[Texts, ...]
    terms: Mapping[str, str]


@cache
def presets() -> tuple[Preset, ...]:
    """All of them, the usual one first."""
    data: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Preset(
            key=one["key"],
            name=one["name"],
            kinds=frozenset(DealKind(kind).value for kind in one["kinds"]),
            payments=tuple({key: str(row.get(key, "")) for key in PAYMENT} for row in one["payments"]),
            terms={key: str(value) for key, value in one["terms"].items()},
        )
        for one in data
    )


def presets_for(kind: str) -> list[Preset]:
    """Those that suit a kind of deal."""
    return [one for one in presets() if kind in one.kinds]


def with_preset(typed: Typed, key: str, on: date) -> Typed:
    """The form with these terms in it; a period and last days stay as typed. Raises RefusedError for no such preset.

    on: the day of the deal, from which the offer is valid for two weeks.
    """
    found = next((one for one in presets() if one.key == key), None)
    if found is None:
        raise RefusedError("Таких условий в списке нет: выберите другие.")
    usual = {"valid_until": (on + timedelta(weeks=_WEEKS_VALID)).isoformat()}
    terms = {term: found.terms.get(term, typed.terms.get(term, "") or usual.get(term, "")) for term in TERMS}
    return replace(typed, payments=found.payments, terms=terms)
