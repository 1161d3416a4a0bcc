"""A closing paper lies here and was not sent."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity, from_day
from tracker.standing import Standing


class ClosingDocumentUnsent(Rule):
    """Закрывающий документ составлен, но клиенту не отправлен.

    Почему это важно: пока клиент не получил документ, срок приёмки не идёт, и молчание клиента ничего не значит.

    Что делать: отправить документ способом, который доказывает доставку, и записать день отправки.
    """

    name = "closing_document_unsent"
    title = "Закрывающий документ не отправлен"
    basis = (
        "primary_documents",
        "delivery_of_messages",
    )
    steps = (
        (0, Severity.MEDIUM),
        (30, Severity.HIGH),
    )
    action = "Отправьте документ клиенту так, чтобы доставку можно было доказать, и запишите день отправки."

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every confirming paper that nobody sent."""
        for paper in deal.papers:
            document = paper.document
            if paper.is_confirming and not (document.sent_on or paper.is_signed or document.refused_on):
                since = from_day(document.date, _DAYS)
                yield Case(since=since, exposure=paper.cover, document=document.id, about=document)

    def message(self, case: Case) -> str:
        """Which paper lies here."""
        return f"{phrases.paper(case.about)}: документ составлен, но клиенту не отправлен."


_DAYS = 3
