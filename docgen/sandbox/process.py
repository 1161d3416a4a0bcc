"""The parent's side: starts the limited process, feeds it, hears it out and ends it, whatever happens."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from threading import Thread
from typing import IO, Any, NoReturn, cast

from docgen.sandbox.errors import CrashedError, SandboxError, TooLargeError, TooLongError
from docgen.sandbox.jobs import find_job
from docgen.sandbox.limits import LIMITS, Limits, means
from docgen.sandbox.protocol import Answer, is_whole, unpacked

_BOOT = (
    "import json, sys; asked = json.loads(sys.argv[1]); sys.path[:] = asked['path']; "
    "from docgen.sandbox.child import main; main(asked)"
)
_OPTIONS = ("-I", "-S", "-X", "utf8")  # no user's settings, no site
_KEPT_VARIABLES = ("LD_LIBRARY_PATH",)  # some Pythons do not start without it
_HEADROOM = 2_000_000  # of the answer's header
_CHUNK = 1 << 20
_PATIENCE = 2.0  # seconds for a pipe that somebody still holds although all are killed


def run(job: str, payload: Any, limits: Limits = LIMITS) -> Answer:
    """Does a job of ``jobs.JOBS`` in a limited process.

    payload: data that our own code made, pickled on the way; what is foreign in it stays bytes or text.
    Raises SandboxError or a narrower class, and whatever error of docgen the job itself reports, all in Russian.
    """
    find_job(job)
    means()
    request = pickle.dumps(payload, protocol=5)
    with tempfile.TemporaryDirectory(prefix="pervichka-") as folder:
        process = _started(job, limits, folder)
        feeder = Thread(target=_feed, args=(process.stdin, request), daemon=True)
        listener = _Listener(cast(IO[bytes], process.stdout), limits.answer + _HEADROOM)
        try:
            feeder.start()
            listener.start()
            listener.join(limits.wall)
            is_late = listener.is_alive()
        finally:
            _end(process)
        feeder.join(_PATIENCE)
        listener.join(_PATIENCE)
    if not is_whole(listener.heard):
        _refuse(process.returncode, is_late=is_late, is_too_long=listener.is_too_long)
    return unpacked(listener.heard)


def _started(job: str, limits: Limits, folder: str) -> subprocess.Popen[bytes]:
    asked = json.dumps({"path": _path(), "job": job, "limits": asdict(limits)})
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    try:
        return subprocess.Popen(  # noqa: S603  our own Python with our own code
            [sys.executable, *_OPTIONS, *(["-B"] if sys.dont_write_bytecode else []), "-c", _BOOT, asked],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={**kept, "HOME": folder, "LANG": "C.UTF-8", "TMPDIR": folder},
            start_new_session=True,
        )
    except OSError as error:
        raise SandboxError(f"Не удалось запустить процесс для разбора файла: {error}. Повторите позже.") from error


def _path() -> list[str]:
    """Where the child finds the same modules as its parent: a checkout need not be installed."""
    ours = str(Path(__file__).resolve().parents[2])
    path = [str(Path(entry or ".").absolute()) for entry in sys.path]
    return path if ours in path else [ours, *path]


def _feed(stream: IO[bytes], request: bytes) -> None:
    with contextlib.suppress(OSError), stream:  # the child may be dead already
        stream.write(request)


class _Listener(Thread):
    """Reads the child's answer up to a limit; a child that says more is heard no further."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._limit = limit
        self.heard = b""
        self.is_too_long = False

    def run(self) -> None:
        pieces: list[bytes] = []
        size = 0
        with self._stream as stream:
            while not self.is_too_long and (piece := stream.read(_CHUNK)):
                pieces.append(piece)
                size += len(piece)
                self.is_too_long = size > self._limit
        self.heard = b"" if self.is_too_long else b"".join(pieces)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the child and whatever it started. It is not reaped yet, so its group cannot be another's."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _refuse(code: int, *, is_late: bool, is_too_long: bool) -> NoReturn:
    if is_too_long:
        raise TooLargeError("Результат больше 64 МБ: уменьшите шаблон или разделите документ на части.")
    if is_late or code == -signal.SIGXCPU:
        raise TooLongError(
            "Шаблон считался слишком долго и остановлен: уберите из него огромные циклы и вложенные таблицы."
        )
    name = signal.Signals(-code).name if code < 0 else f"код {code}"
    raise CrashedError(
        f"Разбор файла оборвался ({name}): так бывает от очень глубокой вложенности, нехватки памяти или "
        "испорченного файла. Упростите шаблон и сохраните его заново."
    )
