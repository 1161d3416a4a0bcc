"""What the house may set."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tracker.database import default_url
from tracker.judging import GRACE_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where things live, and terms that the house chooses.

    home: folder of the database and the vault. database_url: None for the embedded database. smtp_url, mail_from: where
    letters are handed over and from which address; both None where mail is not set up (``letters.server``).
    """

    home: Path
    database_url: str | None = None
    grace_days: int = GRACE_DAYS
    smtp_url: str | None = field(default=None, repr=False)  # holds a password
    mail_from: str | None = None

    @property
    def url(self) -> str:
        """Where the database is."""
        return self.database_url or default_url(self.home)

    @property
    def vault(self) -> Path:
        """Where files are kept."""
        return self.home / "vault"
