"""A bank statement into the database: operations that are new, the payments that they prove, and where these belong.

All of it is one change: a statement that cannot be read to its end, or may not be loaded, leaves nothing behind.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from sqlalchemy import insert, update

from tracker.errors import RefusedError
from tracker.house import Work
from tracker.matching.deposits import Deposits
from tracker.matching.known_operations import KnownOperations, Sifted
from tracker.matching.parties_known import Sides
from tracker.models import OperationRow, StatementRow
from tracker.recording.operation_states import OperationState
from tracker.statements.base import Operation, Reading
from tracker.vault import remember

AT_ONCE: Final = 1_000
"""Operations that are written at once."""

_LONGEST_CODE = 200
_MOST_NAMED = 10


class ConsentNeededError(RefusedError):
    """The statement contradicts itself; a person may load it all the same. ``warnings``: what is wrong, in Russian."""

    def __init__(self, warnings: Sequence[str]) -> None:
        self.warnings = tuple(warnings)
        super().__init__("\n".join((*self.warnings, "Ничего не записано: с такой выпиской нужно ваше согласие.")))


class ForeignStatementError(RefusedError):
    """No account of the statement is ours."""


@dataclass(slots=True, kw_only=True)
class Imported:
    """What an import did. ``statement_id``: None if nothing in the statement was new, so nothing was written.

    read: operations in the file; known: loaded before; repeats: the same once more in this file; foreign: on accounts
    that are not ours; future: dated later than today; tied: of money that was recorded already; states: new operations
    by what became of them.
    """

    statement_id: int | None = None
    read: int = 0
    known: int = 0
    repeats: int = 0
    foreign: int = 0
    future: int = 0
    tied: int = 0
    states: Counter[OperationState] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)

    @property
    def new(self) -> int:
        """New operations."""
        return self.states.total()


def import_statement(work: Work, reading: Reading, *, name: str, content: bytes, has_consent: bool = False) -> Imported:
    """Loads a statement that is being read; ``content``: its file, kept in the vault under ``name``.

    Raises StatementError for a file that cannot be read, ConsentNeededError for one that contradicts itself without
    consent, ForeignStatementError for accounts none of which is ours.
    """
    return _Import(work, reading, name, content).run(has_consent=has_consent)


class _Import:
    def __init__(self, work: Work, reading: Reading, name: str, content: bytes) -> None:
        self._work = work
        self._reading = reading
        self._name = name
        self._content = content
        self._sides = Sides(work.connection)
        self._deposits = Deposits(work, self._sides)
        self._known = KnownOperations(work.connection, reading.format)
        self._foreign: set[str] = set()
        self._position = 0
        self.done = Imported()

    def run(self, *, has_consent: bool) -> Imported:
        for some in _chunks(self._reading.operations()):
            self._take(some)
        self._refuse_foreign()
        if self.done.statement_id is None:
            return self.done
        warnings = self._reading.warnings
        if warnings.needs_consent and not has_consent:
            raise ConsentNeededError(warnings.texts)
        self.done.warnings[:0] = warnings.texts
        self._finish()
        return self.done

    def _take(self, operations: Sequence[Operation]) -> None:
        self.done.read += len(operations)
        sifted = self._new(operations)
        new = sifted.new
        if not new:
            return
        key = self._statement()
        deposited = self._deposits.take(new, sifted.alike)
        self.done.tied += deposited.tied
        rows = []
        for operation in new:
            payment_id, state = deposited.of(operation)
            self.done.states[state] += 1
            doubts = json.dumps(deposited.doubts.get(operation.key, ()), ensure_ascii=False)
            rows.append({**self._row(operation, key, payment_id, state), "doubts": doubts})
        self._work.connection.execute(insert(OperationRow), rows)
        self._deposits.settle()
        self._write_events()

    def _new(self, operations: Sequence[Operation]) -> Sifted:
        """Operations on our accounts that no file has told of; the others are counted."""
        found: dict[str, Operation] = {}
        for operation in operations:
            if operation.account not in self._sides.own_accounts:
                self.done.foreign += 1
                self._foreign.add(operation.account)
            elif operation.date > self._work.today:
                self.done.future += 1
            elif operation.repeat or operation.key in found:
                self.done.repeats += 1
            else:
                found[operation.key] = operation
        sifted = self._known.sift(found, self.done.statement_id)
        self.done.known += len(found) - len(sifted.new)
        return sifted

    def _statement(self) -> int:
        """The row of the statement; made with the first operation that is new, its counts at the end."""
        if self.done.statement_id is None:
            digest = sha256(self._content).hexdigest()
            remember(self._work.connection, digest, len(self._content))
            values = {
                "sha256": digest,
                "name": self._name,
                "format": self._reading.format,
                "operations": 0,
                "warnings": "[]",
                "loaded_at": self._work.at,
                "loaded_by": self._work.actor,
            }
            statement = insert(StatementRow).values(**values).returning(StatementRow.id)
            self.done.statement_id = self._work.connection.execute(statement).scalar_one()
        return self.done.statement_id

    def _row(self, operation: Operation, statement_id: int, payment_id: int | None, state: OperationState) -> Any:
        self._position += 1
        return {
            "statement_id": statement_id,
            "position": self._position,
            "key": operation.key,
            "organization_id": self._sides.own_accounts[operation.account],
            "account": operation.account,
            "date": operation.date,
            "amount": operation.amount,
            "direction": operation.direction.value,
            "is_internal": state is OperationState.INTERNAL,
            "number": operation.number[:_LONGEST_CODE] or None,
            "kind": operation.kind[:_LONGEST_CODE] or None,
            "counterparty_name": operation.other.name or None,
            "counterparty_inn": operation.other.inn[:_LONGEST_CODE] or None,
            "counterparty_account": operation.other.account[:_LONGEST_CODE] or None,
            "purpose": operation.purpose,
            "payment_id": payment_id,
            "state": state.value,
        }

    def _write_events(self) -> None:
        """Events now, findings at the end: a deal may get money many times in one statement."""
        self._work.journal.record(self._work.connection, self._work.changes)
        self._work.changes.clear()

    def _refuse_foreign(self) -> None:
        listed = {account.account for account in self._reading.accounts} | self._foreign
        foreign = sorted(listed - self._sides.own_accounts.keys())
        if not foreign:
            return
        named = ", ".join(foreign[:_MOST_NAMED])
        if len(foreign) == len(listed):
            raise ForeignStatementError(
                f"В выписке нет счетов наших организаций, есть только {named}. Если счёт наш, укажите его в реквизитах "
                "организации (раздел organization файла сделок, pervichka load --update) и загрузите выписку снова; "
                "ничего не записано."
            )
        self.done.warnings.append(f"Счета не наши, операции по ним пропущены: {named}.")

    def _finish(self) -> None:
        """The file into the vault before the row that speaks of it is committed; counts; the event."""
        digest = self._work.vault.put(self._content)
        states = {state.value: count for state, count in sorted(self.done.states.items())}
        texts = json.dumps(self.done.warnings, ensure_ascii=False)
        statement = update(StatementRow).where(StatementRow.id == self.done.statement_id)
        self._work.connection.execute(statement.values(operations=self.done.new, warnings=texts))
        self._work.note(
            "statement.imported",
            f"statement:{self.done.statement_id}",
            name=self._name,
            format=self._reading.format,
            sha256=digest,
            operations=self.done.new,
            states=states,
            tied=self.done.tied,
            warnings=self.done.warnings,
        )


def _chunks(operations: Iterator[Operation]) -> Iterator[list[Operation]]:
    while some := list(islice(operations, AT_ONCE)):
        yield some
