"""By what findings are made: the rules' own text, the calendar, the law, settings. Another basis, another answer."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from docgen import vat, working_days

_HERE = Path(__file__).parent
_SOURCES = ("evidence.py", "facts.py", "judging.py", "legal_basis.yaml", "phrases.py", "standing.py")


def basis_digest(grace_days: int) -> str:
    """A digest of all that findings depend on beside facts and the day."""
    return sha256(f"{_program_digest()} grace_days={grace_days}".encode()).hexdigest()


@cache
def _program_digest() -> str:
    docgen = [Path(working_days.__file__), Path(vat.__file__)]
    data = [path.with_suffix(".yaml") for path in docgen[:1]] + [docgen[1].with_name("vat_rates.yaml")]
    files = [*sorted((_HERE / "rules").glob("*.py")), *(_HERE / name for name in _SOURCES), *docgen, *data]
    whole = sha256()
    for path in files:
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    whole.update(metadata.version("holidays").encode())
    return whole.hexdigest()
