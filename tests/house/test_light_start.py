"""A command imports what it uses and nothing else: a database, a web server or a second PDF engine costs seconds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"alembic", "babel", "flask", "holidays", "num2words", "sqlalchemy", "weasyprint"}
DRAWING = {"docx", "docxtpl", "plutoprint", "pymorphy3", "pypdf", "segno"}

PROBE = """
import json, sys
from web.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
print("\\n" + json.dumps(sorted(sys.modules)))
"""


def modules_of(*arguments: str) -> set[str]:
    command = [sys.executable, "-c", PROBE, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("arguments", [["--help"], ["kinds", "--json"], ["schema", "kit"]], ids=" ".join)
def test_a_command_that_draws_nothing_loads_no_drawing_library(arguments: list[str]) -> None:
    assert modules_of(*arguments) & (HEAVY | DRAWING) == set()


def test_a_kit_loads_no_database_no_web_server_and_no_second_engine(tmp_path: Path) -> None:
    sample = ROOT / "templates" / "supply_contract" / "sample.yaml"
    loaded = modules_of("kit", str(sample), "-o", str(tmp_path / "out"))
    assert "plutoprint" in loaded, "the probe sees what a kit loads"
    assert loaded & HEAVY == set()
