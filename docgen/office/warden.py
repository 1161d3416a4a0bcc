"""Keeps one LibreOffice open, limits it, and ends it together with the process that asked for it.

This file runs as a program of its own, ``python -I -S warden.py ROOM LAUNCHER``, with the standard library alone. It
reads from its input how many seconds a paper may take, one number a line, makes ROOM/work/paper.pdf of paper.docx
and answers one word: made, nothing or slow. When its input ends, even because the other side was killed, it
ends LibreOffice and removes ROOM.

LibreOffice is kept open by an empty document: without one it would end after each paper. A second start of its
launcher with the same profile hands the paper over a local pipe and waits until it is done.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

MADE, NOTHING, SLOW = "made", "nothing", "slow"
PAPERS = 200  # then it is started anew: it never gives all its memory back
MEGABYTES = 700  # fresh 100, after common papers 180
IDLE = 600.0  # seconds without work, then its memory is given back
LIMITS = {  # a contract of 10 pages takes 0.5 GB of addresses and 0.3 s
    "RLIMIT_AS": 2 << 30,
    "RLIMIT_CPU": 300,
    "RLIMIT_FSIZE": 256 << 20,
    "RLIMIT_NOFILE": 512,
    "RLIMIT_CORE": 0,
}
_FLAGS = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard")
_POSIX = os.name == "posix"


class Keeper:
    """One LibreOffice, started when there is work."""

    def __init__(self, room: Path, launcher: str) -> None:
        self._room = room
        profile = (room / "profile").as_uri()
        self._command = [launcher, f"-env:UserInstallation={profile}", *_FLAGS]
        self._pipes = pipes(profile)
        self._office: subprocess.Popen[bytes] | None = None
        self._served = 0

    def convert(self, seconds: float) -> str:
        """One paper; what an office that had worked before failed at is tried once more in a new one."""
        answer = self._attempt(seconds)
        if answer == NOTHING and self._served > 1:
            self.end()
            answer = self._attempt(seconds)
        if answer != MADE or self._served >= PAPERS or self._is_grown():
            self.end()
        return answer

    def end(self) -> None:
        """LibreOffice and all that it started are gone, and so is the pipe, which outlives a killed one."""
        self.interrupt()
        if self._office is not None:
            self._office.wait()
            _reap(self._office.pid)
            self._office = None
        for pipe in self._pipes:
            pipe.unlink(missing_ok=True)

    def interrupt(self) -> None:
        """Kill LibreOffice and who waits for it; other threads call this too, so the paper at work fails at once."""
        if (office := self._office) is None:
            return
        if not _POSIX:
            kill = ["taskkill", "/T", "/F", "/PID", str(office.pid)]
            subprocess.run(kill, capture_output=True, check=False)  # noqa: S603
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(office.pid, signal.SIGKILL)

    def _attempt(self, seconds: float) -> str:
        done, overdue = threading.Event(), threading.Event()
        threading.Thread(target=self._watch, args=(seconds, done, overdue), daemon=True).start()
        try:
            if self._office is None or self._office.poll() is not None:
                self.end()
                self._office = self._start()
            self._served += 1
            self._hand_over(self._office.pid)
        finally:
            done.set()
        if overdue.is_set():
            return SLOW
        return MADE if (self._room / "work/paper.pdf").exists() else NOTHING

    def _watch(self, seconds: float, done: threading.Event, overdue: threading.Event) -> None:
        """A thread's work, because a process waited for with a timeout is looked at only every 50 ms."""
        if done.wait(seconds):
            return
        overdue.set()
        while not done.wait(0.1):  # one kill could fall between two starts
            self.interrupt()

    def _hand_over(self, group: int) -> None:
        """In the group of the office; where that is empty, it died this very moment and nothing is made."""
        paper = ("--infilter=MS Word 2007 XML", "--convert-to", "pdf", "--outdir", "work", "work/paper.docx")
        with contextlib.suppress(OSError):
            self._run(*paper, group=group).wait()

    def _start(self) -> subprocess.Popen[bytes]:
        if not (self._room / "group").exists():  # a new profile ends with the wish to be started again
            self._office = self._run("--terminate_after_init")
            self._office.wait()
        office = self._office = self._run("private:factory/swriter")
        self._served = 0
        (self._room / "group").write_text(str(office.pid), encoding="ascii")
        for _ in range(200):  # while it does not listen, a messenger would start an office of its own
            if not self._pipes or any(pipe.exists() for pipe in self._pipes) or office.poll() is not None:
                break
            threading.Event().wait(0.01)
        return office

    def _run(self, *arguments: str, group: int = 0) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  the launcher that the other side found
            [*self._command, *arguments],
            cwd=self._room,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=group if _POSIX else None,
        )

    def _is_grown(self) -> bool:
        return self._office is not None and _megabytes(self._office.pid) > MEGABYTES


def pipes(profile: str) -> list[Path]:
    """Where LibreOffice listens on Linux: named after the user and the MD5 of the profile's address in UTF-16."""
    if sys.platform != "linux":
        return []
    digest = hashlib.md5(profile.encode("utf-16-le"), usedforsecurity=False).digest()
    name = f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{''.join(f'{byte:x}' for byte in digest)}"
    return [Path("/tmp") / name, Path("/var/tmp") / name]  # noqa: S108  its choice, not ours


def _megabytes(pid: int) -> int:
    """Memory held by a process and its children; 0 where the system does not tell."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        statm = [Path(f"/proc/{one}/statm").read_text(encoding="ascii") for one in (str(pid), *children)]
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in statm) * os.sysconf("SC_PAGE_SIZE") >> 20


def _adopt() -> None:
    """On Linux what LibreOffice leaves behind becomes ours, so that no dead process waits for another parent."""
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER of linux/prctl.h


def _reap(group: int) -> None:
    with contextlib.suppress(AttributeError, OSError):
        while True:
            os.waitpid(-group, 0)


def _limit() -> None:
    """Limits that every process started from here inherits."""
    try:
        import resource
    except ImportError:
        return
    for name, most in LIMITS.items():
        _, hard = resource.getrlimit(getattr(resource, name))
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):  # a system that does not know this one
            resource.setrlimit(getattr(resource, name), (value, value))


def _listen(jobs: queue.SimpleQueue[float | None], keeper: Keeper) -> None:
    """A thread's work; when the other side is gone, the paper at work fails at once, and so do its repetitions."""
    for line in sys.stdin:
        jobs.put(float(line))
    jobs.put(None)
    while True:
        keeper.interrupt()
        threading.Event().wait(0.1)


def _serve(jobs: queue.SimpleQueue[float | None], keeper: Keeper) -> None:
    while True:
        try:
            seconds = jobs.get(timeout=IDLE)
        except queue.Empty:
            keeper.end()
            continue
        if seconds is None:
            return
        sys.stdout.write(keeper.convert(seconds) + "\n")
        sys.stdout.flush()


def main(room: Path, launcher: str) -> None:
    """Serve until the input ends or the system asks to end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    _adopt()
    _limit()
    keeper = Keeper(room, launcher)
    jobs: queue.SimpleQueue[float | None] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(jobs, keeper), daemon=True).start()
    try:
        _serve(jobs, keeper)
    finally:
        keeper.end()
        shutil.rmtree(room, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
