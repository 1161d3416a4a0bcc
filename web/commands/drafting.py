"""What the command line says of a paper to be issued → the draft that the tracker takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.intake import order_from
from docgen.intake.fields import Amount, FieldError
from docgen.intake.schema import MOST_ROUBLES, PartySection
from docgen.intake.source import Source
from docgen.library import Kind, audiences
from docgen.local_library import LocalTemplate
from docgen.money import Money
from tracker.errors import RefusedError
from tracker.house import Work
from tracker.lookup import obligation_key
from tracker.papers.drafts import Draft
from tracker.papers.stored import find_deal
from tracker.parties import organization_id_of

_AMOUNT = Amount(places=2, most=MOST_ROUBLES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose paper it is: an organisation of ours, and a deal of it or none."""

    organization_id: int
    deal_id: int | None


def owner_of(work: Work, source: Source, deal_id: int | None) -> Owner:
    """The organisation of the deal; without a deal, the seller that the file names.

    Raises RefusedError for a file without a seller, which can only be issued in a deal.
    """
    if deal_id is not None:
        deal = find_deal(work.connection, deal_id)
        return Owner(organization_id=deal["organization_id"], deal_id=deal_id)
    seller = source.data.get("seller")
    if not isinstance(seller, dict):
        raise RefusedError("В файле нет раздела seller: укажите сделку (--deal), к которой относится документ.")
    return Owner(organization_id=organization_id_of(work, PartySection.model_validate(seller)), deal_id=None)


def draft_of(
    work: Work,
    kind: Kind,
    source: Source,
    *,
    folder: Path,
    owner: Owner,
    covers: Iterable[str],
    local: LocalTemplate | None,
) -> Draft:
    """The draft of one paper. ``folder``: where the file lies. Raises InputError, RefusedError."""
    made = order_from(source, folder, audiences(), only=kind.name).snapshot if kind.is_of_kit else source
    given = list(covers)
    return Draft(
        kind=kind,
        organization_id=owner.organization_id,
        deal_id=owner.deal_id,
        source=made,
        covers=_all_covered(work, owner.deal_id, given) if given else None,
        local=local,
    )


def _all_covered(work: Work, deal_id: int | None, told: Sequence[str]) -> dict[int, int]:
    covered: dict[int, int] = {}
    for one in told:
        key, amount = _covered(work, deal_id, one)
        if key in covered:
            raise RefusedError(f"--covers «{one}»: это обязательство уже названо. Укажите его один раз, всей суммой.")
        covered[key] = amount
    return covered


def _covered(work: Work, deal_id: int | None, told: str) -> tuple[int, int]:
    """«o1=120000.00» as the key of the obligation and kopecks."""
    name, sign, amount = (part.strip() for part in told.rpartition("="))
    if deal_id is None or not sign or not name:
        raise RefusedError(f"--covers «{told}»: нужно «обязательство=сумма», например o1=120000.00, вместе с --deal.")
    return obligation_key(work.connection, deal_id, name), kopecks_of(amount, f"--covers «{told}»")


def kopecks_of(amount: str, where: str) -> int:
    """Kopecks of a sum in roubles. Raises RefusedError that begins with ``where`` it stood."""
    try:
        read = _AMOUNT.read(amount)
    except FieldError as error:
        raise RefusedError(f"{where}: {error}.") from error
    return Money.of(read).kopecks
