"""CSV and XLSX as each bank lays them out, read through a mapping of their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from tracker.facts import Direction
from tracker.statements.base import Account, Operation, OtherSide, Warnings
from tracker.statements.errors import StatementError
from tracker.statements.reading.formats import Format
from tracker.statements.reading.keys import Repeats, key_of, sides
from tracker.statements.reading.notes import LeftOutError, Notes, cut, refuse_foreign
from tracker.statements.reading.source import Source
from tracker.statements.reading.values import account_of, day_of, kopecks_of

if TYPE_CHECKING:
    from tracker.statements.mappings.header import Header
    from tracker.statements.mappings.mapping import Mapping

_NAME: Final = "table"
_ZIP: Final = b"PK\x03\x04"
_SUMS: Final = ("amount", "credit", "debit")
_TOTALS: Final = re.compile(r"\s*(итог|всего|оборот|остат|сальдо|входящ|исходящ)", re.IGNORECASE)
_CUT: Final = "Файл оборван: в последней строке, {number}, не хватает столбцов. Выгрузите выписку заново."
_LOST_ZERO: Final = (9, 11)  # digits of an ИНН whose leading zero a spreadsheet took away


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table by the meaning of its cells."""

    number: int
    header: Header
    cells: list[str]

    def get(self, key: str) -> str:
        """The cell of a column, "" where there is none."""
        place = self.header.places.get(key)
        return self.cells[place].strip() if place is not None and place < len(self.cells) else ""

    @property
    def is_of_totals(self) -> bool:
        """Whether it sums others up, as its first word says."""
        return _TOTALS.match(next(filter(str.strip, self.cells), "")) is not None


class TableStatement:
    """A statement that is being read."""

    def __init__(self, source: Source, mapping: Mapping) -> None:
        self.format = _NAME
        self.accounts: list[Account] = []
        self.warnings = Warnings()
        self._source = source
        self._mapping = mapping

    def operations(self) -> Iterator[Operation]:
        """Each operation in the order of the file. Raises StatementError for a file that the mapping does not fit."""
        from tracker.statements.mappings.cells import table_rows

        self.accounts, self.warnings = [], Warnings()
        notes = Notes(self.warnings)
        rows = _Rows(self._mapping, self._own_accounts(), notes)
        has_whole, cut_at = False, 0
        for number, header, cells in table_rows(self._source, self._mapping, notes):
            operation = rows.read(Row(number, header, cells))
            is_whole = len(cells) > max(header.places.values())
            cut_at = number if operation is not None and has_whole and not is_whole else 0
            if operation is not None:
                has_whole |= is_whole
                yield operation
        if cut_at:
            notes.tell("Обрыв", _CUT.format(number=cut_at), consent=True)
        self.accounts = rows.accounts()
        notes.close()

    def _own_accounts(self) -> set[str]:
        """Our accounts, looked for first, so that a movement between two of them is known as such."""
        from tracker.statements.mappings.cells import table_rows

        if self._mapping.columns.account is None:
            return {account_of(self._mapping.account or "")}
        rows = table_rows(self._source, self._mapping, Notes(Warnings()))
        told = {account_of(Row(number, header, cells).get("account")) for number, header, cells in rows}
        return {account for account in told if account.isdigit()}


class _Rows:
    """Reads rows one after another. own: accounts of ours."""

    def __init__(self, mapping: Mapping, own: set[str], notes: Notes) -> None:
        self._mapping = mapping
        self._notes = notes
        self._repeats = Repeats()
        self._days: dict[str, tuple[date, date]] = {}
        self._own = own
        self._incoming = {word.casefold() for word in mapping.incoming}
        self._outgoing = {word.casefold() for word in mapping.outgoing}

    def accounts(self) -> list[Account]:
        """Our accounts that had operations, over the days of these; a table tells no balances."""
        return [
            Account(account=account, since=since, until=until, opening=None, credited=None, debited=None, closing=None)
            for account, (since, until) in self._days.items()
        ]

    def read(self, row: Row) -> Operation | None:
        """The operation of a row; None, told where it may be one, for a row that has none."""
        if not any(row.cells) or row.is_of_totals:
            return None
        try:
            return self._read(row)
        except LeftOutError as error:
            self._notes.leave_out(f"Строка {row.number}", error)
            return None

    def _read(self, row: Row) -> Operation:
        day = day_of(row.get("date"))
        if day is None and not any(row.get(key) for key in _SUMS):
            raise LeftOutError("пропущена, в ней нет ни даты, ни суммы", kind="Строки без даты и суммы", consent=False)
        if day is None:
            raise LeftOutError(f"не дата этого века: «{cut(row.get('date'))}»; внесите операцию сами")
        direction, amount = self._moved(row)
        if not amount:
            raise LeftOutError("не взята, сумма равна нулю", kind="Нулевые суммы", consent=False)
        account = account_of(row.get("account")) or account_of(self._mapping.account or "")
        if not account:
            raise LeftOutError("нет номера нашего счёта; внесите операцию сами")
        refuse_foreign(account, "не взята")
        return self._made(row, account, day, direction, amount)

    def _made(self, row: Row, account: str, day: date, direction: Direction, amount: int) -> Operation:
        self._see(account, day)
        account, direction, is_internal, other = sides(account, direction, _other(row, direction), self._own)
        kind, number, purpose = row.get("kind"), row.get("number"), " ".join(row.get("purpose").split())
        key = key_of(
            account=account,
            kind=kind,
            number=number,
            day=day,
            amount=amount,
            other_account=other.account,
            direction=direction,
            purpose=purpose,
        )
        repeat = self._repeats.count(key)
        if repeat:
            self._tell_repeat(row)
        return Operation(
            account=account,
            date=day,
            amount=amount,
            direction=direction,
            is_internal=is_internal,
            number=number,
            kind=kind,
            other=other,
            purpose=purpose,
            repeat=repeat,
            key=key,
        )

    def _see(self, account: str, day: date) -> None:
        since, until = self._days.get(account, (day, day))
        self._days[account] = min(since, day), max(until, day)

    def _moved(self, row: Row) -> tuple[Direction, int]:
        """Where money went and how much, nothing included. Raises LeftOutError if the row does not say it clearly."""
        if self._mapping.columns.amount is None:
            return _moved_by_pair(row)
        amount = kopecks_of(row.get("amount"))
        if amount is None:
            raise _unclear(row)
        if self._mapping.columns.direction is not None:
            return self._direction(row, amount), amount
        negative = self._mapping.negative
        positive = Direction.IN if negative is Direction.OUT else Direction.OUT
        return (negative, -amount) if amount < 0 else (positive, amount)

    def _direction(self, row: Row, amount: int) -> Direction:
        word = row.get("direction").casefold()
        if amount >= 0 and word in self._incoming:
            return Direction.IN
        if amount >= 0 and word in self._outgoing:
            return Direction.OUT
        raise _unclear(row)

    def _tell_repeat(self, row: Row) -> None:
        """Without a number two equal operations cannot be told from one that is told twice."""
        has_number = bool(row.get("number"))
        self._notes.tell(
            "Повторы",
            f"Строка {row.number}: такая операция в файле уже есть; при загрузке повтор не берётся."
            + ("" if has_number else " Номеров в таблице нет: проверьте, не две ли это разные операции."),
            consent=not has_number,
        )


def _moved_by_pair(row: Row) -> tuple[Direction, int]:
    credit, debit = (kopecks_of(row.get(key) or "0") for key in ("credit", "debit"))
    if credit is None or debit is None or credit < 0 or debit < 0 or (credit and debit):
        raise _unclear(row)
    return (Direction.IN, credit) if credit else (Direction.OUT, debit)


def _unclear(row: Row) -> LeftOutError:
    told = " и ".join(f"«{cut(row.get(key))}»" for key in (*_SUMS, "direction") if row.get(key))
    why = f"сумма или направление непонятны: {told}" if told else "есть дата, но нет суммы"
    return LeftOutError(f"{why}; внесите операцию сами")


def _other(row: Row, direction: Direction) -> OtherSide:
    side = "payer" if direction is Direction.IN else "payee"
    inn = account_of(row.get("inn") or row.get(f"{side}_inn"))
    return OtherSide(
        name=" ".join((row.get("name") or row.get(f"{side}_name")).split()),
        inn=f"0{inn}" if len(inn) in _LOST_ZERO and inn.isdigit() else inn,
        account=account_of(row.get("other_account") or row.get(f"{side}_account")),
    )


def _recognizes(source: Source) -> bool:
    return source.head.startswith(_ZIP)


def _open(source: Source, mapping: Mapping | None) -> TableStatement:
    if mapping is None:
        raise StatementError(
            "Это таблица XLSX: чтобы прочитать её, нужна настройка столбцов (--mapping ИМЯ; образец: "
            "pervichka mapping sample). Если это архив, распакуйте его."
        )
    return TableStatement(source, mapping)


FORMAT = Format(name=_NAME, title="CSV и XLSX с настройкой столбцов (--mapping)", recognizes=_recognizes, open=_open)
