"""By what findings are made: the rules' own text, the calendar, the law, settings. Another basis, another answer."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from docgen import working_days
from docgen.library import templates_root

_HERE = Path(__file__).parent
_OURS = (
    "chasing/unreturned.py",
    "deal_cards.py",
    "evidence.py",
    "fact_queries.py",
    "fact_store.py",
    "facts.py",
    "judging.py",
    "law.py",
    "legal_basis.yaml",
    "phrases.py",
    "stages.py",
    "standing.py",
    "watch.py",
    "watch_tables.py",
)
_DOCGEN = ("filters.py", "money.py", "phrases.py", "vat.py", "vat_rates.yaml", "words.py", "working_days.py")


def basis_digest(grace_days: int) -> str:
    """A digest of all that findings depend on beside facts and the day."""
    return sha256(f"{_program_digest()} grace_days={grace_days}".encode()).hexdigest()


@cache
def _program_digest() -> str:
    """Of the files themselves: a changed comment costs one recomputation, a forgotten file would cost the truth."""
    docgen_folder = Path(working_days.__file__).parent
    files = [
        *sorted((_HERE / "rules").glob("*.py")),
        *(_HERE / name for name in _OURS),
        *(docgen_folder / name for name in (*_DOCGEN, "working_days.yaml")),
        *sorted(templates_root().glob("*/metadata.yaml")),  # which paper confirms what, and how papers are called
    ]
    whole = sha256()
    for path in files:
        whole.update(f"{path.parent.name}/{path.name}".encode() + b"\0" + path.read_bytes() + b"\0")
    whole.update(metadata.version("holidays").encode())
    return whole.hexdigest()
