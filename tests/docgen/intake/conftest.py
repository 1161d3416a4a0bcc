"""A valid kit file and ways to spoil it: ``faults_of({"client.inn": "1"})`` tells faults by path; ``...`` deletes."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docgen.errors import InputError
from docgen.intake import KitOrder, read_kit
from docgen.intake.source import read_source

KINDS = {
    "supply_contract": "client",
    "services_contract": "client",
    "consignment_contract": "client",
    "proforma_invoice": "client",
    "commercial_offer": "client",
    "price_list": "client",
    "internal_price_list": "internal",
}
Changes = dict[str, Any]
_SAMPLE = Path(__file__).with_name("kit.yaml")


def change(data: Any, path: str, value: Any) -> None:
    """Put, add or (for ``...``) delete what is at the path."""
    *way, last = [int(part[1:-1]) if part.startswith("[") else part for part in re.findall(r"\[\d+\]|[^.\[]+", path)]
    for part in way:
        data = data[part]
    if value is ...:
        del data[last]
    elif isinstance(data, list) and last == len(data):
        data.append(value)
    else:
        data[last] = value


@pytest.fixture(scope="session")
def kinds() -> dict[str, str]:
    return KINDS


@pytest.fixture(scope="session")
def sample_file() -> Path:
    return _SAMPLE


@pytest.fixture(scope="session")
def sample() -> Callable[[], dict[str, Any]]:
    data = read_source(_SAMPLE).data
    return lambda: copy.deepcopy(data)


@pytest.fixture(scope="session")
def read_data(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Any], KitOrder]:
    file = tmp_path_factory.mktemp("kit") / "kit.json"

    def read(data: Any) -> KitOrder:
        file.write_text(json.dumps(data), encoding="utf-8")
        return read_kit(file, KINDS)

    return read


@pytest.fixture(scope="session")
def order_of(sample: Callable[[], Any], read_data: Callable[[Any], KitOrder]) -> Callable[..., KitOrder]:
    def order(changes: Changes | None = None) -> KitOrder:
        data = sample()
        for path, value in (changes or {}).items():
            change(data, path, value)
        return read_data(data)

    return order


@pytest.fixture(scope="session")
def faults_of(order_of: Callable[..., KitOrder]) -> Callable[[Changes], dict[str, str]]:
    def faults(changes: Changes) -> dict[str, str]:
        with pytest.raises(InputError) as caught:
            order_of(changes)
        paths = [fault.path for fault in caught.value.faults]
        assert len(paths) == len(set(paths)), "a fault is told twice"
        return {fault.path: fault.message for fault in caught.value.faults}

    return faults


@pytest.fixture
def yaml_faults(tmp_path: Path) -> Callable[[str | bytes], dict[str, str]]:
    """Faults of a YAML text read as a kit file."""

    def faults(text: str | bytes) -> dict[str, str]:
        file = tmp_path / "kit.yaml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(InputError) as caught:
            read_kit(file, KINDS)
        return {fault.path: fault.message for fault in caught.value.faults}

    return faults
