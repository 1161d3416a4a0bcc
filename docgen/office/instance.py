"""Our side of the warden: one LibreOffice for this process, one paper at a time."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import IO, cast

from docgen.office.errors import OfficeError
from docgen.office.program import launcher
from docgen.office.room import environment, make_room, remove_room
from docgen.office.warden import pipes

# How to have no network at all: as root, as an ordinary user where the system lets him; else only settings forbid it.
_WITHOUT_NETWORK = (("unshare", "--net"), ("unshare", "--user", "--map-current-user", "--net"))
_SCRIPT = Path(__file__).with_name("warden.py")
_DIED = "LibreOffice дважды закрылся с ошибкой на этом документе. Откройте его в Word и сохраните как .docx заново."
_REFUSED = (
    "LibreOffice не смог открыть документ. Проверьте, что это .docx, который открывается в Word, "
    "и что установлен LibreOffice Writer."
)


class Office:
    """LibreOffice kept open. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._warden: _Warden | None = None
        self._foreign: list[_Warden] = []

    def convert(self, content: bytes, seconds: float) -> bytes:
        """PDF bytes of a DOCX. Raises OfficeError in Russian when it is not made in ``seconds``."""
        with self._lock:
            for _ in range(2):  # once more with a new warden if the first was killed from outside
                warden = self._warden = self._warden or _Warden(launcher())
                try:
                    answer = warden.ask(content, seconds)
                except OSError:  # its folder or its input is gone
                    answer = ""
                except BaseException:  # interrupted: an answer that nobody waits for must not meet the next paper
                    self._end()
                    raise
                if answer:
                    return _made(answer, warden.take(), seconds)
                self._end()
        raise OfficeError(_DIED)

    def close(self) -> None:
        """End LibreOffice; the next paper starts it anew."""
        if self._lock.acquire(timeout=1):  # else a paper is at work, and the warden ends with this process anyway
            try:
                self._end()
            finally:
                self._lock.release()

    def forget(self) -> None:
        """In a forked child: the office stays the parent's, and its warden must see the parent's end."""
        warden, self._warden, self._lock = self._warden, None, threading.Lock()
        if warden is not None:
            warden.let_go()
            self._foreign.append(warden)  # else Python warns of a process that nobody waited for

    def _end(self) -> None:
        warden, self._warden = self._warden, None
        if warden is not None:
            warden.end()


class _Warden:
    """A running warden.py with its room."""

    def __init__(self, command: str) -> None:
        self._room = make_room()
        self._process = subprocess.Popen(  # noqa: S603  our own script
            [*_without_network(), sys.executable, "-I", "-S", str(_SCRIPT), str(self._room), command],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._room,
            env=environment(self._room),
            start_new_session=True,  # Ctrl+C is ours to answer
        )
        self._questions = cast(IO[bytes], self._process.stdin)
        self._answers = cast(IO[bytes], self._process.stdout)

    def ask(self, content: bytes, seconds: float) -> str:
        """The warden's one word, "" if it is dead."""
        (self._room / "work/paper.docx").write_bytes(content)
        self._questions.write(f"{seconds}\n".encode())
        return self._answers.readline().decode().strip()

    def take(self) -> bytes:
        """What was made, b"" if nothing was; neither it nor the paper stays in the room."""
        work = self._room / "work"
        try:
            return (work / "paper.pdf").read_bytes()
        except FileNotFoundError:
            return b""
        finally:
            for name in ("paper.docx", "paper.pdf"):
                (work / name).unlink(missing_ok=True)

    def let_go(self) -> None:
        """Close our ends and nothing else."""
        self._questions.close()
        self._answers.close()

    def end(self) -> None:
        """Nothing is left: no process, no folder, even if the warden was killed."""
        self._questions.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._answers.close()
        if self._room.exists():  # a warden that was itself killed
            self._sweep()

    def _sweep(self) -> None:
        with contextlib.suppress(OSError, ValueError, AttributeError):  # Windows has no groups of processes
            os.killpg(int((self._room / "group").read_text(encoding="ascii")), signal.SIGKILL)
        for pipe in pipes((self._room / "profile").as_uri()):
            pipe.unlink(missing_ok=True)
        remove_room(self._room)


def _made(answer: str, content: bytes, seconds: float) -> bytes:
    if answer == "slow":
        raise OfficeError(f"LibreOffice не сделал PDF за {seconds:g} с. Упростите шаблон или разделите его.")
    if answer != "made" or not content.startswith(b"%PDF-"):
        raise OfficeError(_REFUSED)
    return content


@cache
def _without_network() -> tuple[str, ...]:
    for prefix in _WITHOUT_NETWORK:
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            if subprocess.run([*prefix, "true"], capture_output=True, timeout=10, check=False).returncode == 0:  # noqa: S603
                return prefix
    return ()
