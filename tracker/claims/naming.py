"""How debts and the strength of their papers are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracker import phrases
from tracker.claims.computing import ClaimedPart
from tracker.evidence import Strength

STRENGTHS: Final = {
    Strength.FULL: "Подтверждено: оригинал или ЭДО (КЭП)",
    Strength.SCAN: "Подтверждено: скан-копия",
    Strength.ONE_SIDED: "Подтверждено: односторонний акт",
    Strength.UNAUTHORISED: "Полномочия подписавшего не подтверждены",
    Strength.NONE: "Долг не подтверждён документами",
}
"""How a paper confirms, in the words of the screen."""


def part_name(part: ClaimedPart) -> str:
    """«УПД № 31 от 20.05.2026», or what is to be paid if no paper tells of it."""
    if part.paper is not None:
        return phrases.paper(part.paper.document)
    return f"Оплата «{part.payment}», закрывающего документа нет"


def why_from(part: ClaimedPart) -> Iterator[str]:
    """Why the delay begins when it does, where that is not the day after the agreed term."""
    if part.is_performed_late:
        yield (
            f"срок оплаты {phrases.day(part.agreed_on)} прошёл до исполнения, поэтому просрочка считается со дня, "
            f"следующего за исполнением {phrases.day(part.performed_on)} (ст. 328 ГК РФ)"
        )
    elif part.is_moved:
        yield (
            f"срок оплаты {phrases.day(part.agreed_on)} — нерабочий день, он окончился {phrases.day(part.due_on)} "
            "(ст. 193 ГК РФ)"
        )
