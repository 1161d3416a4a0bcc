"""One archive of database and vault, made while the program works; and the way back, checked before it is taken.

The dump is of rows and not of pages, so what was kept in SQLite can be restored into PostgreSQL and the other way.
"""

from __future__ import annotations

from tracker.backup.errors import BackupError
from tracker.backup.making import BackedUp, backup
from tracker.backup.restoring import Restored, restore

__all__ = ["BackedUp", "BackupError", "Restored", "backup", "restore"]
