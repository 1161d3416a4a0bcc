"""A deals file: read deal by deal, checked as a whole, compared with what is stored, and loaded all or nothing."""

from __future__ import annotations

from pathlib import Path


def sample_file() -> Path:
    """The deals file that is shipped with the program: realistic, and one deal for each way to lose money."""
    return Path(__file__).parent.parent / "sample.yaml"
