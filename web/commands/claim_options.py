"""Keys of the lawyer's commands that say how a claim is computed and written, and what they mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import reduce
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from docgen.claims.penalty import PenaltyTerms
    from tracker.claims.letters import LetterTerms
    from tracker.claims.preparing import ClaimChoice

_MOST_SHEETS = 9999
_COMPUTING = (
    click.option(
        "--sanction",
        type=click.Choice(["interest", "penalty", "none"]),
        metavar="САНКЦИЯ",
        help="interest — проценты по ст. 395, penalty — пени, none — один долг; по умолчанию пени договора, а без них "
        "проценты.",
    ),
    click.option("--penalty", metavar="ПРОЦЕНТ", help="Пени в день из договора, составленного не здесь, например 0.1."),
    click.option("--penalty-cap", metavar="ПРОЦЕНТ", help="Предел пеней, процент от неуплаченной в срок суммы."),
    click.option("--due", multiple=True, metavar="ОПЛАТА=ДЕНЬ", help="Срок оплаты на деле, если в сделке он другой."),
    click.option("--exact-terms", "is_exact", is_flag=True, help="Договор не переносит срок оплаты с нерабочего дня."),
)


def computing(command: Callable[..., None]) -> Callable[..., None]:
    """Keys that say how a claim is computed; they reach the command as ``sanction``, ``penalty``…"""
    return reduce(lambda made, option: option(made), reversed(_COMPUTING), command)


def choice_of(asked: dict[str, Any]) -> ClaimChoice:
    """How to compute, by the keys of ``computing``. Raises SettingError and PenaltyError."""
    from docgen.claims.computing import Sanction
    from tracker.claims.preparing import ClaimChoice

    return ClaimChoice(
        sanction=Sanction(asked["sanction"]) if asked["sanction"] else None,
        penalty=_penalty(asked["penalty"], asked["penalty_cap"]),
        due=dict(map(_due, asked["due"])),
        is_exact=asked["is_exact"],
    )


def _penalty(told: str | None, told_cap: str | None) -> PenaltyTerms | None:
    from docgen.claims.penalty import PenaltyTerms
    from web.settings import SettingError

    cap = _percent(told_cap, "--penalty-cap")
    percent = _percent(told, "--penalty")
    if percent is None:
        if cap is not None:
            raise SettingError("Предел пеней указан без их размера: добавьте --penalty.")
        return None
    return PenaltyTerms(percent_per_day=percent, cap_percent=cap)


def _percent(told: str | None, where: str) -> Decimal | None:
    from web.settings import SettingError

    if told is None:
        return None
    try:
        return Decimal(told.replace(",", "."))
    except InvalidOperation:
        raise SettingError(f"{where}: «{told}» — не процент. Пример: 0.1.") from None


def _due(told: str) -> tuple[str, date]:
    """«payment-2=2026-07-02» as the id of a payment and its term."""
    from web.settings import SettingError

    name, _, day = (part.strip() for part in told.rpartition("="))
    try:
        return name, date.fromisoformat(day)
    except ValueError:
        raise SettingError(f"--due «{told}»: нужно «оплата=день», например payment-2=2026-07-02.") from None


def letter_terms_of(connection: Connection, key: int, asked: dict[str, Any]) -> LetterTerms:
    """How to write the letter of the deal with this key. Raises SettingError, NotFoundError."""
    from tracker.claim_terms import RESPONSE_DAYS
    from tracker.claims.letters import LetterTerms

    return LetterTerms(
        way=asked["way"] or "valuable",
        response_days=asked["response_days"] or RESPONSE_DAYS,
        penalty_clause=asked["penalty_clause"],
        court=asked["court"],
        pages=dict(_counted(connection, key, one) for one in asked["pages"]),
    )


def _counted(connection: Connection, key: int, told: str) -> tuple[int, int]:
    """«w1=2» as the key of the paper and its sheets."""
    from tracker.lookup import document_key
    from web.settings import SettingError

    name, _, count = (part.strip() for part in told.rpartition("="))
    if not name or not (count.isascii() and count.isdigit() and 0 < int(count) <= _MOST_SHEETS):
        raise SettingError(f"--pages «{told}»: нужно «документ=листов», например w1=2.")
    return document_key(connection, key, name), int(count)
