"""`./run demo` is a promise: it works at once, twice, and shows what the program is for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.web.shell import run

Capture = pytest.CaptureFixture[str]


def hashes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_demo_says_the_same_twice_and_leaves_the_same_files(home: Path, capsys: Capture) -> None:
    first = run(capsys, "demo")
    files = hashes(home / "demo")
    second = run(capsys, "demo")
    assert first == second
    assert first.status == 0
    assert first.err == ""
    assert hashes(home / "demo") == files
    assert {"kit.pdf", "kit.zip", "manifest.json"} < files.keys()


def test_the_demo_shows_a_kit_and_what_is_at_risk(home: Path, capsys: Capture) -> None:
    told = run(capsys, "demo").out
    assert f"Откройте {home / 'demo' / 'kit.pdf'}" in told
    assert "На 23.11.2026. Сделок: 7, находок: 14." in told
    assert "могут потребовать возврата — 860 000,00 руб." in told


def test_the_command_that_the_demo_advises_shows_everything(
    home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    advice = run(capsys, "demo").out.rstrip().splitlines()[-1]
    setting, command = advice.split(": ", 1)[1].split(" pervichka ", 1)
    monkeypatch.setenv(*setting.split("=", 1))
    told = run(capsys, *command.split(), "--json")
    assert json.loads(told.out)["totals"]["findings"] == 14
    assert run(capsys, "verify").status == 0


def test_the_demo_leaves_the_house_itself_alone(deal_home: Path, capsys: Capture) -> None:
    before = run(capsys, "deal", "D1").out, run(capsys, "verify").out
    assert run(capsys, "demo").status == 0
    assert (run(capsys, "deal", "D1").out, run(capsys, "verify").out) == before


def test_the_demo_goes_where_it_is_told_and_spares_what_is_there(home: Path, tmp_path: Path, capsys: Capture) -> None:
    assert run(capsys, "demo", "-o", tmp_path / "here").status == 0
    assert (tmp_path / "here" / "kit.pdf").is_file()
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "kit.pdf").write_bytes(b"mine")
    answer = run(capsys, "demo", "-o", tmp_path / "there")
    assert (answer.status, "kit.pdf" in answer.err) == (2, True)
    assert (tmp_path / "there" / "kit.pdf").read_bytes() == b"mine"
