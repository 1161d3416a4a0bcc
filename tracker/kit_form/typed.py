"""What stands in the form of a kit: texts and nothing else, so that whatever is typed can be kept and shown again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tracker.errors import RefusedError

PARTY: Final = (
    "form", "full_name", "short_name", "inn", "kpp", "ogrn", "address", "phone", "email", "vat", "bank_name", "bic",
    "account", "corr_account", "position", "name", "basis", "gender",
)  # fmt: skip
DEAL: Final = ("kind", "date", "subject", "city", "manager")
LINE: Final = ("code", "name", "quantity", "unit", "price", "discount", "vat", "kind")
PAYMENT: Final = ("percent", "when", "days", "date")
TERMS: Final = (
    "delivery_days", "acceptance_days", "penalty", "valid_until", "period_from", "period_to", "consignment",
    "last_payment_on",
)  # fmt: skip

NEW_CLIENT: Final = "new"
"""``client`` of a kit whose client is typed in; else its id, or "" while there is none."""

MOST_LINES: Final = 2_000
MOST_PAYMENTS: Final = 20
LONGEST: Final = 2_000
_CHOSEN: Final = frozenset({"vat", "kind", "unit"})  # a line in which nothing else stands is empty

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The whole form. ``seller``: the key of our organisation. ``doubts``: what the recognised card left to look at.

    includes_vat: whether prices have VAT inside. Rows are always whole: each key of LINE, of PAYMENT has a text.
    """

    seller: str = ""
    client: str = ""
    party: Texts = field(default_factory=dict)
    deal: Texts = field(default_factory=dict)
    lines: tuple[Texts, ...] = ()
    includes_vat: bool = True
    payments: tuple[Texts, ...] = ()
    terms: Texts = field(default_factory=dict)
    documents: tuple[str, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()


def typed_from(data: Mapping[str, Any]) -> Typed:
    """The form of raw texts, without empty lines. Raises RefusedError for more than a form holds."""
    lines = [row for row in _rows(data.get("lines"), LINE) if not is_empty_line(row)]
    payments = [row for row in _rows(data.get("payments"), PAYMENT) if row["percent"] or row["days"] or row["date"]]
    if len(lines) > MOST_LINES:
        raise RefusedError(f"В форме не больше {MOST_LINES} строк, а здесь {len(lines)}: разделите комплект.")
    if len(payments) > MOST_PAYMENTS:
        raise RefusedError(f"В форме не больше {MOST_PAYMENTS} платежей, а здесь {len(payments)}.")
    return Typed(
        seller=_text(data.get("seller")),
        client=_text(data.get("client")),
        party=_texts(data.get("party"), PARTY),
        deal=_texts(data.get("deal"), DEAL),
        lines=tuple(lines),
        includes_vat=data.get("includes_vat") is not False,
        payments=tuple(payments),
        terms=_texts(data.get("terms"), TERMS),
        documents=tuple(dict.fromkeys(_text(name) for name in data.get("documents") or ()))[:100],
        doubts=tuple((_text(where), _text(text)) for where, text in data.get("doubts") or ()),
    )


def is_empty_line(row: Texts) -> bool:
    """Whether nothing was typed into a line."""
    return not any(value for key, value in row.items() if key not in _CHOSEN)


def packed(typed: Typed) -> str:
    """The form as JSON, the same for the same texts."""
    keys = typed.__slots__
    return json.dumps({key: getattr(typed, key) for key in keys}, ensure_ascii=False, default=dict, sort_keys=True)


def unpacked(text: str) -> Typed:
    """The form that ``packed`` wrote."""
    return typed_from(json.loads(text))


def _rows(rows: Iterable[Mapping[str, Any]] | None, keys: tuple[str, ...]) -> list[dict[str, str]]:
    return [_texts(row, keys) for row in rows or ()]


def _texts(values: Mapping[str, Any] | None, keys: tuple[str, ...]) -> dict[str, str]:
    return {key: _text((values or {}).get(key)) for key in keys}


def _text(value: Any) -> str:
    """One line. Raises RefusedError for a text longer than any field of a paper."""
    plain = " ".join(str(value or "").split())
    if len(plain) > LONGEST:
        raise RefusedError(f"Слишком длинный текст ({len(plain)} знаков, можно {LONGEST}): «{plain[:40]}…».")
    return plain
