"""The claim of a stored deal: facts, money and contract read, the sanction chosen, all of it computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from docgen.claims.computing import Sanction
from docgen.claims.penalty import PenaltyTerms
from tracker.claims.computing import DealClaim, compute
from tracker.claims.receipts import read_receipts
from tracker.claims.sanctions import choose, contract_terms
from tracker.errors import NotFoundError
from tracker.fact_store import read_deals
from tracker.key_rates import house_rates
from tracker.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimChoice:
    """How a claim is to be computed; by default as the deal and its contract lead to.

    sanction: None for the contract's. penalty: of a contract that is not known here. due: terms of payments by their
    ids, where a person knows better. is_exact: the contract does not move terms from days off.
    """

    sanction: Sanction | None = None
    penalty: PenaltyTerms | None = None
    due: Mapping[str, date] = field(default_factory=dict)
    is_exact: bool = False


def claim_of(connection: Connection, deal_id: int, on: date, grace_days: int, choice: ClaimChoice) -> DealClaim:
    """The claim through the day ``on``.

    Raises NotFoundError, NothingToClaimError, RefusedError, and what ``docgen.claims`` raises.
    """
    deal = next(iter(read_deals(connection, [deal_id], is_money_only=True)), None)
    if deal is None:
        raise NotFoundError("Такой сделки в базе нет: проверьте идентификатор.")
    contract = contract_terms(connection, deal_id)
    chosen = choose(contract, choice.sanction, choice.penalty)
    if chosen.sanction is Sanction.INTEREST:
        chosen = replace(chosen, rates=house_rates(connection))
    return compute(
        Standing(deal.facts, on, grace_days),
        read_receipts(connection, deal_id),
        chosen,
        contract=contract,
        told=choice.due,
        is_exact=choice.is_exact,
    )
