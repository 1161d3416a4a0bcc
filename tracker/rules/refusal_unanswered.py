"""A reasoned refusal without our answer."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Standing


class RefusalUnanswered(Rule):
    """На мотивированный отказ клиента нет ответа.

    Почему это важно: пока мы не ответили и не устранили недостатки, приёмка спорна: односторонний акт суд признает
    недействительным, если сочтёт причины отказа обоснованными.

    Что делать: ответить по каждой причине: устранить недостаток или объяснить, почему его нет, и записать день
    ответа.
    """

    name = "refusal_unanswered"
    title = "Мотивированный отказ без ответа"
    basis = (
        "acceptance_of_works",
        "acceptance_of_services",
        "acceptance_of_goods",
    )
    steps = ((0, Severity.HIGH),)
    action = (
        "Ответьте клиенту на каждую причину отказа: устраните недостаток или объясните, почему его нет, и "
        "запишите день ответа."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every confirming paper that the client refused and we did not answer."""
        for paper in deal.papers:
            document = paper.document
            if paper.is_confirming and document.refused_on and not paper.is_signed and not document.refusal_answered_on:
                yield Case(since=document.refused_on, exposure=paper.cover, document=document.id, about=document)

    def message(self, case: Case) -> str:
        """Which paper was refused and when."""
        document = case.about
        refused = phrases.day(document.refused_on)
        return f"{phrases.paper(document)}: мотивированный отказ клиента получен {refused}, ответа от нас нет."
