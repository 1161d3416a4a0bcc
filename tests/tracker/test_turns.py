"""Writers of an SQLite file take turns: nobody starves, nobody waits for ever, and the dead hold nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tracker.errors import DatabaseError
from tracker.turns import turn

ROOT = Path(__file__).resolve().parents[2]
LOOP = """
import sys, time
from pathlib import Path
from tracker.turns import turn
count, until = 0, time.monotonic() + float(sys.argv[2])
print("begun", flush=True)
while time.monotonic() < until:
    with turn(Path(sys.argv[1]), 60):
        time.sleep(0.002)
        count += 1
print(count)
"""
HOLD = """
import sys, time
from pathlib import Path
from tracker.turns import turn
with turn(Path(sys.argv[1]), 60):
    print("held", flush=True)
    time.sleep(600)
"""


def process(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def said(writer: subprocess.Popen[str]) -> str:
    assert writer.stdout is not None
    return writer.stdout.readline().strip()


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    """A process that has the turn and does not give it back."""
    made = process(HOLD, tmp_path / "file.db")
    assert said(made) == "held"
    yield made
    made.kill()
    made.communicate()


@pytest.mark.parametrize("count", [2, 3])
def test_writers_in_a_tight_loop_all_get_turns(tmp_path: Path, count: int) -> None:
    writers = [process(LOOP, tmp_path / "file.db", 2) for _ in range(count)]
    assert [said(writer) for writer in writers] == ["begun"] * count
    counts = [int(writer.communicate()[0]) for writer in writers]
    assert min(counts) >= 10, counts


def test_one_turn_at_a_time(tmp_path: Path) -> None:
    with turn(tmp_path / "file.db", 1), pytest.raises(DatabaseError), turn(tmp_path / "file.db", 0):
        pytest.fail("two writers at once")
    with turn(tmp_path / "file.db", 0):  # who gave up waiting does not stand in the door
        pass
    with turn(tmp_path / "file.db", 0), turn(tmp_path / "other.db", 0):
        pass


def test_a_turn_ends_with_an_error_too(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), turn(tmp_path / "file.db", 0):
        raise ZeroDivisionError
    with turn(tmp_path / "file.db", 0):
        pass


def test_who_waits_too_long_is_told_in_russian(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    began = time.monotonic()
    with pytest.raises(DatabaseError, match="занята другой программой"), turn(tmp_path / "file.db", 0.2):
        pytest.fail("the turn was taken")
    assert 0.2 <= time.monotonic() - began < 5


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_holder_lets_go(tmp_path: Path, holder: subprocess.Popen[str], sent: signal.Signals) -> None:
    os.kill(holder.pid, sent)
    holder.wait()
    with turn(tmp_path / "file.db", 1):
        pass


def test_a_folder_that_takes_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    place, told = tmp_path / "file" / "pervichka.db", r"нельзя создать файл «pervichka\.db\.turn»"
    with pytest.raises(DatabaseError, match=told), turn(place, 1):
        pytest.fail("the turn was taken")
