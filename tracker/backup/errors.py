"""What can be wrong with an archive."""

from __future__ import annotations

from tracker.errors import TrackerError


class BackupError(TrackerError):
    """The archive is no backup, is damaged or of another version, or the house will not take it."""


def damaged(what: str) -> BackupError:
    """An archive whose ``what`` is not as it was written."""
    return BackupError(f"Копия повреждена: {what}. Ничего не изменено; возьмите другую копию.")
