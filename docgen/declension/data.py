"""Word lists of this room, read once from the YAML files beside the code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def fold(word: str) -> str:
    """A word as the lists write it: small letters, е for ё."""
    return word.lower().replace("ё", "е")


@cache
def words(table: str, *path: str) -> frozenset[str]:
    """The folded words of one list; ``path`` leads to it through the keys of the table."""
    found: Any = _table(table)
    for key in path:
        found = found[key]
    return frozenset(fold(word) for word in found.split())


@cache
def mapping(table: str, key: str) -> Mapping[str, str]:
    """A table of word → form under ``key``, its keys folded."""
    return MappingProxyType({fold(word): form for word, form in _table(table)[key].items()})


@cache
def _table(name: str) -> Mapping[str, Any]:
    loaded: dict[str, Any] = yaml.load(_text(name), Loader=_LOADER)  # noqa: S506 - the loader is a safe one
    return loaded


def _text(name: str) -> str:
    return Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8")
