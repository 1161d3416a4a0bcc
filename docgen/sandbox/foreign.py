"""The environment of foreign templates: as ours, but what is empty prints as nothing and a flag as a word."""

from __future__ import annotations

from functools import cache
from typing import Any

from docgen.html import Sandbox, environment, printed


def _printed(value: Any) -> Any:
    """Our own templates ask before they print; a lawyer's «{{ client.kpp }}» means: print it if it is there."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    return printed(value)


@cache
def foreign(skin: str) -> Sandbox:
    """The environment of a skin, «html» or «docx», for templates that we did not write."""
    return environment(skin).overlay(finalize=_printed)
