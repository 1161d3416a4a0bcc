"""`pervichka prices …`: from the file of a price list to an approved discount."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.library import find_kind
from tests.tracker.price_files import groups, write_price_list
from web.cli import main

SAMPLE = find_kind("internal_price_list").folder / "sample.yaml"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERVICHKA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PERVICHKA_TODAY", "2026-11-22")
    monkeypatch.delenv("DATABASE_URL", raising=False)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    return int(end.value.code or 0), told.out.replace("\u00a0", " "), told.err


def test_a_price_list_is_loaded_once_and_its_prices_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    line = "1: прайс-лист № 12, 22.11.2026–31.12.2026, с НДС, позиций: 20\n"
    assert run(capsys, "prices", "load", SAMPLE) == (0, f"Загружен: {line}", "")
    assert run(capsys, "prices", "load", SAMPLE) == (0, f"Уже загружен, ничего не изменилось: {line}", "")
    assert run(capsys, "prices", "list") == (0, line, "")
    status, out, _ = run(capsys, "prices", "show", "LED-36")
    assert status == 0
    assert "Цена за шт: 1 450,00 руб. с НДС" in out
    assert "по запросу" in run(capsys, "prices", "show", "HB-200-EX")[1]


def test_a_withdrawn_list_has_no_prices_from_that_day_on(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "prices", "load", SAMPLE)
    status, out, _ = run(capsys, "prices", "withdraw", 1, "--from", "2026-12-01")
    assert (status, "отозван с 01.12.2026" in out) == (0, True)
    assert run(capsys, "prices", "show", "LED-36", "--on", "2026-11-30")[0] == 0
    status, out, told = run(capsys, "prices", "show", "LED-36", "--on", "2026-12-01")
    assert (status, out) == (2, "")
    assert "01.12.2026" in told


def test_warnings_of_the_file_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = groups(A="10.00", B="11.00")
    del given[0]["items"][0]["code"]
    status, _, told = run(capsys, "prices", "load", write_price_list(tmp_path / "files", groups=given, discounts=[]))
    assert status == 0
    assert "правил скидок нет" in told
    assert "без артикула: 1" in told


def test_the_head_approves_a_discount_and_a_manager_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "prices", "load", SAMPLE)
    run(capsys, "user", "add", "petrov", "--name", "Петров", "--role", "head")
    run(capsys, "user", "add", "orlova", "--name", "Орлова", "--role", "manager")
    approve = ("prices", "approve", "d1", "LED-36", "--percent", "12,5", "--reason", "Остатки", "--by")
    status, out, _ = run(capsys, *approve, "petrov")
    assert (status, out) == (0, "Согласовано: сделка d1, LED-36, скидка до 12,5%.\n")
    status, out, told = run(capsys, *approve, "orlova")
    assert (status, out) == (2, "")
    assert "менеджер" in told


def test_what_cannot_be_is_told_in_russian_with_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "prices load" in run(capsys, "prices", "list")[2]
    broken = write_price_list(tmp_path / "files", groups=[*groups(A="1.00"), *groups("Ещё", A="2.00")], discounts=[])
    status, out, told = run(capsys, "prices", "load", broken)
    assert (status, out) == (2, "")
    assert "groups[1].items[0].code" in told
    run(capsys, "prices", "load", SAMPLE)
    for arguments, said in {
        ("list", "--inn", "7700000000"): "7700000000",
        ("show", "НЕТ"): "НЕТ",
        ("show", "LED-36", "--on", "завтра"): "не дата",
        ("withdraw", "9"): "prices list",
        ("approve", "d1", "A", "--percent", "много", "--by", "petrov", "--reason", "Так"): "не число",
        ("approve", "d1", "A", "--percent", "5", "--by", "petrov", "--reason", "Так"): "user add",
    }.items():
        status, out, told = run(capsys, "prices", *arguments)
        assert (status, out) == (2, "")
        assert said in told
