"""Files are taken apart in this very process: the limited one is tested elsewhere, and costs a third of a second."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from docgen.exchange.job import look_through
from docgen.signatures import Parsed
from docgen.signatures.cms import take_apart
from docgen.signatures.digests import Comparer
from tracker.electronic import exchange, signing


def parse_here(signature: bytes, files: Sequence[bytes]) -> Parsed:
    return take_apart(signature, files, Comparer())


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "parse", parse_here)
    monkeypatch.setattr(exchange, "read_archive", look_through)
