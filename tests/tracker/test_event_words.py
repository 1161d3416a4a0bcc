"""No event of the journal is shown to people by its English name."""

from __future__ import annotations

import re
from pathlib import Path

import tracker
from tracker.event_words import KINDS

NOTED = re.compile(r'\.note\(\s*"([a-z_]+\.[a-z_]+)"')


def test_every_event_that_the_code_notes_has_russian_words() -> None:
    sources = Path(tracker.__file__).parent.rglob("*.py")
    noted = {kind for path in sources for kind in NOTED.findall(path.read_text(encoding="utf-8"))}
    assert len(noted) > 80
    assert sorted(noted - KINDS.keys()) == []
