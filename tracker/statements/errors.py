"""What can be wrong with a whole file; what is wrong with one operation of it is a warning."""

from __future__ import annotations

from tracker.errors import TrackerError


class StatementError(TrackerError):
    """A file that cannot be read as a bank statement, or a mapping of columns that does not fit it."""
