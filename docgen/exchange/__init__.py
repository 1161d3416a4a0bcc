"""Archives that operators of electronic documents export: papers, signatures, receipts, read without trusting any.

Operators pack them differently, so nothing is expected of folders and names but what they show: what a file is, is
told by its content. ``read_archive`` opens the archive in the limited process.
"""

from __future__ import annotations

from docgen.exchange.errors import UnreadableExchangeError
from docgen.exchange.facts import Archive, Entry, EntrySignature, ExchangeFile, Fact, Problem, Role, State, Title
from docgen.exchange.reading import MOST_ARCHIVE_BYTES, read_archive

__all__ = [
    "MOST_ARCHIVE_BYTES",
    "Archive",
    "Entry",
    "EntrySignature",
    "ExchangeFile",
    "Fact",
    "Problem",
    "Role",
    "State",
    "Title",
    "UnreadableExchangeError",
    "read_archive",
]
