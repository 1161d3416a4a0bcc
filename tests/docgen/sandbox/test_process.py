"""The parent's side against a child that does not keep to the rules, and the child's own limits."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.errors import LibraryError
from docgen.sandbox import (
    CrashedError,
    Limits,
    SandboxError,
    TooLargeError,
    TooLongError,
    UnavailableError,
    process,
    render_docx,
    run,
)
from docgen.sandbox.papers import MOST_DOCX_BYTES
from docgen.sandbox.process import run as run_job
from tests.docgen.docx import toys

SHORT = Limits(wall=0.8)
ANSWER = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1])['path']; import os; "
    "from docgen.sandbox.protocol import Answer, packed; "
)

Child = Callable[[str], None]


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Child:
    """Puts another program in the place of the limited process."""
    return lambda program: monkeypatch.setattr(process, "_BOOT", program)


def test_the_child_knows_nothing_of_its_parents_surroundings(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    facts = "{'env': sorted(os.environ), 'here': os.listdir('.'), 'group': os.getpgrp() == os.getpid()}"
    child(f"{ANSWER} os.write(1, packed(Answer({facts})))")
    told = run("render_docx", None).facts
    assert "SECRET_TOKEN" not in told["env"]
    assert set(told["env"]) <= {"HOME", "LANG", "TMPDIR", "LC_CTYPE", "LD_LIBRARY_PATH"}
    assert told["here"] == []
    assert told["group"] is True


@pytest.mark.parametrize(
    "program",
    [
        "",
        "print('rubbish')",
        "raise SystemExit(3)",
        "import os; os.abort()",
        "import os; os.kill(os.getpid(), 11)",
        "import os; os.write(1, b'PERVSBX1' + bytes(12))",
        f"{ANSWER} os.write(1, packed(Answer())[:-1])",
        f"{ANSWER} os.write(1, packed(Answer()) + b'more')",
        "import os, struct; os.write(1, struct.pack('>8sIQ', b'PERVSBX1', 2, 0) + b'[]')",
        "import os, struct; os.write(1, struct.pack('>8sIQ', b'PERVSBX1', 99999, 0) + b'[' * 99999)",
        "import pickle, sys; sys.stdout.buffer.write(pickle.dumps({'facts': {}}))",
    ],
)
def test_a_broken_answer_is_a_refusal(child: Child, program: str) -> None:
    child(program)
    with pytest.raises(CrashedError):
        run("render_docx", None)


def test_an_endless_answer_is_cut_off(child: Child) -> None:
    child("import os\nwhile True: os.write(1, bytes(100000))")
    with pytest.raises(TooLargeError):
        run("render_docx", None, Limits(answer=1_000_000))


@pytest.mark.parametrize(
    "program",
    [
        "while True: pass",
        "import time; time.sleep(60)",
        "import os, time; os.close(0); time.sleep(60)",
        "import os, time; os.fork(); time.sleep(60)",  # two hold the pipe
        "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)",
    ],
)
def test_a_child_that_does_not_end_is_ended_with_its_children(child: Child, program: str) -> None:
    child(program)
    began = time.monotonic()
    with pytest.raises(TooLongError):
        run("render_docx", bytes(2_000_000), SHORT)  # more than a pipe holds: nobody waits for it to be read
    assert time.monotonic() - began < 4


def test_a_grandchild_does_not_outlive_the_answer(child: Child, tmp_path: Path) -> None:
    sign = tmp_path / "alive"
    program = (
        "import os, time\nif os.fork() == 0:\n os.close(1); time.sleep(1)\n"
        f" open({str(sign)!r}, 'w').close()\n os._exit(0)\nos._exit(1)"
    )
    child(program)
    with pytest.raises(CrashedError):
        run("render_docx", None)
    time.sleep(1.3)
    assert not sign.exists()


def test_a_system_that_cannot_limit_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    with pytest.raises(UnavailableError, match="Linux"):
        render_docx(toys.template("x"), {}, toys.CREATED)


def test_an_unknown_job_is_refused_before_anything_starts() -> None:
    with pytest.raises(LibraryError, match="Нет задания"):
        run_job("os:system", "id")


def test_a_file_too_large_is_not_even_handed_over() -> None:
    with pytest.raises(TooLargeError, match="20 МБ"):
        render_docx(bytes(MOST_DOCX_BYTES + 1), {}, toys.CREATED)


def test_the_limits_hold_in_the_process_that_tied_them() -> None:
    program = (
        "import resource as r; from docgen.sandbox.limits import LIMITS, tie; tie(LIMITS); "
        "print([r.getrlimit(getattr(r, 'RLIMIT_' + n)) for n in ('AS', 'CPU', 'FSIZE', 'CORE', 'NPROC')])"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(process.__file__).parents[2])},
    ).stdout
    assert told.strip() == "[(700000000, 700000000), (8, 9), (0, 0), (0, 0), (0, 0)]"


def test_a_child_is_limited_in_memory() -> None:
    with pytest.raises(SandboxError):
        render_docx(toys.template("x"), {}, toys.CREATED, limits=Limits(memory=20_000_000))
