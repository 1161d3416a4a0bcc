"""Bank statements on the screen and as JSON: both are written operation by operation, whatever their number."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from docgen.money import Money
from tracker.facts import Direction
from tracker.phrases import day, roubles
from tracker.statements import Reading, formats
from tracker.statements.base import Account, Operation

_LONGEST_NAME, _LONGEST_PURPOSE = 34, 70
_WIDTH = 20


def write_json(reading: Reading, out: TextIO) -> None:
    """Accounts, operations and warnings as JSON; nothing is written if the file breaks off. Raises StatementError."""

    def body(place: TextIO) -> None:
        sign = ""
        for operation in reading.operations():
            place.write(f"{sign}\n    {_json(_operation(operation))}")
            sign = ","

    with _written(body) as operations:
        out.write(f'{{\n  "accounts": {_json([*map(_account, reading.accounts)])},\n  "operations": [')
        shutil.copyfileobj(operations, out)
        out.write(f'\n  ],\n  "warnings": {_json(reading.warnings.texts)}\n}}\n')


def write_lines(reading: Reading, out: TextIO) -> None:
    """The same for people: accounts with balances, operations, warnings. Raises StatementError."""
    count = 0

    def body(place: TextIO) -> None:
        nonlocal count
        for operation in reading.operations():
            count += 1
            place.write(f"{_line(operation)}\n")

    with _written(body) as operations:
        _write(out, [f"Вид: {formats()[reading.format].title}", *_account_lines(reading.accounts)])
        _write(out, ["", f"Операций: {count}"])
        shutil.copyfileobj(operations, out)
        _write(out, _warning_lines(reading))


@contextmanager
def _written(body: Callable[[TextIO], None]) -> Iterator[TextIO]:
    """A temporary file with what ``body`` wrote, from its beginning: it comes after what is known only at the end."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", prefix="pervichka-") as place:
        body(place)
        place.seek(0)
        yield place


def _write(out: TextIO, lines: Iterable[str]) -> None:
    out.writelines(f"{line}\n" for line in lines)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _account(account: Account) -> dict[str, Any]:
    return {
        "account": account.account,
        "from": account.since.isoformat() if account.since else None,
        "to": account.until.isoformat() if account.until else None,
        "opening": _sum(account.opening),
        "credited": _sum(account.credited),
        "debited": _sum(account.debited),
        "closing": _sum(account.closing),
    }


def _operation(operation: Operation) -> dict[str, Any]:
    other = operation.other
    return {
        "account": operation.account,
        "date": operation.date.isoformat(),
        "amount": _sum(operation.amount),
        "direction": operation.direction.value,
        "internal": operation.is_internal,
        "number": operation.number,
        "kind": operation.kind,
        "counterparty": {"name": other.name, "inn": other.inn, "account": other.account},
        "purpose": operation.purpose,
    }


def _sum(kopecks: int | None) -> str | None:
    return None if kopecks is None else str(Money(kopecks))


def _account_lines(accounts: Iterable[Account]) -> Iterator[str]:
    for account in accounts:
        yield ""
        yield f"Счёт {account.account}{_term(account)}"
        sums = (
            ("остаток на начало", account.opening),
            ("поступило", account.credited),
            ("списано", account.debited),
            ("остаток на конец", account.closing),
        )
        if all(kopecks is None for _, kopecks in sums):
            yield "  остатков и оборотов в файле нет"
            continue
        for title, kopecks in sums:
            yield f"  {title:18}{'нет в файле' if kopecks is None else roubles(kopecks):>{_WIDTH}}"


def _term(account: Account) -> str:
    if account.since is None or account.until is None or account.since == account.until:
        known = account.since or account.until
        return f", {day(known)}" if known else ""
    return f", {day(account.since)}–{day(account.until)}"


def _line(operation: Operation) -> str:
    sign = "+" if operation.direction is Direction.IN else "−"
    marks = [
        "между своими счетами" if operation.is_internal else "",
        "повтор" if operation.repeat else "",
    ]
    marked = f"  [{', '.join(filter(None, marks))}]" if any(marks) else ""
    money = f"{sign} {roubles(operation.amount)}"
    name = _cut(operation.other.name or operation.other.account, _LONGEST_NAME)
    line = f"{day(operation.date)} {money:>{_WIDTH}}  {_cut(operation.number, 10):10}  {name:{_LONGEST_NAME}}  "
    return f"{line}{_cut(operation.purpose, _LONGEST_PURPOSE)}{marked}".rstrip()


def _cut(text: str, most: int) -> str:
    line = "".join(character if character.isprintable() else " " for character in text)
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _warning_lines(reading: Reading) -> Iterator[str]:
    warnings = reading.warnings
    if not warnings.texts:
        return
    yield ""
    yield "Предупреждения:"
    yield from (f"— {text}" for text in warnings.texts)
    if warnings.needs_consent:
        yield "Загрузить такую выписку можно только с согласия: проверьте сказанное выше."
