"""Nothing proves that a paper reached the client."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity, from_day
from tracker.standing import Standing


class DeliveryUnproven(Rule):
    """Закрывающий документ отправлен, но доставка не подтверждена.

    Почему это важно: пока доставка не доказана, молчание клиента ничего не значит: срок приёмки считают от
    получения.

    Что делать: найти уведомление, квитанцию, отчёт почты или перевозчика, письмо на уполномоченный адрес; если их
    нет — отправить ещё раз заказным письмом с описью вложения.
    """

    name = "delivery_unproven"
    title = "Доставка не подтверждена"
    basis = ("delivery_of_messages",)
    steps = ((0, Severity.MEDIUM),)
    action = (
        "Найдите подтверждение доставки или отправьте документ ещё раз: заказным письмом с описью вложения и "
        "уведомлением."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every confirming paper whose way to the client nobody can show."""
        for paper in deal.papers:
            document = paper.document
            if not paper.is_confirming or not document.sent_on or document.delivered_on:
                continue
            if not paper.is_signed and not document.refused_on:
                since = from_day(document.sent_on, _DAYS)
                yield Case(since=since, exposure=paper.cover, document=document.id, about=document)

    def message(self, case: Case) -> str:
        """Which paper, and when it was sent."""
        document = case.about
        return (
            f"{phrases.paper(document)}: документ отправлен {phrases.day(document.sent_on)}, доставка не подтверждена."
        )


_DAYS = 14
