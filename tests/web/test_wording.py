"""No key of the command line reaches a screen: what the domain says is put into words of the desk."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from web.wording import on_screen

TRACKER = Path(__file__).resolve().parents[2] / "tracker"
ROOMS = "claims closing electronic letters matching papers prices scans"
SOURCES = [
    *(path for room in ROOMS.split() for path in sorted((TRACKER / room).glob("*.py"))),
    TRACKER / "accounts" / "visitors.py",
    TRACKER / "batches" / "ledger.py",
    TRACKER / "chasing" / "cover.py",
    TRACKER / "lookup.py",
    TRACKER / "people.py",
    TRACKER / "statements" / "table.py",
    TRACKER / "statements" / "mappings" / "store.py",
    TRACKER / "dossier" / "gaps.py",
    TRACKER / "dossier" / "files.py",
]


def texts_of(path: Path) -> Iterator[str]:
    """Texts of a module, values in them as «X»; docstrings are nobody's message."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts.update(id(one) for one in node.values)
            yield "".join(str(one.value) if isinstance(one, ast.Constant) else "X" for one in node.values)
        elif isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node):
            parts.add(id(node.body[0].value))  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.value


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_what_the_domain_says_names_no_command_on_the_screen(path: Path) -> None:
    for text in texts_of(path):
        told = on_screen(text)
        assert "pervichka " not in told, told
        assert "--" not in told, told


def test_a_text_without_keys_stays_as_it_is() -> None:
    text = "Часть долга не подтверждает ни один документ: такое требование суд отклонит."
    assert on_screen(text) == text
