"""Where things live: settings from the environment, nothing else."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """PERVICHKA_HOME: the folder of the database, the vault and local results; ./var unless set."""
    return Path(os.environ.get("PERVICHKA_HOME") or "var")
