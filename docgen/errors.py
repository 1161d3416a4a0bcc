"""Errors of docgen: one base class, one class for one problem, Russian text that says what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class DocgenError(Exception):
    """Base of every error that docgen raises on purpose; its text is Russian and meant for the user."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in an input file.

    path: where, in the file's own keys, for example ``client.inn`` or ``lines[1].price``; "" is the whole file.
    message: Russian, what is wrong and what to do.
    """

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class InputError(DocgenError):
    """An input file has faults; all of them are told at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class LibraryError(DocgenError):
    """A folder of the template library is incomplete or contradicts itself."""


class TemplateError(DocgenError):
    """A template cannot be rendered: an unknown name, broken syntax or something forbidden."""


class EngineError(DocgenError):
    """A PDF engine is not there or could not draw the page."""


class AttachmentError(DocgenError):
    """A foreign PDF cannot be put into a kit."""


class OutputError(DocgenError):
    """A file could not be read, or the result could not be written; nothing half-written was left."""
