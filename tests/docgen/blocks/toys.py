"""Toy kinds: a form of a few fields, and files read by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen.errors import InputError
from docgen.forms import read_fields, read_rules
from docgen.intake.cleaning import clean
from docgen.intake.source import Source, read_source
from docgen.intake.yaml_source import load_yaml
from docgen.library import Kind, find_kind
from docgen.papers.reading import PaperOrder, paper_from

DATED = {"date": {"is": "date", "title": "Дата"}}
PARTIES = {"seller": {"is": "party", "title": "Продавец"}, "client": {"is": "party", "title": "Клиент"}}


def parties() -> dict[str, Any]:
    """Seller and client of the shipped sample, as a file gives them."""
    data = read_source(find_kind("supply_contract").folder / "sample.yaml").data
    return {"seller": data["seller"], "client": data["client"]}


def toy(fields: Mapping[str, Any], audience: str = "client", **given: Any) -> Kind:
    """A kind whose form is a date and ``fields``."""
    facts: dict[str, Any] = {"heading": "Бланк", "formats": ("pdf",)} | given
    return Kind(
        name="toy", title="Бланк", caption="Бланк", version=1, audience=audience, numbering="toy",
        confirms=(), basis=(), folder=Path("toy"), fields=read_fields({**DATED, **fields}, "toy"), **facts,
    )  # fmt: skip


def rules(*given: dict[str, str], has_place: bool = True) -> Any:
    """Checks or warnings of a toy kind."""
    return read_rules(list(given), "toy", has_place=has_place)


def order(kind: Kind, data: Mapping[str, Any]) -> PaperOrder:
    """A file of the toy kind, read; it is dated 22 November 2026 unless it says otherwise."""
    return paper_from(Source({"date": "2026-11-22", **data}, ()), kind)


def faults(kind: Kind, data: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a file, by place."""
    return _told(lambda: order(kind, data))


def written(kind: Kind, text: str) -> PaperOrder:
    """A file of the toy kind as somebody wrote it, read."""
    data, problems = load_yaml(text)
    cleaned, told = clean(data)
    assert isinstance(cleaned, dict)
    return paper_from(Source(cleaned, (*problems, *told)), kind)


def faults_written(kind: Kind, text: str) -> dict[str, str]:
    """What is wrong with it, by place."""
    return _told(lambda: written(kind, text))


def _told(reading: Callable[[], PaperOrder]) -> dict[str, str]:
    with pytest.raises(InputError) as error:
        reading()
    return {fault.path: fault.message for fault in error.value.faults}


def from_yaml(text: str) -> Any:
    """Fields as metadata.yaml writes them."""
    return yaml.safe_load(text)
