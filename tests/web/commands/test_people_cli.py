"""`pervichka user …`: an administrator lets people in, and never loses the last key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tracker.people import Role
from web.cli import main
from web.commands.people_cli import _ROLES


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERVICHKA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PERVICHKA_TODAY", "2026-11-22")
    monkeypatch.delenv("DATABASE_URL", raising=False)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main(["user", *map(str, arguments)])
    told = capsys.readouterr()
    return int(end.value.code or 0), told.out, told.err


def people(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    status, out, _ = run(capsys, "list", "--json")
    assert status == 0
    found: list[dict[str, object]] = json.loads(out)
    return found


def test_a_person_is_added_changed_blocked_and_let_in_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "add", "orlova", "--name", "Орлова Мария", "--role", "manager")[0] == 0
    first = {"login": "orlova", "name": "Орлова Мария", "role": "manager", "title": "Менеджер", "is_active": True}
    first["email"] = None
    assert people(capsys) == [first]
    assert run(capsys, "email", "orlova", "orlova@example.ru")[0] == 0
    assert people(capsys) == [first | {"email": "orlova@example.ru"}]
    assert "orlova@example.ru" in run(capsys, "list")[1]
    assert "писем не будет" in run(capsys, "email", "orlova")[1]
    assert run(capsys, "role", "orlova", "head", "--title", "Коммерческий директор")[0] == 0
    assert run(capsys, "block", "orlova")[0] == 0
    assert people(capsys) == [first | {"role": "head", "title": "Коммерческий директор", "is_active": False}]
    assert "заблокирован" in run(capsys, "list")[1]
    assert run(capsys, "unblock", "orlova")[0] == 0
    assert people(capsys)[0]["is_active"]


def test_the_roles_of_the_command_are_all_there_are() -> None:
    assert tuple(_ROLES) == tuple(role.value for role in Role)


def test_what_is_refused_is_told_in_russian_with_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "add", "root", "--name", "Админ", "--role", "admin")
    for arguments, told in {
        ("add", "Root", "--name", "А", "--role", "admin"): "не подходит",
        ("add", "root", "--name", "А", "--role", "admin"): "занят",
        ("add", "boss", "--name", "А", "--role", "boss"): "manager, control",
        ("role", "root", "head"): "последний",
        ("block", "root"): "последний",
        ("unblock", "nobody"): "user add",
    }.items():
        status, out, error = run(capsys, *arguments)
        assert (status, out) == (2, "")
        assert told in error
    assert [person["login"] for person in people(capsys)] == ["root"]
