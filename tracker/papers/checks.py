"""What a deal demands of a paper that is to be issued in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Select, select

from docgen.documents import DealKind
from docgen.library import Kind, find_kind
from tracker import phrases
from tracker.deal_kinds import CONTRACT_KINDS
from tracker.errors import NotFoundError, RefusedError
from tracker.evidence import GOODS_PAPERS
from tracker.house import Work
from tracker.models import CounterpartyRow, DocumentRow, ObligationRow, OrganizationRow, PartyRow
from tracker.papers.stored import name_of

SHIPPING: Final = GOODS_PAPERS
"""Papers with which goods leave the house."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What a paper covers of an obligation, kopecks."""

    obligation_id: int
    code: str
    amount: int


def check_covers(connection: Connection, deal: RowMapping | None, covers: Mapping[int, int]) -> list[Covered]:
    """What a paper covers. Raises RefusedError for obligations of no or another deal and for sums that cannot be."""
    if not covers:
        return []
    statement = select(ObligationRow.id, ObligationRow.code, ObligationRow.amount).where(
        ObligationRow.deal_id == (deal["id"] if deal is not None else None), ObligationRow.id.in_(covers)
    )
    owed = {row.id: row for row in connection.execute(statement)}
    for key, amount in covers.items():
        if key not in owed:
            raise RefusedError(f"Обязательства с ключом {key} в этой сделке нет: документ не может его покрывать.")
        if amount <= 0:
            raise RefusedError(f"Обязательство «{owed[key].code}»: покрытая сумма должна быть больше нуля.")
        if amount > owed[key].amount:
            raise RefusedError(
                f"Обязательство «{owed[key].code}» — {phrases.roubles(owed[key].amount)}, а документ покрывает "
                f"{phrases.roubles(amount)}: исправьте сумму."
            )
    return [Covered(obligation_id=key, code=owed[key].code, amount=amount) for key, amount in covers.items()]


def organization_inn(connection: Connection, organization_id: int) -> str:
    """ИНН of our organisation. Raises NotFoundError."""
    inn = connection.execute(select(OrganizationRow.inn).where(OrganizationRow.id == organization_id)).scalar()
    if inn is None:
        raise NotFoundError(f"Организации с ключом {organization_id} в базе нет. Обновите список и выберите снова.")
    return inn


def refuse_foreign_parties(
    connection: Connection, organization_id: int, deal: RowMapping | None, context: Mapping[str, Any]
) -> None:
    """Raises RefusedError for a paper of another organisation, deal or client than it is issued for."""
    _refuse_other_inn(context.get("seller"), organization_inn(connection, organization_id), "Наша сторона")
    if deal is None:
        return
    if deal["organization_id"] != organization_id:
        raise RefusedError(f"Сделка «{deal['code']}» — другой нашей организации: выпустите документ от неё.")
    statement = (
        select(PartyRow.inn)
        .join(CounterpartyRow, CounterpartyRow.party_id == PartyRow.id)
        .where(CounterpartyRow.id == deal["counterparty_id"])
    )
    _refuse_other_inn(context.get("client"), connection.execute(statement).scalar_one(), "Клиент")


def _refuse_other_inn(party: Any, inn: str, side: str) -> None:
    told = party.get("inn") if isinstance(party, Mapping) else None
    if told and told != inn:
        raise RefusedError(f"{side} в документе — ИНН {told}, а в базе — ИНН {inn}: проверьте, тот ли это документ.")


def refuse_other_contract(deal: RowMapping, kind: Kind) -> None:
    """Raises RefusedError for a contract of another kind than the deal's: services are not supplied."""
    fitting = CONTRACT_KINDS[deal["kind"]]
    if kind.has_clauses and kind.name != fitting:
        raise RefusedError(
            f"«{kind.title}» не подходит к сделке «{deal['code']}»: для неё есть «{find_kind(fitting).title}»."
        )


def refuse_second_contract(connection: Connection, deal: RowMapping) -> None:
    """Raises RefusedError where the deal has a contract already: it is superseded, or changed by an agreement."""
    found = live_contract(connection, deal["id"])
    if found is not None:
        raise RefusedError(
            f"В сделке «{deal['code']}» уже есть {name_of(found)}: замените его, аннулируйте или сделайте "
            "дополнительное соглашение."
        )


def refuse_shipment(work: Work, deal: RowMapping, kind: Kind) -> None:
    """Raises RefusedError for a paper that lets goods of a consignment go before the client signed the contract."""
    if deal["kind"] != DealKind.CONSIGNMENT.value or kind.name not in SHIPPING:
        return
    contract = live_contract(work.connection, deal["id"])
    if contract is None or contract["signed_by_client_on"] is None:
        raise RefusedError(
            f"{kind.caption}: товар не отпускается без подписанного договора. Отметьте подпись клиента на договоре "
            f"сделки «{deal['code']}» и повторите."
        )


def live_contract(connection: Connection, deal_id: int) -> RowMapping | None:
    """The contract of a deal that is neither annulled nor superseded."""
    return connection.execute(live_contracts(deal_id)).mappings().first()


def live_contracts(deal_id: int) -> Select[*tuple[Any, ...]]:
    """The statement for the latest contract of a deal that is neither annulled nor superseded."""
    return (
        select(DocumentRow.__table__)
        .where(
            DocumentRow.deal_id == deal_id,
            DocumentRow.is_contract,
            DocumentRow.annulled_on.is_(None),
            DocumentRow.superseded_on.is_(None),
        )
        .order_by(DocumentRow.id.desc())
        .limit(1)
    )
