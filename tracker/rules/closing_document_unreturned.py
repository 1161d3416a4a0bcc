"""A closing paper was sent and did not come back signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tracker import phrases
from tracker.evidence import Strength, last_day_to_sign
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Standing


class ClosingDocumentUnreturned(Rule):
    """Закрывающий документ отправлен, но подписанным не вернулся.

    Почему это важно: неподписанный документ ничего не подтверждает. Клиенту дан срок приёмки по договору, а если его
    там нет, программа ждёт 10 дней; после ответа на мотивированный отказ срок идёт заново.

    Что делать: напомнить клиенту и узнать, у кого документ. Если по договору молчание означает приёмку услуг или
    работ, собрать доказательства доставки.
    """

    name = "closing_document_unreturned"
    title = "Закрывающий документ не возвращён"
    basis = (
        "acceptance_of_works",
        "acceptance_of_services",
        "acceptance_of_goods",
    )
    steps = (
        (0, Severity.MEDIUM),
        (30, Severity.HIGH),
    )
    heeds_silence = True
    action = (
        "Напомните клиенту и узнайте, у кого документ; не отвечают — отправьте его заново с описью вложения. Когда "
        "документ вернётся, запишите день подписи."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every confirming paper that the client keeps longer than it may."""
        for paper in deal.papers:
            document = paper.document
            if not paper.is_confirming or not document.sent_on or paper.is_signed:
                continue
            if paper.strength is Strength.ONE_SIDED:
                continue
            starts_on = document.refusal_answered_on if document.refused_on else document.sent_on
            if starts_on is not None:
                since = last_day_to_sign(starts_on, deal.contract) + timedelta(1)
                yield Case(since=since, exposure=paper.cover, document=document.id, about=document)

    def message(self, case: Case) -> str:
        """Which paper did not come back."""
        document = case.about
        if document.refused_on:
            answered = phrases.day(document.refusal_answered_on)
            return f"{phrases.paper(document)}: на отказ отвечено {answered}, но подписанным документ не возвращён."
        sent = phrases.day(document.sent_on)
        return f"{phrases.paper(document)}: документ отправлен клиенту {sent}, подписанным не возвращён."
