"""`pervichka statement` and `pervichka mapping` as their users run them."""

from __future__ import annotations

import json
import sys

import pytest

from tests.tracker.statements.statement_files import OTHER, OWN, SECOND, File, Paper, Section, file_of
from tests.tracker.statements.test_table import HEADER, PAIR, ROW, csv_of, workbook
from tests.web.shell import run
from web.cli import main

_MAPPING = json.dumps(PAIR, ensure_ascii=False)


@pytest.fixture
def files(tmp_path):
    """Writes a file and says where it is."""

    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def test_json_tells_accounts_operations_and_warnings_as_the_contract_has_them(capsys, home, files):
    answer = run(capsys, "statement", files("a.txt", File().encoded()), "--json")
    assert answer.status == 0
    assert json.loads(answer.out) == {
        "accounts": [
            {
                "account": OWN, "from": "2026-11-20", "to": "2026-11-20", "opening": "0.00", "credited": "1200.50",
                "debited": "0.00", "closing": "1200.50",
            }
        ],
        "operations": [
            {
                "account": OWN, "date": "2026-11-20", "amount": "1200.50", "direction": "in", "internal": False,
                "number": "15", "kind": "Платежное поручение",
                "counterparty": {"name": "ООО «Ромашка»", "inn": "7701000009", "account": OTHER},
                "purpose": "Оплата по счёту № 15 от 01.11.2026",
            }
        ],
        "warnings": [],
    }  # fmt: skip
    assert not home.exists(), "no database is opened for it"


def test_json_has_nulls_for_balances_that_are_not_there_and_every_repeat(capsys, home, files):
    own = Paper(payer=OWN, payee=SECOND, debited="20.11.2026")
    path = files("a.txt", File(papers=(Paper(), Paper(), own), sections=(), accounts=(OWN, SECOND)).encoded())
    told = json.loads(run(capsys, "statement", path, "--json").out)
    assert [account["opening"] for account in told["accounts"]] == [None, None]
    assert [one["internal"] for one in told["operations"]] == [False, False, True]
    assert told["operations"][2]["direction"] == "out"
    assert len(told["warnings"]) == 1


def test_json_of_no_operations_is_json(capsys, home, files):
    told = json.loads(run(capsys, "statement", files("a.txt", File(papers=()).encoded()), "--json").out)
    assert told["operations"] == []
    assert told["warnings"]


def test_a_person_sees_balances_operations_and_warnings(capsys, home, files):
    section = Section(debited="7.00", closing="1193.50")
    out = Paper(number="16", amount="7.00", payer=OWN, payee=OTHER, credited="", debited="20.11.2026")
    path = files("a.txt", File(papers=(Paper(), Paper(), out), sections=(section,), end=()).encoded())
    answer = run(capsys, "statement", path)
    assert answer.status == 0
    for told in (
        f"Счёт {OWN}, 20.11.2026", "остаток на конец         1 193,50 руб.", "Операций: 3", "+ 1 200,50 руб.  15",
        "[повтор]", "− 7,00 руб.  16", "— Файл оборван", "только с согласия",
    ):  # fmt: skip
        assert told in answer.out


def test_a_file_that_is_no_statement_ends_with_status_2_and_prints_nothing(capsys, home, files):
    for path in (files("a.txt", "Привет"), files("b.xml", "<Document><BkToCstmrStmt>"), home / "нет.txt"):
        answer = run(capsys, "statement", path, "--json")
        assert (answer.status, answer.out) == (2, "")
        assert answer.err


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_where_the_output_is_closed_a_statement_is_read_all_the_same(monkeypatch, home, files, words):
    path = files("1.txt", File().encoded())
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(SystemExit) as end:
        main(["statement", str(path), *words])
    assert end.value.code == 0


def test_a_table_is_read_through_a_mapping_from_a_file_or_by_its_saved_name(capsys, home, files):
    table, mapping = files("a.csv", csv_of(HEADER, ROW)), files("bank.json", _MAPPING)
    by_file = run(capsys, "statement", table, "--mapping", mapping, "--json")
    assert not home.exists()
    assert json.loads(by_file.out)["operations"][0]["amount"] == "1200.50"
    saved = run(capsys, "mapping", "save", "Учебный банк", mapping)
    assert (saved.status, saved.out) == (0, "Сохранена настройка «Учебный банк».\n")
    book = files("a.xlsx", workbook(HEADER, ROW))
    for path in (table, book):
        assert run(capsys, "statement", path, "--mapping", "Учебный банк", "--json").out == by_file.out


def test_mappings_are_listed_shown_and_removed(capsys, home, files):
    assert "пока нет" in run(capsys, "mapping", "list").err
    assert "columns:" in run(capsys, "mapping", "sample").out
    mapping = files("bank.json", _MAPPING)
    run(capsys, "mapping", "save", "банк", mapping)
    assert "уже такая" in run(capsys, "mapping", "save", "банк", mapping).out
    assert run(capsys, "mapping", "list").out == "банк\n"
    shown = run(capsys, "mapping", "show", "банк").out
    assert "date: Дата операции" in shown
    again = files("again.yaml", shown)
    assert "уже такая" in run(capsys, "mapping", "save", "банк", again).out
    assert run(capsys, "mapping", "remove", "банк").out == "Убрана настройка «банк».\n"
    assert run(capsys, "mapping", "show", "банк").status == 2


def test_a_mapping_with_faults_is_told_with_their_places_and_not_kept(capsys, home, files):
    answer = run(capsys, "mapping", "save", "банк", files("bank.yaml", "columns: {date: Дата}\naccount: '1'\n"))
    assert answer.status == 2
    assert "columns: нет столбца суммы" in answer.err
    assert run(capsys, "mapping", "list").out == ""


def test_an_unknown_mapping_and_a_table_without_one_say_what_to_do(capsys, home, files):
    table = files("a.xlsx", workbook(HEADER, ROW))
    assert "pervichka mapping sample" in run(capsys, "statement", table).err
    assert "«банк» нет" in run(capsys, "statement", table, "--mapping", "банк").err


def test_foreign_text_does_not_move_the_cursor(capsys, home, files):
    path = files("a.txt", file_of(Paper(purpose="за\x1b[2Jсвет")).encoded())
    assert "\x1b" not in run(capsys, "statement", path).out


def test_a_1c_statement_loads_no_database_and_no_drawing_library(home, files):
    import subprocess

    probe = (
        "import sys\nfrom web.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    path = files("a.txt", File().encoded())
    done = subprocess.run(
        [sys.executable, "-c", probe, "statement", str(path)], capture_output=True, text=True, check=True
    )
    assert "sqlalchemy" not in done.stderr
    assert "python_calamine" not in done.stderr
    assert "pydantic" not in done.stderr
