"""What an operator's archive says: entries (a paper with all that belongs to it), their files, signatures, states."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from docgen.signatures.facts import Signature


class Role(StrEnum):
    """What a file of an archive is, by its content."""

    TITLE = "title"  # the seller's part of a formal document
    BUYER_TITLE = "buyer_title"
    DISPATCH = "dispatch"  # the operator took it from the sender: DP_PDPOL
    DELIVERY = "delivery"  # the operator passed it on: DP_PDOTPR
    NOTICE = "notice"  # the other side's notice of receipt: DP_IZVPOL
    CLARIFICATION = "clarification"  # DP_UVUTOCH, by which a signature is refused too
    ANNULMENT = "annulment"  # DP_PRANNUL
    ATTORNEY = "attorney"  # a machine-readable power of attorney
    SIGNATURE = "signature"
    FILE = "file"  # a PDF, a protocol of the operator, anything else


class State(StrEnum):
    """What is said of a paper."""

    SIGNED_BY_US = "signed_by_us"
    SENT = "sent"
    DELIVERED = "delivered"
    RECEIVED_NOTICE = "received_notice"
    CLARIFICATION = "clarification"
    SIGNED = "signed"
    SIGNED_WITH_DIFFERENCES = "signed_with_differences"
    REFUSED = "refused"
    ANNULMENT_PROPOSED = "annulment_proposed"
    ANNULLED = "annulled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeFile:
    """A file by its path in the archive; one inside an inner archive is «inner.zip/name»."""

    name: str
    size: int
    sha256: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What the XML of a formal document states. total: kopecks with VAT. function: СЧФ, СЧФДОП or ДОП."""

    number: str | None = None
    date: dt.date | None = None
    revision: int = 0
    function: str | None = None
    total: int | None = None
    seller_inn: str | None = None
    buyer_inn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A state, and the file that says it. said_on, said_time: as written there, by the operator's clock."""

    state: State
    source: str
    said_on: dt.date | None = None
    said_time: str | None = None
    details: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySignature:
    """A signer in file ``name``, and the file ``of`` that is taken for the signed one."""

    name: str
    of: str
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A paper in an archive: its own file ``name`` and everything that belongs to it."""

    name: str
    files: tuple[ExchangeFile, ...]
    title: Title | None = None
    facts: tuple[Fact, ...] = ()
    signatures: tuple[EntrySignature, ...] = ()
    attorneys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A file that could not be read or placed, and why, in Russian."""

    name: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """An archive. ``contents``: bytes of its files by name, in the process of whoever asked for it."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    operator: str | None = None
    contents: dict[str, bytes] = field(default_factory=dict)
