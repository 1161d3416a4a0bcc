"""The table of formats: a file is a format."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tracker import statements
from tracker.errors import TrackerError
from tracker.statements import StatementError, formats, open_statement

NEW = """
from tracker.statements.base import Warnings
from tracker.statements.reading.formats import Format

class Reading:
    format, accounts, warnings = "toy", [], Warnings()
    def operations(self):
        return iter(())

FORMAT = Format(
    name="toy", title="Игрушка", recognizes=lambda source: source.head == b"toy", open=lambda source, mapping: Reading()
)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of modules that belongs to the package as well."""
    monkeypatch.setattr(statements, "__path__", [*statements.__path__, str(tmp_path)])
    formats.cache_clear()
    yield tmp_path
    formats.cache_clear()
    for name in ("toy", "broken"):
        sys.modules.pop(f"tracker.statements.{name}", None)
        vars(statements).pop(name, None)


def test_every_format_has_a_name_and_a_title_of_its_own():
    assert list(formats()) == ["camt053", "1c", "table"]
    assert len({one.title for one in formats().values()}) == 3


def test_a_new_file_is_a_new_format(folder: Path):
    (folder / "toy.py").write_text(NEW, encoding="utf-8")
    assert open_statement(b"toy").format == "toy"
    with pytest.raises(StatementError, match="Игрушка"):
        open_statement(b"no toy")


def test_a_file_without_a_format_is_named(folder: Path):
    (folder / "broken.py").write_text("", encoding="utf-8")
    with pytest.raises(TrackerError, match=r"broken\.py"):
        formats()
