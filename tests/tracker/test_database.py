"""One writer at a time, readers that see one state, and every trouble told in Russian."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from tracker import database as databases
from tracker.database import Database, default_url, journal_mode
from tracker.errors import DatabaseError
from tracker.house import House
from tracker.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "  ",
        "nonsense",
        "://",
        "http://host/base",
        "postgres://user@host/base",
        "mysql://user@host/base",
        "postgresql://host:abc/base",
        "postgresql://[::1/base",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///a%00b",
        "sqlite:///base.db?mode=ro",
        "sqlite:///file:base?uri=true",
        "постгрес://x",
    ],
)
def test_an_address_that_cannot_be_is_told_with_what_is_wanted(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DatabaseError, match="DATABASE_URL не подходит: нужно postgresql://"):
        Database.at(url)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://127.0.0.1:1/base", "не отвечает"),
        ("postgresql://user:secret@127.0.0.1:1/base", "не отвечает"),
        ("postgresql:///base?host=/nowhere", "не отвечает"),
        ("postgresql://127.0.0.1:1/base?connect_timeout=soon", "DATABASE_URL не подходит"),
        ("postgresql://127.0.0.1:1/base?nonsense=1", "DATABASE_URL не подходит"),
        ("sqlite:////dev/null", "не читается или не пишется"),
        ("sqlite:////proc/base.db", "нельзя"),
    ],
)
def test_a_database_that_cannot_be_reached_is_told(url: str, said: str) -> None:
    database = Database.at(url)
    with pytest.raises(DatabaseError) as caught, database.write() as connection:
        connection.execute(text("CREATE TABLE a (b INTEGER)"))
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)
    database.dispose()


def test_a_driver_that_is_not_there_is_told() -> None:
    with pytest.raises(DatabaseError, match="Нет драйвера для sqlite"):
        Database.at("sqlite+pysqlcipher:///base.db")


def test_a_folder_is_made_for_a_new_database(tmp_path: Path) -> None:
    house = House.open(Settings(home=tmp_path / "deep" / "дом ?#% 1"))
    house.close()
    assert (tmp_path / "deep" / "дом ?#% 1" / "pervichka.db").is_file()


def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x", encoding="utf-8")
    for home in (tmp_path / "home", tmp_path / "home" / "deep", Path("/proc/home"), tmp_path / ("x" * 300)):
        with pytest.raises(DatabaseError, match="PERVICHKA_HOME"):
            House.open(Settings(home=home))


def test_a_home_whose_name_is_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="не в UTF-8"):
        House.open(Settings(home=tmp_path / os.fsdecode(b"\xff")))


@pytest.mark.parametrize("content", [b"garbage" * 1000, b"SQLite format 3\0" + b"\xff" * 5000, b"%PDF-1.7"])
def test_a_file_that_is_no_database_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pervichka.db").write_bytes(content)
    with pytest.raises(DatabaseError, match="повреждён или это не база"):
        House.open(Settings(home=tmp_path))


def test_a_damaged_database_is_told(tmp_path: Path, sqlite_template: Path) -> None:
    whole = sqlite_template.read_bytes()
    (tmp_path / "pervichka.db").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DatabaseError, match="повреждён"):
        House.open(Settings(home=tmp_path))


def test_a_base_without_tables_is_told(tmp_path: Path) -> None:
    database = Database.at(default_url(tmp_path))
    with pytest.raises(DatabaseError, match="База не подготовлена"), database.read() as connection:
        connection.execute(text("SELECT * FROM deals"))
    database.dispose()


def test_a_full_disk_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    database = Database.at(default_url(tmp_path))
    with database.write() as connection:
        connection.execute(text("CREATE TABLE a (b TEXT)"))

    def write_much() -> None:
        with database.write() as connection:
            connection.execute(text("PRAGMA max_page_count = 3"))
            connection.execute(text("INSERT INTO a VALUES (:b)"), [{"b": "x" * 1000}] * 100)

    with pytest.raises(DatabaseError, match="На диске нет места: ничего не записано"):
        write_much()
    database.dispose()
    again = Database.at(default_url(tmp_path))
    with again.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM a")).scalar_one() == 0
    again.dispose()


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 34, 0), ("DELETE", "EXTRA")),
        ((3, 40, 1), ("DELETE", "EXTRA")),
        ((3, 51, 2), ("DELETE", "EXTRA")),
        ((3, 51, 3), ("WAL", "FULL")),
        ((3, 52, 0), ("WAL", "FULL")),
        ((4, 0, 0), ("WAL", "FULL")),
    ],
)
def test_the_journal_of_sqlite_is_what_its_version_keeps_safe(
    version: tuple[int, ...], mode: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert journal_mode(version) == mode
    monkeypatch.setattr(databases, "journal_mode", lambda: mode)
    database = Database.at(default_url(tmp_path))
    for opened in (database.write, database.read):
        with opened() as connection:
            assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == mode[0].lower()
            assert connection.execute(text("PRAGMA synchronous")).scalar_one() == {"FULL": 2, "EXTRA": 3}[mode[1]]
            assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    database.dispose()


COUNTING = """
import sys
from sqlalchemy import text
from tracker.database import Database
database = Database.at(sys.argv[1])
for _ in range(int(sys.argv[2])):
    with database.write() as connection:
        last = connection.execute(text("SELECT max(b) FROM a")).scalar_one()
        connection.execute(text("INSERT INTO a VALUES (:b)"), {"b": last + 1})
database.dispose()
"""


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)


def test_writers_of_several_processes_wait_for_each_other(database_url: str) -> None:
    database = Database.at(database_url)
    with database.write() as connection:
        connection.execute(text("CREATE TABLE a (b INTEGER)"))
        connection.execute(text("INSERT INTO a VALUES (0)"))
    writers = [start(COUNTING, database_url, 20) for _ in range(3)]
    for writer in writers:
        assert writer.communicate(timeout=100)[1] == ""
        assert writer.returncode == 0
    with database.read() as connection:
        found = connection.execute(text("SELECT b FROM a ORDER BY b")).scalars().all()
    assert found == list(range(61))
    database.dispose()


def test_a_reader_sees_one_state_and_never_half_a_change(database_url: str) -> None:
    database = Database.at(database_url)
    with database.write() as connection:
        connection.execute(text("CREATE TABLE a (b INTEGER)"))
        connection.execute(text("CREATE TABLE c (b INTEGER)"))
    end = time.monotonic() + 0.8
    faults: list[str] = []

    def write() -> None:
        while time.monotonic() < end:
            with database.write() as connection:
                connection.execute(text("INSERT INTO a VALUES (1)"))
                time.sleep(0.002)
                connection.execute(text("INSERT INTO c VALUES (1)"))

    def read() -> None:
        while time.monotonic() < end:
            with database.read() as connection:
                one = connection.execute(text("SELECT count(*) FROM a")).scalar_one()
                time.sleep(0.002)
                other = connection.execute(text("SELECT count(*) FROM c")).scalar_one()
            if one != other:
                faults.append(f"{one} {other}")

    threads = [threading.Thread(target=work) for work in (write, read, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM a")).scalar_one() > 5
    database.dispose()


def test_an_exception_takes_the_whole_change_back(database_url: str) -> None:
    database = Database.at(database_url)
    with database.write() as connection:
        connection.execute(text("CREATE TABLE a (b INTEGER)"))

    def break_off() -> None:
        with database.write() as connection:
            connection.execute(text("INSERT INTO a VALUES (1)"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM a")).scalar_one() == 0
    database.dispose()


def test_a_writer_that_waits_too_long_is_told_in_russian(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "_WAIT_SECONDS", 1)
    one, other = Database.at(database_url), Database.at(database_url)
    with one.write(), pytest.raises(DatabaseError, match="База занята другой программой"), other.write():
        pytest.fail("two writers at once")
    with other.write():
        pass
    one.dispose()
    other.dispose()


def test_a_foreign_program_that_holds_the_file_is_waited_for_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "_WAIT_SECONDS", 0.2)
    database = Database.at(default_url(tmp_path))
    with database.write() as connection:
        connection.execute(text("CREATE TABLE a (b INTEGER)"))
    foreign = sqlite3.connect(tmp_path / "pervichka.db", isolation_level=None)
    foreign.execute("BEGIN EXCLUSIVE")
    for opened in (database.write, database.read):
        with pytest.raises(DatabaseError, match="База занята"), opened() as connection:
            connection.execute(text("SELECT * FROM a"))
    foreign.execute("ROLLBACK")
    foreign.close()
    with database.write():
        pass
    database.dispose()


def test_two_houses_opened_at_once_on_nothing_make_one_database(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tracker.house import House; from tracker.settings import Settings\n"
        "House.open(Settings(home=Path(sys.argv[1]))).close()"
    )
    both = [start(code, tmp_path / "home") for _ in range(3)]
    for one in both:
        assert one.communicate(timeout=100)[1] == ""
        assert one.returncode == 0
    House.open(Settings(home=tmp_path / "home")).close()
