"""Commands as their users run them, in this process, and files to issue papers of a deal from."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from docgen.intake.source import read_source
from docgen.library import find_kind
from web.cli import main

TODAY = "2026-11-23"
GOODS, SERVICES = "239755.00", "38000.00"
"""What the deal of the sample kit is about: its obligations «goods» and «services», with VAT."""

_CONTRACT = {"title": "Договор поставки", "number": "1/11-2026", "date": "2026-11-22"}
_ENTRY = {"date": "2026-11-22", "title": "Товарная накладная", "number": "1", "debit": GOODS}


class Answer(NamedTuple):
    """How a command ended and what it said, no-break spaces as plain ones."""

    status: int
    out: str
    err: str


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> Answer:
    with pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    return Answer(int(end.value.code or 0), told.out.replace("\u00a0", " "), told.err.replace("\u00a0", " "))


def environment(patch: pytest.MonkeyPatch, home: Path) -> None:
    """A house of one's own on a day of one's own."""
    patch.setenv("PERVICHKA_HOME", str(home))
    patch.setenv("PERVICHKA_TODAY", TODAY)
    patch.setenv("PERVICHKA_USER", "orlova")
    for name in ("DATABASE_URL", "PERVICHKA_GRACE_DAYS"):
        patch.delenv(name, raising=False)


def codes(told: str) -> list[str]:
    """The codes on pages that a command told."""
    return re.findall(r"код на страницах (\w{12})", told)


def write_kit_file(folder: Path, name: str = "kit.json", **changes: Any) -> Path:
    """The sample kit without numbers of its own, so that the program gives them."""
    data = _sample("supply_contract") | changes
    data["deal"] = {key: value for key, value in data["deal"].items() if key != "numbers"}
    return _written(folder / name, data)


def write_paper_file(folder: Path, kind: str, **changes: Any) -> Path:
    """A paper of that deal, without a number; None takes a key of the sample away."""
    usual = {"number": None, "date": TODAY, "client": _sample("supply_contract")["client"]}
    own: dict[str, dict[str, Any]] = {
        "acceptance_certificate": {
            "contract": _CONTRACT,
            "lines": [{"name": "Монтаж", "unit": "усл", "quantity": "1", "price": SERVICES}],
            **dict.fromkeys(("order", "period", "reports")),
        },
        "waybill": {"contract": _CONTRACT},
        "universal_transfer_document": {"contract": _CONTRACT, "shipped_on": TODAY},
        "claim_letter": {"contract": _CONTRACT},
        "reconciliation_statement": {
            "period": {"from": "2026-11-01", "to": "2026-11-22"},
            "contracts": [{"document": _CONTRACT}],
            "books": {"ours": {"entries": [_ENTRY]}},
        },
    }
    data = _sample(kind) | usual | own.get(kind, {}) | changes
    return _written(folder / f"{kind}.json", {key: value for key, value in data.items() if value is not None})


def _sample(kind: str) -> dict[str, Any]:
    return dict(read_source(find_kind(kind).folder / "sample.yaml").data)


def _written(path: Path, data: dict[str, Any]) -> Path:
    path.write_text(json.dumps(data, ensure_ascii=False, default=str), encoding="utf-8")
    return path
