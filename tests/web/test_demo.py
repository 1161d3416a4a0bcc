"""`./run demo` is a promise: it works at once, twice, and shows what the program is for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tracker.demo
from tests.demo_company import COMPANY, TODAY, copy_company, demo_folder
from tests.web.shell import run
from tracker.accounts.passwords import is_password
from tracker.database import Database, default_url
from tracker.errors import RefusedError
from web.commands.demo_cli import make_company

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def demo_home(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """PERVICHKA_HOME in which a demo was made before: its company took a while, and is there."""
    (home / "demo").mkdir(parents=True)
    copy_company(demo_folder(tmp_path_factory), home / "demo" / COMPANY)
    return home


def hashes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_demo_says_the_same_twice_and_leaves_the_same_files(demo_home: Path, capsys: Capture) -> None:
    first = run(capsys, "demo", "--once")
    files = hashes(demo_home / "demo")
    second = run(capsys, "demo", "--once")
    assert first == second
    assert first.status == 0
    assert first.err == ""
    assert hashes(demo_home / "demo") == files
    assert {"kit.pdf", "kit.zip", "manifest.json"} < files.keys()


def test_the_demo_shows_a_kit_and_what_is_at_risk(demo_home: Path, capsys: Capture) -> None:
    told = run(capsys, "demo", "--once").out
    assert f"Откройте {demo_home / 'demo' / 'kit.pdf'}" in told
    assert "На 23.11.2026. Сделок: 7, находок: 14." in told
    assert "могут потребовать возврата — 860 000,00 руб." in told


def test_the_demo_names_everybody_with_a_password_that_lets_them_in(demo_home: Path, capsys: Capture) -> None:
    told = run(capsys, "demo", "--once").out
    password = told.split("Пароль у всех один: ")[1].splitlines()[0]
    database = Database.at(default_url(demo_home / "demo" / COMPANY))
    with database.read() as connection:
        for login in ("orlova", "sokolova", "romanov", "kravtsova", "admin"):
            assert f"  {login} " in told
        assert is_password(connection, "orlova", password)
    database.dispose()


def test_the_command_that_the_demo_advises_shows_everything(
    demo_home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = run(capsys, "demo", "--once").out
    advice = next(line for line in told.splitlines() if line.startswith("Всё целиком"))
    setting, command = advice.split(": ", 1)[1].split(" pervichka ", 1)
    monkeypatch.setenv(*setting.split("=", 1))
    answer = run(capsys, *command.split(), "--json")
    assert json.loads(answer.out)["totals"]["findings"] == 14
    assert run(capsys, "verify").status == 0


def test_a_demo_that_was_broken_off_begins_anew_and_leaves_no_half_company(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(house: object, day: object) -> None:
        raise RefusedError("the power went")

    monkeypatch.setattr(tracker.demo, "seed", broken)
    for _ in range(2):  # what is left of the first does not hinder the second
        with pytest.raises(RefusedError, match="the power went"):
            make_company(tmp_path, TODAY)
        assert not (tmp_path / COMPANY).exists()


def test_the_demo_leaves_the_house_itself_alone(
    deal_home: Path, capsys: Capture, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (deal_home / "demo").mkdir()
    copy_company(demo_folder(tmp_path_factory), deal_home / "demo" / COMPANY)
    before = run(capsys, "deal", "D1").out, run(capsys, "verify").out
    assert run(capsys, "demo", "--once").status == 0
    assert (run(capsys, "deal", "D1").out, run(capsys, "verify").out) == before


def test_the_demo_spares_what_is_there(home: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "kit.pdf").write_bytes(b"mine")
    answer = run(capsys, "demo", "--once", "-o", tmp_path / "there")
    assert (answer.status, "kit.pdf" in answer.err) == (2, True)
    assert (tmp_path / "there" / "kit.pdf").read_bytes() == b"mine"
