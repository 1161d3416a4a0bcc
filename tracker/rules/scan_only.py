"""The original of a signed paper never came."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import phrases
from tracker.evidence import Strength
from tracker.rules.base import Case, Rule, Severity, from_day
from tracker.standing import Standing


class ScanOnly(Rule):
    """Подписанный документ есть только в скан-копии.

    Почему это важно: если клиент скажет, что подписи не ставил, экспертизе нужен оригинал; а когда копии сторон
    расходятся, без оригинала факт не доказан.

    Что делать: запросить оригинал (или подписать документ через оператора ЭДО) и записать день, когда он получен.
    """

    name = "scan_only"
    title = "Подтверждено: скан-копия"
    basis = (
        "written_form",
        "evidence_in_court",
    )
    steps = (
        (0, Severity.LOW),
        (90, Severity.MEDIUM),
    )
    action = (
        "Запросите у клиента оригинал или подпишите документ через оператора ЭДО и запишите день, когда он получен."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Papers of strength scan, and the contract that the client signed, without their originals."""
        for paper in deal.papers:
            signed_on = paper.document.signed_by_client_on
            if paper.strength is Strength.SCAN and signed_on:
                since = from_day(signed_on, _DAYS)
                yield Case(since=since, exposure=paper.cover, document=paper.document.id, about=paper.document)
        contract = deal.contract
        if contract and contract.signed_by_client_on and not contract.original_on and not contract.electronic_on:
            yield Case(since=from_day(contract.signed_by_client_on, _DAYS), about=contract)

    def message(self, case: Case) -> str:
        """Which paper, and when it was signed."""
        signed = phrases.day(case.about.signed_by_client_on)
        name = phrases.contract(case.about) if case.document is None else phrases.paper(case.about)
        return f"{name}: документ подписан клиентом {signed}, но оригинал не получен."


_DAYS = 30
