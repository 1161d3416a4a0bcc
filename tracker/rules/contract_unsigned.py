"""Money or performance without a signed contract."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity, Steps
from tracker.standing import Standing


class ContractUnsigned(Rule):
    """Деньги пришли или исполнение началось, а договор клиентом не подписан.

    Почему это важно: без подписи клиента трудно доказать, что он согласился с условиями: сроком приёмки, приёмкой по
    молчанию, пенями, подсудностью. Если же каждое исполнение полностью подтверждено, спорить станут только об условиях.

    Что делать: получить подписанный договор; до этого не исполнять дальше.
    """

    name = "contract_unsigned"
    title = "Договор не подписан клиентом"
    basis = (
        "written_form",
        "acceptance_by_conduct",
    )
    steps = ((0, Severity.HIGH),)
    action = "Получите подписанный клиентом договор, пока стороны не спорят; до этого лучше не исполнять дальше."

    def cases(self, deal: Standing) -> Iterator[Case]:
        """One for a deal that lives without the client's signature under its contract."""
        if deal.contract and deal.contract.signed_by_client_on:
            return
        days = [payment.date for payment in deal.receipts] + [item.performed_on for item in deal.performed_items]
        if days:
            exposure = max(deal.received, deal.performed)
            yield Case(
                since=min(days), exposure=exposure, about=deal.contract, steps=_PROVED if _is_proved(deal) else None
            )

    def message(self, case: Case) -> str:
        """Whether there is a contract, and since when the deal lives without it."""
        what = "Договора нет" if case.about is None else "Договор клиентом не подписан"
        since = phrases.day(case.since)
        if case.exposure == 0:
            return f"{what}, а деньги по сделке приходили {since}."
        return f"{what}, а исполнено или получено уже {phrases.roubles(case.exposure)}, начиная с {since}."


_PROVED: Steps = ((0, Severity.MEDIUM),)


def _is_proved(deal: Standing) -> bool:
    """Whether full papers cover every performance, and there is at least one."""
    items = deal.performed_items
    return bool(items) and all(item.confirmed_fully >= item.performed for item in items)
