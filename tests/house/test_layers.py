"""The layers of the house: import-linter's contracts in pyproject.toml, and what imports alone cannot tell."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCGEN = ROOT / "docgen"
WEB = ROOT / "web"

CLOCKS = {"now", "utcnow", "today", "localtime", "gmtime", "monotonic", "perf_counter", "time_ns"}
DATABASES = {"sqlalchemy", "alembic"}
NETWORK = {"http.client", "http.server", "urllib.request", "urllib.robotparser"}


def attribute_uses(tree: ast.AST, names: set[str]) -> Iterator[str]:
    """`datetime.now`, `date.today` and so on, however the class was imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in names:
            yield f"line {node.lineno}: {ast.unparse(node)}"


def imports_of(tree: ast.AST, modules: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found = {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        else:
            continue
        yield from (f"line {node.lineno}: import {name}" for name in sorted(found & modules))


def imported_at_run_time(source: str) -> Iterator[str]:
    """Packages that a module imports when it runs: an import for types alone is no knowledge."""
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting.extend(node.orelse)
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]
        waiting.extend(ast.iter_child_nodes(node))


def impurities(source: str) -> list[str]:
    tree = ast.parse(source)
    return [*attribute_uses(tree, CLOCKS), *imports_of(tree, {"time", *NETWORK})]


def test_the_layers_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("path", sorted(DOCGEN.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_docgen_reads_no_clock_and_opens_no_connection(path: Path) -> None:
    assert impurities(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "from datetime import date\ndate.today()",
        "from datetime import date as d\nf = d.today",
        "import time",
        "from time import sleep",
        "from urllib.request import urlopen",
        "from urllib import request",
        "import http.client",
    ],
)
def test_a_clock_or_a_connection_would_be_seen(source: str) -> None:
    assert impurities(source)


@pytest.mark.parametrize(
    "source",
    [
        "import sqlalchemy.orm",
        "def read():\n    from sqlalchemy import select",
        "if TYPE_CHECKING:\n    pass\nelse:\n    import alembic",
    ],
)
def test_an_import_of_a_database_that_runs_would_be_seen(source: str) -> None:
    assert DATABASES & set(imported_at_run_time(source))


def test_web_opens_no_database_itself() -> None:
    knowing = [path for path in WEB.rglob("*.py") if DATABASES & {*imported_at_run_time(path.read_text("utf-8"))}]
    assert knowing == []
    assert list(imported_at_run_time("if TYPE_CHECKING:\n    from sqlalchemy import Connection")) == []
