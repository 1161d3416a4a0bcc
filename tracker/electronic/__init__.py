"""Electronic papers: signatures kept beside papers, and archives that operators of electronic documents export.

Everything here is parsed, nothing is verified. What an archive says becomes a fact of a paper only by a person's word.
"""

from __future__ import annotations

from tracker.electronic.applying import apply
from tracker.electronic.exchange import Taken, archive_of, take, tie
from tracker.electronic.listing import EntryView, ExchangeView, find_entry, list_exchanges
from tracker.electronic.signing import (
    Added,
    Compared,
    SignatureView,
    accept,
    add_signature,
    compare,
    papers_with_signatures,
    signatures_of,
)

__all__ = [
    "Added",
    "Compared",
    "EntryView",
    "ExchangeView",
    "SignatureView",
    "Taken",
    "accept",
    "add_signature",
    "apply",
    "archive_of",
    "compare",
    "find_entry",
    "list_exchanges",
    "papers_with_signatures",
    "signatures_of",
    "take",
    "tie",
]
