"""Operations with clients and strangers become payments: decided on one by one, written many at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, update

from tracker import phrases
from tracker.facts import Direction, Evidence
from tracker.house import Work
from tracker.matching import proposals
from tracker.matching.case import Case
from tracker.matching.deciding import decide
from tracker.matching.items import Decision, Money, Part, Payer
from tracker.matching.loading import Loader
from tracker.matching.open_items import Receipt
from tracker.matching.parties_known import BY_REQUISITES, Known, Sides
from tracker.matching.placing import allocations_of
from tracker.matching.purpose import Purpose, read_purpose
from tracker.matching.rematching import rematch
from tracker.matching.spelling import key_of
from tracker.matching.ties import Recorded, What
from tracker.models import PaymentRow
from tracker.recording.allocations import Allocation, allocate_all
from tracker.recording.money import FROM_STATEMENT, PaymentFacts, add_payments
from tracker.recording.operation_states import AWAITING, OperationState, settle, state_of, states_of
from tracker.statements.base import REVERSAL, Operation

_LONGEST_NUMBER = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposited:
    """What became of some operations: their payments and states by their keys; how many were tied to known money.

    doubts: by their keys, what of operations themselves speaks against sorting their money by program.
    """

    states: Mapping[str, tuple[int | None, OperationState]]
    doubts: Mapping[str, tuple[str, ...]]
    tied: int

    def of(self, operation: Operation) -> tuple[int | None, OperationState]:
        """The payment of an operation, if it has one, and its state."""
        return self.states[operation.key]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """An operation that becomes a payment, with what its text and requisites say."""

    operation: Operation
    purpose: Purpose
    known: Known
    payer: Payer
    is_alike: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decided:
    """What becomes of the money of an operation, and what of the operation itself speaks against any match."""

    read: _Read
    decision: Decision
    doubts: tuple[str, ...]


@dataclass(slots=True)
class Deposits:
    """Makes payments of operations; what is open runs from one ``take`` to the next."""

    work: Work
    sides: Sides
    loader: Loader = field(init=False)
    recorded: Recorded = field(init=False)
    _tied: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begins with nothing loaded."""
        self.loader = Loader(self.work.connection)
        self.recorded = Recorded(self.work.connection)

    def take(self, operations: Sequence[Operation], alike: Collection[str] = ()) -> Deposited:
        """Payments of these operations, decided in their order; operations are written by the caller.

        alike: keys of those that a statement may have told of before.
        """
        states: dict[str, tuple[int | None, OperationState]] = {}
        self.sides.load(operations)
        money = []
        for operation in operations:
            state = self._without_payment(operation)
            if state is None:
                money.append(operation)
            else:
                states[operation.key] = (None, state)
        read = self._read(money, alike)
        tied = {one.operation.key: key for one in read if (key := self._recorded(one)) is not None}
        states.update((key, (payment_id, OperationState.MATCHED)) for key, payment_id in tied.items())
        self._tie(read, tied)
        decided = [self._decided(one) for one in read if one.operation.key not in tied]
        states.update(self._write(decided))
        doubts = {one.read.operation.key: one.doubts for one in decided if one.doubts}
        return Deposited(states=states, doubts=doubts, tied=len(tied))

    def settle(self) -> None:
        """Gives operations of known money their states, now that they are written; what of it is free is proposed."""
        settle(self.work.connection, self._tied)
        states = states_of(self.work.connection, self._tied)
        rematch(self.work, [key for key, state in states.items() if state in AWAITING])
        self._tied.clear()

    def _without_payment(self, operation: Operation) -> OperationState | None:
        if self.sides.is_internal(operation):
            return OperationState.INTERNAL
        if operation.direction is Direction.OUT and not self.sides.other(operation).clients:
            return OperationState.OTHER
        return None

    def _read(self, operations: Sequence[Operation], alike: Collection[str]) -> list[_Read]:
        told = [(one, read_purpose(one.purpose), self.sides.other(one)) for one in operations]
        searched = [known.clients or self._strangers(one, purpose) for one, purpose, known in told]
        new = self.loader.add_clients(client for clients in searched for client in clients)
        self.recorded.add_clients(new)
        returns = (known.clients for one, _, known in told if one.direction is Direction.OUT)
        self.loader.add_receipts(client for clients in returns for client in clients)
        read = [
            _Read(
                operation=one,
                purpose=purpose,
                known=known,
                payer=self._payer(one.direction, known, clients),
                is_alike=one.key in alike,
            )
            for (one, purpose, known), clients in zip(told, searched, strict=True)
        ]
        self._load_vat(read)
        return read

    def _strangers(self, operation: Operation, purpose: Purpose) -> tuple[int, ...]:
        return self.loader.strangers(self.sides.own_accounts[operation.account], purpose)

    def _payer(self, direction: Direction, known: Known, searched: tuple[int, ...]) -> Payer:
        """Whose money it is, in words and points."""
        names = [self.loader.items.clients[client].name for client in known.clients]
        return Payer(
            clients=known.clients,
            searched=searched,
            how=known.how(direction, names),
            score=BY_REQUISITES if known.clients else 0,
        )

    def _load_vat(self, read: Iterable[_Read]) -> None:
        found = (
            self.loader.vat_needed(self._organization(one.operation), one.payer.searched, one.purpose) for one in read
        )
        self.loader.load_vat(key for keys in found for key in keys)

    def _organization(self, operation: Operation) -> int:
        return self.sides.own_accounts[operation.account]

    def _recorded(self, one: _Read) -> int | None:
        """The payment that was recorded before, if the operation tells of one."""
        number = one.operation.number[:_LONGEST_NUMBER]
        taken = (self.recorded.take(what, number) for what in self._whats(one))
        return next((key for key in taken if key is not None), None)

    def _whats(self, one: _Read) -> Iterator[What]:
        """What the operation tells of, for each client that the other side may be."""
        operation, organization_id = one.operation, self._organization(one.operation)
        for client in one.known.clients:
            yield organization_id, client, operation.date, operation.amount, operation.direction.value

    def _tie(self, read: Iterable[_Read], tied: Mapping[str, int]) -> None:
        """Gives known money the number and the purpose that the bank tells, and notes what proves it now."""
        rows = []
        for one in read:
            key = tied.get(one.operation.key)
            if key is not None:
                told = {"number": one.operation.number[:_LONGEST_NUMBER] or None, "purpose": one.operation.purpose}
                rows.append({"tied": key, **{f"told_{name}": value for name, value in told.items()}})
                self.work.note("payment.tied", f"payment:{key}", operation=one.operation.key, **told)
        if rows:
            table = PaymentRow.__table__
            statement = (
                update(PaymentRow)
                .where(table.c.id == bindparam("tied"))
                .values(number=bindparam("told_number"), purpose=bindparam("told_purpose"))
            )
            self.work.connection.execute(statement, rows, execution_options={"synchronize_session": False})
        self._tied.extend(tied.values())

    def _write(self, decided: Sequence[_Decided]) -> dict[str, tuple[int | None, OperationState]]:
        facts = [self._facts(one.read, one.decision) for one in decided]
        keys = add_payments(self.work, facts)
        allocations: list[Allocation] = []
        proposed = {}
        states: dict[str, tuple[int | None, OperationState]] = {}
        for key, one, fact in zip(keys, decided, facts, strict=True):
            decision = one.decision
            allocations.extend(allocations_of(key, decision))
            if decision.proposals:
                proposed[key] = decision.proposals
            amount = decision.applied.amount if decision.applied else 0
            state = state_of(fact.amount, amount, fact.counterparty_id, has_proposals=decision.has_proposals)
            states[one.read.operation.key] = (key, state)
        allocate_all(self.work, allocations)
        proposals.keep(self.work.connection, proposed)
        return states

    def _decided(self, one: _Read) -> _Decided:
        operation, items = one.operation, self.loader.items
        money = Money(
            organization_id=self._organization(operation),
            on=operation.date,
            amount=operation.amount,
            direction=operation.direction,
        )
        doubts = tuple(self._doubts(one))
        decision = decide(Case(money=money, purpose=one.purpose, payer=one.payer, items=items, doubts=doubts))
        if decision.applied is not None:
            items.book(operation.direction, decision.applied.parts)
            self._remember(one, decision.applied.parts)
        return _Decided(read=one, decision=decision, doubts=doubts)

    def _doubts(self, one: _Read) -> Iterator[str]:
        if one.operation.kind == REVERSAL:
            yield "это сторно: банк отменил прежнюю операцию"
        if one.is_alike:
            yield "очень похожая операция того же дня уже загружена: возможно, это она же"
        days = (self.recorded.near(what) for what in self._whats(one))
        for recorded in filter(None, days):
            yield f"такая же сумма от {phrases.day(recorded)} уже записана, но выпиской не подтверждена"

    def _remember(self, one: _Read, parts: Iterable[Part]) -> None:
        """What came a moment ago may go back in the same statement."""
        operation = one.operation
        if operation.direction is Direction.OUT or not operation.number:
            return
        receipt = Receipt(date=operation.date, deals=frozenset(part.deal_id for part in parts))
        for client in one.known.clients:
            organization_id = self._organization(operation)
            self.loader.items.add_receipt(organization_id, client, key_of(operation.number), receipt)

    def _facts(self, one: _Read, decision: Decision) -> PaymentFacts:
        operation = one.operation
        return PaymentFacts(
            organization_id=self._organization(operation),
            counterparty_id=self._client(one, decision),
            date=operation.date,
            amount=operation.amount,
            evidence=Evidence.BANK_STATEMENT,
            direction=operation.direction,
            number=operation.number[:_LONGEST_NUMBER] or None,
            purpose=operation.purpose,
            source=FROM_STATEMENT,
        )

    def _client(self, one: _Read, decision: Decision) -> int | None:
        """The client by its requisites; of several that share them, the one whose deal was paid."""
        if len(one.known.clients) == 1:
            return one.known.clients[0]
        if decision.applied is None:
            return None
        return self.loader.items.deals[decision.applied.parts[0].deal_id].client_id
