"""No key of the command line reaches a screen of the lawyer: what the domain says is put into words of the desk."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from web.screens.legal.words import on_screen
from web.screens.library.words import condition, pieces

TRACKER = Path(__file__).resolve().parents[3] / "tracker"
SOURCES = [
    *sorted((TRACKER / "claims").glob("*.py")),
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
        assert "pervichka" not in told, told
        assert "--" not in told, told


def test_a_text_without_keys_stays_as_it_is() -> None:
    text = "Часть долга не подтверждает ни один документ: такое требование суд отклонит."
    assert on_screen(text) == text


def test_conditions_and_clauses_are_told_in_words() -> None:
    assert condition("deal.has_goods and not deal.has_works") == "в сделке есть товар и в сделке нет работ"
    assert condition("not (deal.has_goods or x.y)") == "не (в сделке есть товар или x.y)"
    told = list(pieces("{{ us.nominative }} передаёт{% if terms.period %} в срок{%- else %} сразу{% endif %}."))
    assert told == [
        (True, "us.nominative"),
        (None, " передаёт"),
        (False, "⟨если назван период:"),
        (None, " в срок"),
        (False, "иначе:"),
        (None, " сразу"),
        (False, "⟩"),
        (None, "."),
    ]
