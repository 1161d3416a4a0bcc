"""`verify`, `journal export`, `backup`, `restore`: status 1 and the fault named when anything is not what it was."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import postgres
from tests.web.shell import run
from web.settings import open_house

ROOT = Path(__file__).resolve().parents[3]
Capture = pytest.CaptureFixture[str]


def execute(home: Path, statement: str) -> None:
    """What somebody does to the database behind the program's back."""
    with closing(sqlite3.connect(home / "pervichka.db")) as connection, connection:
        assert connection.execute(statement).rowcount > 0


def stored(home: Path) -> list[Path]:
    return sorted((home / "vault").glob("??/*"))


def test_a_sound_house_is_told_in_numbers(deal_home: Path, capsys: Capture) -> None:
    answer = run(capsys, "verify")
    assert (answer.status, answer.err) == (0, "")
    assert "Журнал цел: событий 11," in answer.out
    assert "Файлы целы: 7. Документов выпущено: 3, номеров без пропусков: 3." in answer.out


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("update journal set actor = 'чужой' where seq = 3", "событие 3 (deal.added, deal:D1) изменено"),
        ("update journal set details = '{}' where seq = 2", "событие 2"),
        ("update journal set at = '2020-01-01T00:00:00.000000Z' where seq = 1", "событие 1"),
        ("update journal set hash = hash || '0' where seq = 4", "событие 4"),
        ("delete from journal where seq = 5", "нет события 5"),
        ("update issued_papers set input = replace(input, '145000', '1')", "изменены после выдачи"),
        ("update counters set last = last + 1 where series = 'contract'", "в ряду «contract» за 2026 год"),
        ("delete from documents where kind = 'proforma_invoice'", "в ряду «proforma_invoice» за 2026 год"),
    ],
)
def test_whatever_was_changed_behind_the_program_is_named(
    deal_home: Path, capsys: Capture, statement: str, told: str
) -> None:
    execute(deal_home, statement)
    answer = run(capsys, "verify")
    assert (answer.status, answer.out, told in answer.err) == (1, "", True), answer.err
    assert "копии" in answer.err


def test_a_stored_file_that_changed_in_one_bit_or_went_is_named(deal_home: Path, capsys: Capture) -> None:
    victim = stored(deal_home)[2]
    content = victim.read_bytes()
    victim.chmod(0o640)
    victim.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    answer = run(capsys, "verify")
    assert (answer.status, f"Файл {victim.name} повреждён" in answer.err) == (1, True)
    victim.unlink()
    answer = run(capsys, "verify")
    assert (answer.status, f"Файла {victim.name} нет в хранилище" in answer.err) == (1, True)
    victim.write_bytes(content)
    assert run(capsys, "verify").status == 0


def test_a_cut_end_is_seen_against_a_head_that_was_kept_elsewhere(
    deal_home: Path, tmp_path: Path, capsys: Capture
) -> None:
    run(capsys, "journal", "export", "-o", tmp_path / "kept")
    head = tmp_path / "kept" / "journal.head.json"
    assert run(capsys, "verify", "--head", head).status == 0
    execute(deal_home, "delete from journal where seq = (select max(seq) from journal)")
    assert run(capsys, "verify", "--head", head).status == 1


def test_a_head_file_that_is_none_is_bad_input(deal_home: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "other").write_text("не конец", encoding="utf-8")
    (tmp_path / "large").write_text("x" * 5000, encoding="utf-8")
    for name, told in (("other", "other"), ("large", "тот ли он"), ("none", "нет такого файла"), ("", "это не файл")):
        answer = run(capsys, "verify", "--head", tmp_path / name)
        assert (answer.status, told in answer.err) == (2, True), answer.err


def test_an_exported_journal_is_checked_by_a_script_of_its_own(
    deal_home: Path, tmp_path: Path, capsys: Capture
) -> None:
    answer = run(capsys, "journal", "export", "-o", tmp_path / "kept")
    assert answer.status == 0
    files = [str(tmp_path / "kept" / name) for name in ("journal.jsonl", "journal.head.json")]
    assert answer.out.splitlines()[:2] == files
    command = [sys.executable, "-I", str(ROOT / "docs" / "verify.py"), *files]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    Path(files[0]).write_bytes(Path(files[0]).read_bytes().replace(b"orlova", b"petrov", 1))
    assert subprocess.run(command, check=False, capture_output=True).returncode == 1


def test_a_journal_is_not_exported_into_a_file(deal_home: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "file").write_text("моё", encoding="utf-8")
    answer = run(capsys, "journal", "export", "-o", tmp_path / "file")
    assert (answer.status, "это не папка" in answer.err) == (2, True)


@pytest.fixture
def copy(deal_home: Path, tmp_path: Path, capsys: Capture) -> Path:
    """A backup of the house."""
    answer = run(capsys, "backup", tmp_path / "copy.tar")
    assert (answer.status, answer.out.endswith("файлов 7, событий журнала 11.\n")) == (0, True), answer
    return tmp_path / "copy.tar"


def test_a_copy_comes_back_into_an_empty_house(
    copy: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = run(capsys, "deal", "D1").out
    monkeypatch.setenv("PERVICHKA_HOME", str(tmp_path / "second"))
    assert run(capsys, "restore", copy).status == 0
    assert run(capsys, "verify").status == 0
    assert run(capsys, "deal", "D1").out == shown


def test_a_house_with_data_is_replaced_only_with_leave_and_the_former_is_kept(
    copy: Path, deal_home: Path, capsys: Capture
) -> None:
    run(capsys, "paper", "annul", "D1", "contract", "--reason", "Проба")
    refused = run(capsys, "restore", copy)
    assert (refused.status, "--replace" in refused.err) == (2, True)
    assert "Аннулирован" in run(capsys, "deal", "D1").out
    answer = run(capsys, "restore", copy, "--replace")
    assert (answer.status, "Прежняя база сохранена" in answer.out) == (0, True)
    assert "Аннулирован" not in run(capsys, "deal", "D1").out
    assert len(list(deal_home.glob("pervichka.db.before-restore-*"))) == 1


def test_a_damaged_copy_changes_nothing(
    copy: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = copy.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for bad in (flipped, whole[: -len(whole) // 3], b"", b"no tar" * 1000):
        copy.write_bytes(bad)
        assert run(capsys, "restore", copy, "--replace").status == 2
        assert run(capsys, "verify").status == 0
        with monkeypatch.context() as patch:
            patch.setenv("PERVICHKA_HOME", str(tmp_path / "second"))
            assert run(capsys, "restore", copy).status == 2
    assert run(capsys, "restore", tmp_path / "none.tar").status == 2


def test_a_house_that_is_not_sound_gives_no_copy(deal_home: Path, tmp_path: Path, capsys: Capture) -> None:
    stored(deal_home)[0].unlink()
    answer = run(capsys, "backup", tmp_path / "copy.tar")
    assert (answer.status, "копия не сделана" in answer.err) == (2, True)
    assert not (tmp_path / "copy.tar").exists()


def test_a_database_that_is_no_database_is_set_aside_by_a_restore(copy: Path, deal_home: Path, capsys: Capture) -> None:
    (deal_home / "pervichka.db").write_bytes(b"garbage" * 1000)
    answer = run(capsys, "verify")
    assert (answer.status, "повреждён или это не база" in answer.err) == (2, True)
    assert run(capsys, "restore", copy, "--replace").status == 0
    assert run(capsys, "verify").status == 0


@pytest.fixture
def postgres_url() -> Iterator[str]:
    if postgres.programs() is None:
        pytest.skip(postgres.MISSING)
    with postgres.cluster() as cluster, cluster.database(empty=True) as url:
        yield url


def test_a_house_moves_into_postgresql(
    copy: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    shown = run(capsys, "deal", "D1").out
    monkeypatch.setenv("PERVICHKA_HOME", str(tmp_path / "second"))
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    assert run(capsys, "restore", copy).status == 0
    assert run(capsys, "verify").status == 0
    assert run(capsys, "deal", "D1").out == shown
    assert run(capsys, "paper", "record", "D1", "contract", "--sent-on", "2026-11-23").status == 0


def test_the_doctor_looks_at_a_house_and_makes_none(home: Path, capsys: Capture) -> None:
    answer = run(capsys, "doctor")
    assert (answer.status, "ещё нет, её сделает первая команда" in answer.out, home.exists()) == (0, True, False)
    open_house().close()
    assert "SQLite" in run(capsys, "doctor").out
    (home / "pervichka.db").write_bytes(b"garbage" * 1000)
    answer = run(capsys, "doctor")
    assert (answer.status, "✗ База данных: Файл базы повреждён" in answer.out) == (1, True)
    shutil.rmtree(home)
    home.write_text("моё", encoding="utf-8")
    answer = run(capsys, "doctor")
    assert (answer.status, "✗ База данных: PERVICHKA_HOME" in answer.out) == (1, True)


def test_the_doctor_names_a_wrong_address(home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "ерунда")
    answer = run(capsys, "doctor")
    assert (answer.status, "✗ База данных: DATABASE_URL не подходит" in answer.out) == (1, True)
