"""The rules: one file, one rule. A new file in this folder is a new rule; nothing else has to know of it."""

from __future__ import annotations

import inspect
import pkgutil
from functools import cache
from importlib import import_module

from tracker.errors import TrackerError
from tracker.rules.base import Answer, Finding, Rule, Severity

__all__ = ["Answer", "Finding", "Rule", "Severity", "find_rule", "rules"]


@cache
def rules() -> dict[str, Rule]:
    """All rules by name, in alphabetical order. Raises TrackerError naming a file that holds none, or several."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name != "base")
    return {name: _rule_in(name) for name in names}


def find_rule(name: str) -> Rule:
    """The rule called ``name``; raises TrackerError that lists what there is."""
    if name not in rules():
        raise TrackerError(f"Нет правила «{name}». Есть: {', '.join(rules())}.")
    return rules()[name]


def _rule_in(name: str) -> Rule:
    module = import_module(f"{__name__}.{name}")
    found = [
        kept
        for _, kept in inspect.getmembers(module, inspect.isclass)
        if issubclass(kept, Rule) and kept is not Rule and kept.__module__ == module.__name__
    ]
    if len(found) != 1 or found[0].name != name:
        raise TrackerError(f"В файле tracker/rules/{name}.py должно быть одно правило с name = «{name}».")
    return found[0]()
