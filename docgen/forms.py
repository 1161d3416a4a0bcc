"""What a kind's metadata.yaml says of its input and its rules: fields, editions by date, checks and warnings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from docgen.blocks import BLOCKS
from docgen.errors import LibraryError

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OWN = frozenset({"is", "title", "about", "optional"})
# What the program itself puts into every context.
RESERVED = frozenset({"document", "edition", "style", "sheets", "whole", "dense", "loop", "range"})
_RULE_KEYS = frozenset({"when", "at", "say"})
_EDITION_KEYS = frozenset({"since", "source", "checked_on"})


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a form: its key, the block that reads and shows it, and the block's own parameters.

    title and about are Russian: they stand in messages, in the JSON Schema and in forms on screen.
    """

    key: str
    block: str
    title: str
    about: str
    is_optional: bool
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """When ``when``, a Jinja expression over the paper's context, holds, ``say``, a Jinja text, is told of ``at``."""

    when: str
    at: tuple[str | int, ...]
    say: str


@dataclass(frozen=True, slots=True)
class Edition:
    """How an approved form reads from ``since`` on; ``facts`` go to the template as «edition»."""

    since: date
    facts: Mapping[str, Any]


def read_fields(described: Any, where: str) -> tuple[FieldSpec, ...]:
    """Fields in their order. Raises LibraryError naming the field that is not described as it should be."""
    if not isinstance(described, dict) or not described:
        raise LibraryError(f"{where}: нужен раздел fields с описаниями полей.")
    return tuple(_field(str(key), spec, f"{where}, поле {key}") for key, spec in described.items())


def _field(key: str, spec: Any, where: str) -> FieldSpec:
    if not _NAME.fullmatch(key):
        raise LibraryError(f"{where}: имя поля пишут строчными латинскими буквами.")
    if not isinstance(spec, dict) or not all(isinstance(spec.get(name), str) for name in ("is", "title")):
        raise LibraryError(f"{where}: нужны ключи is и title, оба — тексты.")
    if spec["is"] not in BLOCKS:
        raise LibraryError(f"{where}: нет блока «{spec['is']}». Есть: {', '.join(sorted(BLOCKS))}.")
    if not isinstance(spec.get("optional", False), bool) or not isinstance(spec.get("about", ""), str):
        raise LibraryError(f"{where}: optional — true или false, about — текст.")
    return FieldSpec(
        key=key,
        block=spec["is"],
        title=spec["title"],
        about=spec.get("about", ""),
        is_optional=spec.get("optional", False),
        parameters={name: value for name, value in spec.items() if name not in _OWN},
    )


def read_rules(described: Any, where: str, *, has_place: bool) -> tuple[Rule, ...]:
    """Checks (with a place) or warnings (without). Raises LibraryError."""
    keys = _RULE_KEYS if has_place else _RULE_KEYS - {"at"}
    for rule in described or ():
        is_whole = isinstance(rule, dict) and rule.keys() == keys
        if not is_whole or not all(isinstance(value, str) for value in rule.values()):
            raise LibraryError(f"{where}: у каждой записи нужны ровно такие тексты: {', '.join(sorted(keys))}.")
    return tuple(
        Rule(when=rule["when"], at=tuple(rule["at"].split(".")) if has_place else (), say=rule["say"])
        for rule in described or ()
    )


def read_editions(described: Any, where: str) -> tuple[Edition, ...]:
    """Editions, oldest first; every one names its source and when that was checked. Raises LibraryError."""
    editions = []
    for entry in described or ():
        if not isinstance(entry, dict) or not entry.keys() >= _EDITION_KEYS or not isinstance(entry["since"], date):
            raise LibraryError(f"{where}: у редакции нужны since (дата), source и checked_on.")
        editions.append(Edition(since=entry["since"], facts=entry))
    if any(new.since <= old.since for old, new in pairwise(editions)):
        raise LibraryError(f"{where}: расставьте редакции по порядку, от ранней к поздней.")
    return tuple(editions)
