"""Calls by their subjects, in the order of the reference: each module lists its own when it is imported."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from web.api.calls import CALLS, Call

from web.api.rooms import deals, risks, kits, papers, facts  # isort: skip
from web.api.rooms import money, statements, scans, tray, electronic, closing, background  # isort: skip
from web.api.rooms import letters, reminders, legal, disputes, sharing, prices, library  # isort: skip
from web.api.rooms import finding, people, keeping, description  # isort: skip

ROOMS: Final = (
    deals, risks, kits, papers, facts, money, statements, scans, tray, electronic, closing, background, letters,
    reminders, legal, disputes, sharing, prices, library, finding, people, keeping, description,
)  # fmt: skip


def listed() -> Iterable[Call]:
    """All calls: whoever asks here has had them listed."""
    return CALLS.values()
