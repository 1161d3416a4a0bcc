"""Nothing shows that the signer had the right to sign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tracker import phrases
from tracker.evidence import Strength, is_signer_authorised
from tracker.facts import Authority, Contract, Document
from tracker.rules.base import Case, Rule, Severity, Steps
from tracker.standing import Standing


class SignerUnauthorised(Rule):
    """Полномочия того, кто подписал за клиента, не подтверждены.

    Почему это важно: подпись человека без полномочий клиента не обязывает, пока клиент её не одобрил. Новый
    директор скажет, что кладовщик или бухгалтер подписывать не мог.

    Что делать: получить копию доверенности, действовавшей в день подписи, или письмо об одобрении; либо подписать
    документ заново у руководителя.
    """

    name = "signer_unauthorised"
    title = "Полномочия подписавшего не подтверждены"
    basis = (
        "authority_from_circumstances",
        "power_of_attorney",
    )
    steps = ((0, Severity.MEDIUM),)
    action = (
        "Получите копию доверенности, которая действовала в день подписи, или письмо клиента об одобрении; иначе "
        "подпишите документ заново у руководителя."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Signed papers, and the contract, whose signer's authority nothing shows."""
        for paper in deal.papers:
            signed_on = paper.document.signed_by_client_on
            if paper.strength is Strength.UNAUTHORISED and signed_on:
                yield _case(paper.document, signed_on, exposure=paper.cover, document=paper.document.id)
        contract = deal.contract
        if contract and contract.signed_by_client_on and not is_signer_authorised(contract):
            yield _case(contract, contract.signed_by_client_on, exposure=0, document=None)

    def message(self, case: Case) -> str:
        """Which paper, and what is wrong with the signature."""
        signed = case.about
        name = phrases.contract(signed) if case.document is None else phrases.paper(signed)
        signed_on = phrases.day(signed.signed_by_client_on)
        return f"{name}: документ подписан клиентом {signed_on}, но {_REASONS[signed.signer_authority]}."


_GRAVE: Steps = ((0, Severity.HIGH),)
_REASONS = {
    Authority.NONE: "полномочий у подписавшего нет",
    Authority.UNKNOWN: "неизвестно, кто подписал и на каком основании",
    Authority.CIRCUMSTANCES: "полномочия на такой документ из обстановки не следуют, нужна доверенность",
    Authority.POWER_OF_ATTORNEY: "доверенность подписавшего в этот день не действовала",
}


def _case(signed: Document | Contract, signed_on: date, *, exposure: int, document: str | None) -> Case:
    authority = signed.signer_authority
    is_grave = authority in {Authority.NONE, Authority.POWER_OF_ATTORNEY}
    steps = _GRAVE if is_grave else None
    return Case(since=signed_on, exposure=exposure, document=document, about=signed, steps=steps)
