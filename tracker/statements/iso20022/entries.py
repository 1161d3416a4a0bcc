"""Entries of a camt.053 statement → operations. An entry of many transactions (a batch) is one operation for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from docgen.xml_walk import Node
from tracker.facts import Direction
from tracker.statements.base import REVERSAL, Operation, OtherSide
from tracker.statements.iso20022.accounts import ROUBLES, amount_of, direction_of, number_of
from tracker.statements.reading.keys import Repeats, key_of, sides
from tracker.statements.reading.notes import LeftOutError, Notes, cut
from tracker.statements.reading.values import account_of, day_of

_INN: Final = re.compile(r"[0-9]{10}|[0-9]{12}")
_NOT_PROVIDED: Final = frozenset({"", "NOTPROVIDED", "NOT PROVIDED"})
_BOOKED: Final = frozenset({"", "BOOK"})
_OWN_TRANSFER: Final = "Перевод между своими счетами"
_WHOLE_LINE: Final = 140  # characters of Max140Text: a longer purpose is cut there and goes on in the next one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What an entry says of all its transactions. place: for warnings."""

    node: Node
    account: str
    day: date
    amount: int
    direction: Direction
    is_reversal: bool
    place: str


class Entries:
    """Reads entries one after another. own: accounts of ours."""

    def __init__(self, own: frozenset[str], notes: Notes) -> None:
        self._own = own
        self._notes = notes
        self._repeats = Repeats()
        self._count = 0

    def read(self, node: Node, account: str) -> Iterator[tuple[Direction, Operation]]:
        """Operations of an entry on ``account``, each with where the money went as seen from this account."""
        self._count += 1
        place = self._place(node)
        try:
            entry = _entry(node, account, place)
        except LeftOutError as error:
            self._notes.leave_out(place, error)
            return
        if entry.is_reversal:
            self._notes.tell(REVERSAL, f"{place}: сторно, банк отменил прежнюю операцию.")
        transactions = node.all("NtryDtls", "TxDtls")
        amounts = self._amounts(entry, transactions)
        if amounts is None:
            yield entry.direction, self._made(entry, transactions[:1], entry.amount, entry.direction, 0)
            return
        for position, (transaction, (direction, amount)) in enumerate(zip(transactions, amounts, strict=True), 1):
            yield direction, self._made(entry, [transaction], amount, direction, position)

    def _amounts(self, entry: _Entry, transactions: list[Node]) -> list[tuple[Direction, int]] | None:
        """Direction and sum of each transaction of a batch; None for an entry that is one operation itself."""
        if len(transactions) < 2:
            return None
        found: list[tuple[Direction, int]] = []
        for transaction in transactions:
            amount = _amount_in(transaction)
            if amount:
                found.append((direction_of(transaction) or entry.direction, amount))
        total = sum(amount if direction is entry.direction else -amount for direction, amount in found)
        if len(found) == len(transactions) and total == entry.amount:
            return found
        self._notes.tell(
            "Сводные операции",
            f"{entry.place}: суммы её частей не дают её сумму, она взята одной операцией. Разберите её сами.",
            consent=True,
        )
        return None

    def _made(
        self, entry: _Entry, transactions: list[Node], amount: int, direction: Direction, position: int
    ) -> Operation:
        node = transactions[0] if transactions else Node("TxDtls", {})
        other = _other(node, direction, self._own, is_reversal=entry.is_reversal)
        account, told, is_internal, other = sides(entry.account, direction, other, self._own)
        own_id = _own_id(node)
        number = own_id or ("" if is_internal else _number(entry.node, position))
        kind = _OWN_TRANSFER if is_internal else REVERSAL if entry.is_reversal else _kind(entry.node)
        purpose = _purpose(node) or entry.node.told("AddtlNtryInf")
        key = key_of(
            account=account,
            kind=kind,
            number=number,
            day=entry.day,
            amount=amount,
            other_account=other.account,
            direction=told,
            purpose=purpose,
        )
        repeat = self._repeats.count(key)
        if repeat and not is_internal:  # a movement between own accounts stands in the statements of both
            self._notes.tell("Повторы", f"{entry.place}: такая операция в файле уже есть; при загрузке не берётся.")
        return Operation(
            account=account,
            date=entry.day,
            amount=amount,
            direction=told,
            is_internal=is_internal,
            number=number,
            kind=kind,
            other=other,
            purpose=purpose,
            repeat=repeat,
            key=key,
        )

    def _place(self, node: Node) -> str:
        reference = cut(node.told("NtryRef") or node.told("AcctSvcrRef"), 40)
        return f"Запись {self._count} ({reference})" if reference else f"Запись {self._count}"


def _entry(node: Node, account: str, place: str) -> _Entry:
    """What an entry says of money that moved. Raises LeftOutError."""
    _check_booked(node)
    amount, _ = amount_of(node)
    direction, day = direction_of(node), _day(node)
    if not account:
        raise LeftOutError("не сказано, на каком она счёте; внесите её сами")
    if amount is None or amount < 0:
        raise LeftOutError(f"сумма не читается: «{cut(node.told('Amt'))}»; внесите её сами")
    if direction is None or day is None:
        why = "нет даты этого века" if direction else "не сказано, приход это или расход"
        raise LeftOutError(f"{why}; внесите её сами")
    return _Entry(
        node=node,
        account=account,
        day=day,
        amount=amount,
        direction=direction,
        is_reversal=node.told("RvslInd") in ("true", "1"),
        place=place,
    )


def _check_booked(node: Node) -> None:
    """Raises LeftOutError for what moved no roubles."""
    amount, currency = amount_of(node)
    status = node.told("Sts", "Cd") or node.told("Sts")
    if currency not in ROUBLES:
        raise LeftOutError(f"не взята, валюта {cut(currency)}, а нужны рубли", kind="Другая валюта", consent=False)
    if status not in _BOOKED:
        raise LeftOutError(f"не взята, банк её ещё не провёл ({cut(status)})", kind="Неисполненные", consent=False)
    if amount == 0:
        raise LeftOutError("не взята, сумма равна нулю", kind="Нулевые суммы", consent=False)


def _day(node: Node) -> date | None:
    """The day of the booking, else that of the value."""
    told = (node.told(name, part) for name in ("BookgDt", "ValDt") for part in ("Dt", "DtTm"))
    return next((day for text in told if text and (day := day_of(text))), None)


def _amount_in(transaction: Node) -> int | None:
    """Roubles of a transaction; where they stand depends on the version."""
    places = (transaction, *transaction.all("AmtDtls", "TxAmt"), *transaction.all("AmtDtls", "InstdAmt"))
    for place in places:
        amount, currency = amount_of(place)
        if amount is not None and currency in ROUBLES:
            return amount
    return None


def _other(node: Node, direction: Direction, own: frozenset[str], *, is_reversal: bool) -> OtherSide:
    """Who is on the other side: who paid in money that came; after a reversal the roles are those of the original."""
    is_payer = (direction is Direction.IN) is not is_reversal
    names = ("Dbtr", "Cdtr") if is_payer else ("Cdtr", "Dbtr")
    found, opposite = (_side(node, name) for name in names)
    return opposite if found.account in own and opposite.account and opposite.account not in own else found


def _side(node: Node, name: str) -> OtherSide:
    account = node.first("RltdPties", f"{name}Acct")
    party = node.first("RltdPties", name, "Pty") or node.first("RltdPties", name) or Node(name, {})
    return OtherSide(
        name=" ".join(party.told("Nm").split()), inn=_inn(party), account=number_of(account) if account else ""
    )


def _inn(party: Node) -> str:
    """The ИНН among identifiers: the one said to be a tax number, else the only one that has its length."""
    others = [*party.all("Id", "OrgId", "Othr"), *party.all("Id", "PrvtId", "Othr")]
    known = [(account_of(other.told("Id")), other) for other in others]
    fitting = [(text, other) for text, other in known if _INN.fullmatch(text)]
    of_tax = [text for text, other in fitting if _scheme(other) in ("TXID", "INN", "ИНН")]
    return next(iter(of_tax or [text for text, _ in fitting]), "")


def _scheme(other: Node) -> str:
    return (other.told("SchmeNm", "Cd") or other.told("SchmeNm", "Prtry")).upper()


def _own_id(transaction: Node) -> str:
    told = (transaction.told("Refs", name) for name in ("EndToEndId", "InstrId", "TxId"))
    return next((text for text in told if text.upper() not in _NOT_PROVIDED), "")


def _number(entry: Node, position: int) -> str:
    """The bank's own reference, and the place in a batch: parts of a batch that look alike are different operations."""
    told = entry.told("AcctSvcrRef") or entry.told("NtryRef")
    return f"{told}/{position}" if position else told


def _kind(entry: Node) -> str:
    code = entry.first("BkTxCd")
    if code is None:
        return ""
    told = (code.told("Domn", "Cd"), code.told("Domn", "Fmly", "Cd"), code.told("Domn", "Fmly", "SubFmlyCd"))
    return "/".join(filter(None, told)) or code.told("Prtry", "Cd")


def _purpose(transaction: Node) -> str:
    lines = ["".join(node.pieces) for node in transaction.all("RmtInf", "Ustrd")]
    text = "".join(line if len(line) == _WHOLE_LINE else f"{line} " for line in lines)
    structured = [node.text for node in transaction.all("RmtInf", "Strd", "AddtlRmtInf")]
    return " ".join(text.split()) or " ".join(filter(None, structured)) or transaction.told("AddtlTxInf")
