"""What a limited process may use, and how it ties its own hands before it opens anything."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

from docgen.sandbox.errors import UnavailableError

_OPEN_FILES = 64
_REFUSAL = (
    "Шаблоны и файлы, написанные не нами, открываются только в процессе с ограничениями, а эта система "
    "их не умеет. Откройте файл на компьютере с Linux."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """memory: bytes of address space. cpu: seconds of processor. wall: seconds on the clock. answer: bytes."""

    memory: int = 700_000_000
    cpu: int = 8
    wall: float = 12.0
    answer: int = 64_000_000


LIMITS = Limits()


def means() -> ModuleType:
    """The module that limits a process. Raises UnavailableError where there is none (Windows)."""
    try:
        import resource
    except ImportError:
        raise UnavailableError(_REFUSAL) from None
    return resource


def tie(limits: Limits) -> None:
    """Limits the process that calls it, for good: memory, processor, files, processes, no core dump.

    Nothing may be written to any file. Raises UnavailableError if the system refuses a limit.
    """
    resource = means()
    limited = {
        "RLIMIT_AS": (limits.memory, limits.memory),
        "RLIMIT_CPU": (limits.cpu, limits.cpu + 1),
        "RLIMIT_FSIZE": (0, 0),
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_NOFILE": (_OPEN_FILES, _OPEN_FILES),
        "RLIMIT_NPROC": (0, 0),
    }
    try:
        for name, values in limited.items():
            resource.setrlimit(getattr(resource, name), values)
    except (AttributeError, ValueError, OSError):
        raise UnavailableError(_REFUSAL) from None
