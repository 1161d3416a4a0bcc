"""The client says it paid; no money came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tracker import phrases
from tracker.evidence import working_day_after
from tracker.facts import Direction, Payment
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Standing


class PaymentClaimed(Rule):
    """Клиент сообщил об оплате, а деньги не поступили.

    Почему это важно: платёжное поручение, которое банк не исполнил, — не деньги; отгрузить по нему значит отгрузить в
    долг.

    Что делать: попросить платёжное поручение с отметкой банка, проверить реквизиты и назначение платежа; не
    исполнять, пока деньги не поступят.
    """

    name = "payment_claimed"
    title = "Сообщил об оплате, деньги не поступили"
    basis = ("place_of_payment",)
    steps = ((0, Severity.MEDIUM),)
    action = (
        "Попросите платёжное поручение с отметкой банка, проверьте реквизиты и поищите деньги в выписке; до "
        "поступления не исполняйте."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every word of the client that money did not follow."""
        receipts = deal.receipts
        left = [receipt.amount for receipt in receipts]
        for claim in sorted(_claims(deal), key=lambda claim: claim.date):
            missing = claim.amount
            for place, receipt in enumerate(receipts):
                if receipt.date >= claim.date:
                    taken = min(missing, left[place])
                    left[place] -= taken
                    missing -= taken
            if missing > 0:
                since = working_day_after(claim.date, _WORKING_DAYS) + timedelta(1)
                yield Case(since=since, exposure=missing, about=claim)

    def message(self, case: Case) -> str:
        """What the client said and what is missing."""
        claim = case.about
        said = f"Клиент {phrases.day(claim.date)} сообщил об оплате {phrases.roubles(claim.amount)}"
        if case.exposure == claim.amount:
            return f"{said}, но деньги не поступили."
        return f"{said}, но {phrases.roubles(case.exposure)} из них не поступило."


_WORKING_DAYS = 3


def _claims(deal: Standing) -> Iterator[Payment]:
    return (one for one in deal.payments if not one.is_in_hand and one.direction is Direction.IN)
