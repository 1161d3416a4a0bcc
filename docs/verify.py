#!/usr/bin/env python3
"""Checks an exported journal of «Первичка» offline. Needs Python 3.9 or newer and nothing else.

    python3 verify.py journal.jsonl [journal.head.json]

A line of the journal is «<hash> <event>» and a line feed. The event is JSON in one spelling: sorted keys, no spaces,
letters as they are. The hash is SHA-256, in small hexadecimal digits, of the hash before it, a line feed and the event;
before the first event it is 64 zeros. Events count from 1. The head holds how many events there are and the last hash.
Status: 0 the journal is whole, 1 it is not (the first bad line is named), 2 it cannot be read.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import BinaryIO

GENESIS = "0" * 64
KEYS = ["actor", "at", "details", "kind", "seq", "subject"]
LONGEST_LINE = 2**26  # bytes; no event of the program comes near it
LONGEST_HEAD = 1000
USAGE = "Как вызвать: python3 verify.py journal.jsonl [journal.head.json]"
REASONS = {FileNotFoundError: "нет такого файла", PermissionError: "нет прав", IsADirectoryError: "это папка"}


class BrokenError(Exception):
    """The journal is not what was written; the text says where."""


def check(journal: BinaryIO, head: bytes | None = None) -> tuple[int, str]:
    """Follows the chain to its end, which must be the head's. Gives the number of events and the last hash."""
    events, last = 0, GENESIS
    while True:
        line = journal.readline(LONGEST_LINE + 1)
        if not line:
            break
        try:
            last = follow(line, events + 1, last)
        except BrokenError as error:
            raise BrokenError(f"строка {events + 1}: {error}") from None
        events += 1
    if head is not None and head != head_of(events, last):
        raise BrokenError(f"конец не тот, что в journal.head.json: в журнале событий {events}, последний хеш {last}")
    return events, last


def follow(line: bytes, seq: int, previous: str) -> str:
    """The hash of a line that is the event ``seq`` after the hash ``previous``."""
    if len(line) > LONGEST_LINE:
        raise BrokenError("она слишком длинна для события")
    if not line.endswith(b"\n"):
        raise BrokenError("она обрывается без перевода строки")
    found, body = line[:64], line[65:-1]
    if line[64:65] != b" ":
        raise BrokenError("это не хеш, пробел и событие")
    expected = hashlib.sha256(previous.encode() + b"\n" + body).hexdigest()
    if found != expected.encode():
        raise BrokenError("хеш не сходится: изменена она, хеш перед ней или порядок строк")
    check_event(body, seq)
    return expected


def check_event(body: bytes, seq: int) -> None:
    """The event has the right number, all its parts, and the one spelling that the program writes."""
    try:
        event = json.loads(body.decode("utf-8"))
        if not isinstance(event, dict) or sorted(event) != KEYS:
            raise BrokenError("у события не те части")
        spelled = json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        is_spelled_so = spelled.encode("utf-8") == body
    except (ValueError, RecursionError, MemoryError):
        raise BrokenError("событие не читается") from None
    if not is_spelled_so:
        raise BrokenError("событие записано не так, как пишет программа")
    if type(event["seq"]) is not int or event["seq"] != seq:
        raise BrokenError(f"номер события не {seq}")


def head_of(events: int, last: str) -> bytes:
    """The head file of a journal, byte for byte."""
    return (json.dumps({"events": events, "hash": last}) + "\n").encode()


def main(arguments: list[str]) -> int:
    """Checks the files that the arguments name, and tells."""
    if len(arguments) not in (1, 2):
        return tell(USAGE, 2)
    try:
        head = None
        if len(arguments) == 2:
            with open(arguments[1], "rb") as stream:  # noqa: PTH123  plain for whoever reads it
                head = stream.read(LONGEST_HEAD)
        with open(arguments[0], "rb") as journal:  # noqa: PTH123
            events, last = check(journal, head)
    except (OSError, ValueError, MemoryError) as error:
        reason = REASONS.get(type(error), "ошибка чтения")
        return tell(f"Не удалось прочитать: {reason} ({getattr(error, 'filename', None) or arguments[0]}).", 2)
    except BrokenError as error:
        return tell(f"Журнал изменён или повреждён: {error}.", 1)
    known = "конец сверен" if head is not None else "конец не сверен: не указан journal.head.json"
    return tell(f"Журнал цел: событий {events}, последний хеш {last}; {known}.", 0)


def tell(text: str, status: int) -> int:
    """Prints on any terminal, whatever letters it knows."""
    stream = sys.stderr if status else sys.stdout
    stream.buffer.write((text + "\n").encode(stream.encoding or "utf-8", "backslashreplace"))
    stream.buffer.flush()
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
