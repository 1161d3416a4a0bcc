"""A paper holds by the client's silence alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tracker import phrases
from tracker.evidence import DEEMED, deemed_accepted_after
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Standing


class OneSidedOnly(Rule):
    """Исполнение держится на одностороннем акте.

    Почему это важно: молчание клиента по условию договора заменяет подпись, но доставку придётся доказывать, а скрытые
    недостатки клиент вправе заявить и позже.

    Что делать: сохранить доказательства доставки и всё же получить подпись клиента.
    """

    name = "one_sided_only"
    title = "Подтверждено: односторонний акт"
    basis = (
        "acceptance_of_works",
        "acceptance_of_services",
        "delivery_of_messages",
    )
    steps = ((0, Severity.LOW),)
    action = (
        "Сохраните доказательства доставки, сделайте отметку об одностороннем подписании и всё же получите "
        "подпись клиента."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every paper that counts by silence."""
        for paper in deal.papers:
            last_day = deemed_accepted_after(paper.document, deal.contract)
            if last_day is not None:
                exposure = sum(amount for item, amount in paper.obligations if item.obligation.kind in DEEMED)
                since = last_day + timedelta(1)
                yield Case(since=since, exposure=exposure, document=paper.document.id, about=paper.document)

    def message(self, case: Case) -> str:
        """Which paper, and when it was delivered."""
        document = case.about
        delivered = phrases.day(document.delivered_on)
        return (
            f"{phrases.paper(document)}: документ доставлен {delivered}, клиент не подписал его и не возразил, "
            "исполнение держится на одностороннем документе."
        )
