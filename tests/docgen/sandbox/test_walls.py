"""Inside the walls Python itself refuses to write, to read what is not ours, to connect, to start anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import docgen

BOOT = (
    "import sys, os, socket, subprocess, ctypes, threading, mmap, pathlib, shutil, tempfile, signal, sqlite3, pickle\n"
    "from docgen.sandbox.walls import WallError, ClosedError, raise_walls\nraise_walls()\n"
    "try:\n    {attempt}\nexcept (WallError, ClosedError) as error: print('stopped', type(error).__name__)\n"
    "else: print('free')"
)


def attempted(attempt: str, folder: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(Path(docgen.__file__).parents[1]), "HOME": str(folder)}
    program = BOOT.format(attempt=attempt)
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=folder, env=environment
    ).stdout.strip()


@pytest.mark.parametrize(
    "attempt",
    [
        "open('new.txt', 'w')",
        "open('/etc/hostname', 'r+')",
        "os.open('new.txt', os.O_CREAT | os.O_WRONLY)",
        "os.mkdir('new')",
        "os.remove('kept.txt')",
        "os.rename('kept.txt', 'b')",
        "os.symlink('/etc/passwd', 'link')",
        "os.chmod('kept.txt', 0)",
        "os.truncate('kept.txt', 0)",
        "shutil.copyfile('/etc/passwd', 'b')",
        "tempfile.mkdtemp()",
        "sqlite3.connect('a.db')",
        "socket.socket()",
        "socket.getaddrinfo('localhost', 80)",
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.kill(os.getppid(), 0)",
        "os.listdir('/')",
        "ctypes.CDLL(None)",
        "ctypes.string_at(id(1), 1)",
        "mmap.mmap(-1, 10)",
        "pickle.loads(pickle.dumps(print))",
        "signal.pthread_kill(threading.get_ident(), 0)",
    ],
)
def test_what_reaches_outside_is_stopped(attempt: str, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("x")
    assert attempted(attempt, tmp_path).startswith("stopped")
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


@pytest.mark.parametrize("path", ["/etc/passwd", "secret.txt", "link", "../secret.txt"])
def test_a_foreign_file_is_not_read_by_whatever_name(path: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    room = tmp_path / "room"
    room.mkdir()
    (room / "secret.txt").write_text("x")
    (room / "link").symlink_to(tmp_path / "secret.txt")
    assert attempted(f"open({path!r}).read()", room) == "stopped ClosedError"


@pytest.mark.parametrize(
    "attempt",
    [
        "from docgen.library import templates_root; (templates_root() / '_base' / 'document.css').read_text()",
        "import docgen.phrases, wave",
        "os.environ.__setitem__('A', 'b')",
        "os.listdir(os.path.dirname(os.__file__))",
    ],
)
def test_what_a_paper_needs_stays_open(attempt: str, tmp_path: Path) -> None:
    assert attempted(attempt, tmp_path) == "free"
