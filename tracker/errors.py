"""Errors of tracker: one base class, one class for one problem, Russian text that says what to do."""

from __future__ import annotations

from docgen.errors import DocgenError


class TrackerError(DocgenError):
    """Base of every error that tracker raises on purpose; its text is Russian and meant for the user."""


class DatabaseError(TrackerError):
    """The database cannot be opened, is busy for too long, or is of another version of the program."""


class TooLargeError(DatabaseError):
    """A text or a sum is larger than the database keeps: trying again is of no use."""


class NotFoundError(TrackerError):
    """There is no such deal, document, person or organisation."""


class RefusedError(TrackerError):
    """What was asked contradicts facts that are stored: it would lose money, a number or evidence."""


class VaultError(TrackerError):
    """A stored file is missing or is not what it was."""


class BrokenJournalError(TrackerError):
    """The chain of the journal does not hold."""
