"""Refusals of the limited process: what was refused, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from docgen.errors import DocgenError

_LONGEST_SHOWN = 80
_MOST_SHOWN = 10


class SandboxError(DocgenError):
    """A template that we did not write was refused; narrower classes say why."""


class UnavailableError(SandboxError):
    """This system cannot limit a process, so foreign templates are not opened at all."""


class TooLongError(SandboxError):
    """The template took more processor time or more time on the clock than it may."""


class TooLargeError(SandboxError):
    """The file, what it unpacks to, the memory it needs or the result is larger than allowed."""


class CrashedError(SandboxError):
    """The limited process broke off or answered with rubbish."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One forbidden thing. where: a part of the file or a line; what: Russian, what is there."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class ForbiddenTemplateError(SandboxError):
    """The template holds something forbidden; ``findings`` names each thing and its place."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        told = [f"— {finding}" for finding in self.findings[:_MOST_SHOWN]]
        if len(self.findings) > _MOST_SHOWN:
            told.append(f"— и ещё таких мест: {len(self.findings) - _MOST_SHOWN}")
        listed = "\n".join(told)
        super().__init__(f"Шаблон отклонён, в нём есть запрещённое:\n{listed}\nУберите это и сохраните файл заново.")


def shown(text: str) -> str:
    """Foreign text as a message may show it: one short line of printable characters."""
    line = "".join(character if character.isprintable() else " " for character in text[: _LONGEST_SHOWN + 1])
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"
