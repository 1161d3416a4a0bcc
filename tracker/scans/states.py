"""What becomes of a scanned page and of a scanned paper."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class PageState(StrEnum):
    """A page of a stack is in exactly one of these."""

    FILED = "filed"
    BY_HAND = "by_hand"
    BLANK = "blank"
    DOUBLED = "doubled"
    UNREAD = "unread"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"
    ANNULLED = "annulled"
    CONTRADICTING = "contradicting"
    DISCARDED = "discarded"


IN_TRAY: Final = (
    PageState.UNREAD,
    PageState.UNKNOWN,
    PageState.FOREIGN,
    PageState.ANNULLED,
    PageState.CONTRADICTING,
)
"""States of pages that wait in the tray for a person."""

ASIDE: Final = (*IN_TRAY, PageState.BLANK, PageState.DOUBLED, PageState.DISCARDED)
"""States of pages that are in no paper; a person may still file each by hand."""


class ScanState(StrEnum):
    """What became of a scanned paper. One beside another that was confirmed is evidence too, and awaits nobody."""

    AWAITS = "awaits"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    BESIDE = "beside"
