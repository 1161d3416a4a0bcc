"""`load`, `audit`, `sweep`, `findings`, `obligations` as their users and their scripts see them."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from tests.tracker import oracle
from tests.tracker.deals_file.files import sample, write
from tests.tracker.random_deals import AS_OF, deals_file
from tests.web.shell import Answer
from tests.web.shell import run as run_command
from tracker.deals_file import sample_file
from web.cli import main

ROOT = Path(__file__).resolve().parents[3]
Run = Callable[..., Answer]


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("PERVICHKA_TODAY", AS_OF.isoformat())
    return lambda *arguments: run_command(capsys, *arguments)


@pytest.fixture
def loaded_sample(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERVICHKA_TODAY", "2026-11-23")
    assert run("load", sample_file()).status == 0


def rows(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    connection = sqlite3.connect(home / "pervichka.db")
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in names}
    connection.close()
    return found


def told_by_program(run: Run, day: date) -> dict[str, Any]:
    answer = run("audit", "--json", "--as-of", day.isoformat())
    assert (answer.status, answer.err) == (0, "")
    found = json.loads(answer.out)
    for finding in found["findings"]:
        assert finding.pop("basis")
        assert finding.pop("message").endswith(".")
        assert finding.pop("action").endswith(".")
    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ["deals.json", "deals.yaml"])
def test_a_file_goes_in_and_its_audit_equals_the_one_by_hand(run: Run, tmp_path: Path, seed: int, name: str) -> None:
    data = deals_file(Random(100 + seed), 12)
    text = yaml.safe_dump(data, allow_unicode=True) if name.endswith("yaml") else data
    status, out, err = run("load", write(tmp_path, text, name))
    assert (status, err) == (0, "")
    assert out == f"Новых клиентов: {len(data['clients'])}, новых сделок: 12, изменено: 0, без изменений: 0.\n"
    for day in (AS_OF, date(1991, 1, 1), date(2025, 3, 8), date(2027, 12, 31), date(9999, 12, 31)):
        assert told_by_program(run, day) == oracle.audit(data, day)
    run("sweep", "--today", "2026-01-01")
    assert told_by_program(run, AS_OF) == oracle.audit(data, AS_OF)


def test_loading_twice_changes_nothing(run: Run, home: Path, tmp_path: Path) -> None:
    path = write(tmp_path, deals_file(Random(5), 9))
    run("load", path)
    before = rows(home)
    for keys in ([], ["--update"]):
        status, out, _ = run("load", path, *keys)
        assert (status, out.split(", ")[2:]) == (0, ["изменено: 0", "без изменений: 13.\n"])
        assert rows(home) == before


def test_what_differs_is_shown_with_status_1_and_applied_with_update(run: Run, home: Path, tmp_path: Path) -> None:
    run("load", write(tmp_path, sample()))
    before = rows(home)
    data = sample()
    data["deals"][0]["documents"][0]["sent_on"] = "2025-01-31"
    data["deals"][0]["payments"][0]["amount"] = "60001.00"
    path = write(tmp_path, data)
    status, out, err = run("load", path)
    assert (status, out.splitlines()) == (
        1,
        [
            "deals[d1].documents[w1].sent_on: в базе 30.01.2025, в файле 31.01.2025",
            "deals[d1].payments[0].amount: в базе 60 000,00, в файле 60 001,00",
        ],
    )
    assert err == "Отличий от базы: 2. Ничего не записано; записать: --update.\n"
    assert rows(home) == before
    status, out, err = run("load", path, "--update")
    assert (status, err) == (0, "")
    assert out.endswith("Новых клиентов: 0, новых сделок: 0, изменено: 1, без изменений: 1.\n")
    assert run("load", path).status == 0


def test_faults_are_told_with_status_2_and_no_database_is_made(run: Run, home: Path, tmp_path: Path) -> None:
    data = sample()
    data["deals"][0] |= {"client": "c2", "subject": None}
    status, out, err = run("load", write(tmp_path, data))
    assert (status, out) == (2, "")
    assert [line.partition(":")[0] for line in err.splitlines()[:-1]] == ["deals[0].subject", "deals[0].client"]
    assert err.endswith("Ошибок: 2. Ничего не записано.\n")
    assert not home.exists()


def test_a_refused_deal_is_told_with_status_2(run: Run, home: Path, tmp_path: Path) -> None:
    run("load", write(tmp_path, sample()))
    before = rows(home)
    other = sample()
    other["organization"] |= {"inn": "7707083893", "kpp": "773601001", "ogrn": "1027700132195"}
    status, out, err = run("load", write(tmp_path, other), "--update")
    assert (status, out, "другой нашей организации" in err) == (2, "", True)
    assert rows(home) == before


def test_an_audit_for_people_tells_totals_findings_and_law(run: Run, tmp_path: Path) -> None:
    run("load", write(tmp_path, deals_file(Random(6), 20)))
    status, out, _ = run("audit")
    assert status == 0
    assert out.startswith("На 22.11.2026. Сделок: 20, находок: ")
    assert "Под риском: могут потребовать возврата — " in out
    assert "ст. 1102 ГК РФ" in out
    found = int(re.search(r"находок: (\d+)", out)[1])
    assert len(re.findall(r"\(\d+ дн\.\)", out)) == found


def test_an_empty_house_is_audited_and_swept(run: Run) -> None:
    assert run("audit").status == 0
    assert run("sweep", "--today", "0001-01-01").out == "На 01.01.0001 пересмотрено сделок: 0, в них находок: 0.\n"
    assert run("findings").out == "Всего: 0 на 0,00 руб.\n"
    assert run("obligations").out == "Всего: 0 на 0,00 руб.\n"


@pytest.mark.parametrize("command", [("findings",), ("findings", "--sort", "age"), ("obligations", "--sort", "amount")])
def test_pages_follow_each_other_by_their_places(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    run("load", write(tmp_path, deals_file(Random(7), 12)))
    whole = run(*command, "--size", 500).out.splitlines()
    pages: list[str] = []
    after: list[str] = []
    while True:
        *lines, last = run(*command, "--size", 7, *after).out.splitlines()
        if not last.startswith("Дальше: --after "):
            assert [*pages, *lines, last] == whole
            return
        assert lines.pop() == whole[-1]
        pages += lines
        after = last.split()[1:]


def test_filters_are_heeded(run: Run, tmp_path: Path) -> None:
    run("load", write(tmp_path, deals_file(Random(8), 20)))
    data = json.loads(run("audit", "--json").out)["findings"]
    for keys, key, value in (
        (("--rule", "scan_only"), "rule", "scan_only"),
        (("--severity", "critical"), "severity", "critical"),
        (("--deal", "d3"), "deal", "d3"),
    ):
        expected = sum(finding[key] == value for finding in data)
        assert f"Всего: {expected} на " in run("findings", *keys).out
    old = sum(finding["days"] >= 400 for finding in data)
    assert f"Всего: {old} на " in run("findings", "--least-age", 400).out


def place(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("load",), "Не указано: FILE"),
        (("load", "нет.json"), "файла «нет.json» нет"),
        (("load", "нет.txt"), "непонятный вид файла"),
        (("load", "/dev/null"), "непонятный вид файла"),
        (("load", "a.json", "b.json"), "Лишние"),
        (("load", "a.json", "--force"), "Нет ключа --force"),
        (("load", "a.json", "--today", "завтра"), "не дата"),
        (("audit", "--as-of", "2026-02-30"), "не дата"),
        (("sweep", "--today", "32"), "не дата"),
        (("findings", "--size", 0), "от 1 до 500"),
        (("findings", "--size", "много"), "Значение не подходит: --size"),
        (("findings", "--size", 10**30), "от 1 до 500"),
        (("findings", "--after", "мусор"), "Такого места в списке нет"),
        (("findings", "--after", place(10**30, 1, 1, 1)), "Такого места в списке нет"),
        (("findings", "--after", base64.urlsafe_b64encode(b"[" * 90_000).decode()), "Такого места в списке нет"),
        (("findings", "--rule", "нет"), "нет"),
        (("findings", "--severity", "CRITICAL"), "Можно: critical"),
        (("obligations", "--awaits", "чудо"), "Можно: performance"),
        (("obligations", "--after", place(1, 2)), "Такого места в списке нет"),
    ],
)
def test_what_cannot_be_is_told_with_status_2(run: Run, arguments: tuple[object, ...], said: str) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    "arguments",
    [("--client", "\udcff"), ("--manager", "\udce9"), ("--deal", "\udcff"), ("--deal", "' or 1=1"),
     ("--manager", "x" * 9_999), ("--least-age", 10**30), ("--least-age", 10**9), ("--least-age", 999_999)],
)  # fmt: skip
def test_what_nothing_matches_is_an_empty_page(run: Run, tmp_path: Path, arguments: tuple[object, ...]) -> None:
    run("load", write(tmp_path, deals_file(Random(7), 3)))
    assert run("findings", *arguments) == (0, "Всего: 0 на 0,00 руб.\n", "")


@pytest.mark.parametrize("day", ["0001-01-01", "1991-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_days_like_others(run: Run, tmp_path: Path, day: str) -> None:
    run("load", write(tmp_path, deals_file(Random(7), 10)), "--today", day)
    for command in ("findings", "obligations", "sweep", "audit"):
        assert run(command, "--today", day).status == 0


@pytest.mark.parametrize("url", ["nonsense", "sqlite://", "postgresql://h:x/b", "postgresql://127.0.0.1:1/b"])
def test_a_wrong_database_url_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    for command in (("load", write(tmp_path, sample())), ("audit",)):
        status, out, err = run(*command)
        assert (status, out) == (2, "")
        assert "DATABASE_URL" in err


def test_a_home_that_is_a_file_is_told(run: Run, home: Path, tmp_path: Path) -> None:
    home.write_text("x", encoding="utf-8")
    for command in (("load", write(tmp_path, sample())), ("audit",), ("sweep",)):
        status, out, err = run(*command)
        assert (status, out) == (2, "")
        assert "PERVICHKA_HOME" in err


def test_the_schema_of_a_deals_file_is_printed(run: Run) -> None:
    status, out, _ = run("schema", "deals")
    assert status == 0
    assert set(json.loads(out)["properties"]) == {"organization", "clients", "deals"}


def process(home: Path, *arguments: object) -> subprocess.Popen[str]:
    environment = os.environ | {"PERVICHKA_HOME": str(home), "PERVICHKA_TODAY": AS_OF.isoformat(), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "web.cli", *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def of_load(home: Path) -> dict[str, int]:
    """How many rows of each kind a load left."""
    tables = ("deals", "obligations", "documents", "payments", "findings", "watch", "journal", "counterparties")
    return {name: len(found) for name, found in rows(home).items() if name in tables}


def test_two_loads_of_one_file_at_once_are_one(home: Path, tmp_path: Path) -> None:
    path = write(tmp_path, deals_file(Random(9), 60))
    both = [process(home, "load", path) for _ in range(2)]
    told = sorted(one.communicate(timeout=100) for one in both)
    assert [err for _, err in told] == ["", ""]
    assert told[0][0].startswith("Новых клиентов: 0, новых сделок: 0, изменено: 0")
    assert told[1][0].startswith("Новых клиентов: 21, новых сделок: 60, изменено: 0")
    assert of_load(home)["deals"] == 60


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
def test_a_load_that_is_broken_off_left_nothing_or_all(
    run: Run, home: Path, tmp_path: Path, sent: signal.Signals
) -> None:
    run("audit")
    nothing = of_load(home)
    path = write(tmp_path, deals_file(Random(10), 250))
    outcomes = []
    for wait in (0.02, 0.15):
        load = process(home, "load", path)
        while not (home / "pervichka.db-journal").exists() and load.poll() is None:
            time.sleep(0.002)
        time.sleep(wait)
        load.send_signal(sent)
        _, err = load.communicate(timeout=100)
        assert "Traceback" not in err
        found = of_load(home)
        assert found == nothing or found["deals"] == found["watch"] == 250
        outcomes.append(found == nothing)
    assert run("load", path).status == 0
    assert of_load(home)["deals"] == 250
    assert any(outcomes)


def test_main_is_what_the_console_script_runs() -> None:
    with pytest.raises(SystemExit) as end:
        main(["load", "--help"])
    assert not end.value.code


def test_lists_take_sums_and_our_organisation(run: Run, loaded_sample: None) -> None:
    everything = run("findings").out
    some = run("findings", "--least-sum", "800000", "--inn", "7712345671").out
    assert 0 < some.count("\n") < everything.count("\n")
    assert "860 000,00" in some
    assert run("findings", "--most-sum", "0.5").status == 0
    assert run("findings", "--least-sum", "много").status == 2
    assert run("obligations", "--inn", "1").status == 2


def test_each_rule_has_a_help_page(run: Run) -> None:
    listed = run("rules").out.splitlines()
    assert len(listed) == 25
    for line in listed:
        page = run("rules", line.split()[0]).out
        assert "Почему это важно" in page
        assert "Что делать" in page
        assert "Основание: " in page
    assert run("rules", "no_such").status == 2
