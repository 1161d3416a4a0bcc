"""How strong a paper is as a confirmation, and what it can confirm at all."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

from docgen import working_days
from docgen.library import find_kind
from tracker.facts import Authority, Contract, Document, ObligationKind, Protection

RECONCILIATION: Final = "reconciliation_statement"
TAX_INVOICE: Final = "tax_invoice"
TRANSFER_DOCUMENT: Final = "universal_transfer_document"
CERTIFICATE: Final = "acceptance_certificate"
WAYBILL: Final = "waybill"
HANDOVER: Final = "handover_certificate"

GOODS_PAPERS: Final = frozenset({WAYBILL, HANDOVER, TRANSFER_DOCUMENT})
"""Papers that a receiver of goods signs."""

_DEEMED_PAPERS = frozenset({CERTIFICATE, TRANSFER_DOCUMENT})
DEEMED: Final = frozenset({ObligationKind.SERVICES, ObligationKind.WORKS})
"""What counts as accepted when the client keeps silent (ст. 720, 753, 783 ГК РФ); goods never do."""

WITHOUT_TERM: Final = 10
"""Days for which a paper may stay with the client where the contract says nothing."""


class Strength(StrEnum):
    """How strongly a paper confirms."""

    FULL = "full"
    SCAN = "scan"
    ONE_SIDED = "one_sided"
    UNAUTHORISED = "unauthorised"
    NONE = "none"


@cache
def confirmed_by(kind: str) -> frozenset[ObligationKind]:
    """Kinds of obligations that a signed paper of this kind proves: ``confirms`` of its metadata.yaml."""
    return frozenset(ObligationKind(name) for name in find_kind(kind).confirms)


@lru_cache(maxsize=50_000)
def working_day(day: date) -> date:
    """W(d): the day itself, or the next working one (ст. 193 ГК РФ)."""
    return working_days.next_working_day(day)


@lru_cache(maxsize=10_000)
def working_day_after(day: date, count: int) -> date:
    """The working day number ``count`` after ``day``."""
    for _ in range(count):
        day = working_days.next_working_day(day + timedelta(1))
    return day


def is_signer_authorised(paper: Document | Contract) -> bool:
    """Whether the client's signer had the right to sign. The paper is signed.

    Circumstances (п. 1 ст. 182 ГК РФ) make a receiver of goods, not a signer of a contract or an act.
    """
    match paper.signer_authority:
        case Authority.HEAD | Authority.APPROVED:
            return True
        case Authority.POWER_OF_ATTORNEY:
            return is_attorney_valid(paper)
        case Authority.CIRCUMSTANCES:
            return isinstance(paper, Document) and paper.kind in GOODS_PAPERS
        case _:
            return False


def is_attorney_valid(paper: Document | Contract) -> bool:
    """Whether the power of attorney was in force on the day of signing, where its days are known."""
    signed_on = paper.signed_by_client_on
    return paper.attorney is None or signed_on is None or paper.attorney.covers(signed_on)


def grants_deemed_acceptance(contract: Contract | None) -> bool:
    """Whether silence of the client counts: the contract says so and an authorised person signed it."""
    return (
        contract is not None
        and Protection.DEEMED_ACCEPTANCE in contract.protections
        and contract.signed_by_client_on is not None
        and is_signer_authorised(contract)
    )


def deemed_accepted_after(paper: Document, contract: Contract | None) -> date | None:
    """The last day for the client to object to a paper that it got and did not sign; None where silence means nothing.

    From the next day the paper is ``one_sided``: ст. 720, 753, 783 ГК РФ; ВС РФ 07.05.2020 № 308-ЭС20-4526.
    """
    if paper.kind not in _DEEMED_PAPERS or paper.signed_by_client_on or paper.refused_on or not paper.delivered_on:
        return None
    if contract is None or contract.acceptance_days is None or not grants_deemed_acceptance(contract):
        return None
    return working_day(paper.delivered_on + timedelta(contract.acceptance_days))


def last_day_to_sign(starts_on: date, contract: Contract | None) -> date:
    """The last day for the client's signature on a paper that it got on the day ``starts_on``, or was answered then."""
    if contract is None or contract.acceptance_days is None:
        return starts_on + timedelta(WITHOUT_TERM)
    return working_day(starts_on + timedelta(contract.acceptance_days))


def strength(paper: Document, contract: Contract | None, today: date) -> Strength:
    """How strongly the paper confirms on the day; facts later than ``today`` have been taken away."""
    if paper.signed_by_client_on:
        if not is_signer_authorised(paper):
            return Strength.UNAUTHORISED
        return Strength.FULL if paper.original_on or paper.electronic_on else Strength.SCAN
    last_day = deemed_accepted_after(paper, contract)
    return Strength.ONE_SIDED if last_day is not None and today > last_day else Strength.NONE


def counts_for(paper: Document, how: Strength, kind: ObligationKind) -> bool:
    """Whether what the paper covers of such an obligation is confirmed by it."""
    if kind not in confirmed_by(paper.kind):
        return False
    if how is Strength.FULL:
        return True
    if paper.kind == RECONCILIATION:
        return False
    return how is Strength.SCAN or (how is Strength.ONE_SIDED and kind in DEEMED)
