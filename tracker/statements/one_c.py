"""1CClientBankExchange, the text that practically every Russian bank hands out for «1С:Предприятие»."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from tracker.statements.base import Account, Operation, Warnings
from tracker.statements.exchange.accounts import Accounts
from tracker.statements.exchange.documents import Documents
from tracker.statements.exchange.keys import OWN_ACCOUNT
from tracker.statements.exchange.lines import Part, Sections
from tracker.statements.reading.checks import Ledger
from tracker.statements.reading.decoding import encoding_of, text_of
from tracker.statements.reading.formats import Format
from tracker.statements.reading.notes import Notes
from tracker.statements.reading.source import Source
from tracker.statements.reading.values import account_of

if TYPE_CHECKING:
    from tracker.statements.mappings.mapping import Mapping

_NAME: Final = "1c"
_HEADER: Final = re.compile(r"1[CС]ClientBankExchange\b", re.IGNORECASE)
_SECTION: Final = re.compile(r"^[ \t]*Секция(?:Документ[ \t]*=|РасчСчет[ \t]*$)", re.MULTILINE)
_DOS: Final = re.compile(r"^Кодировка\s*=\s*DOS\b", re.IGNORECASE | re.MULTILINE)
_PIECE: Final = 1 << 17
_LONGEST_LINE: Final = 400  # bytes of a line with an account


class OneCStatement:
    """A statement that is being read."""

    def __init__(self, source: Source) -> None:
        self.format = _NAME
        self.accounts: list[Account] = []
        self.warnings = Warnings()
        self._source = source
        self._encoding = _encoding(source.head)

    def operations(self) -> Iterator[Operation]:
        """Each operation in the order of the file. Raises StatementError if the file breaks off under the reader."""
        self.accounts, self.warnings = [], Warnings()
        notes = Notes(self.warnings)
        own = self._own_accounts()
        accounts, ledger, sections = Accounts(notes), Ledger(), Sections(own, notes)
        documents = Documents(own, notes)
        with self._source.open() as stream, text_of(stream, self._encoding, newline="\n") as text:
            for section in sections.read(text):
                if section.part is Part.ACCOUNT:
                    accounts.take(section)
                elif (operation := documents.read(section)) is not None:
                    ledger.add(operation)
                    yield operation
        accounts.name((*sections.named, *ledger.accounts))
        self.accounts = accounts.joined(sections.header)
        confirmed = [ledger.check(account, notes) for account in self.accounts]
        documents.tell_guessed(is_confirmed=bool(confirmed) and all(confirmed))
        notes.close()

    def _own_accounts(self) -> set[str]:
        """Accounts that the file names as ours anywhere, so that a movement between two of them is known as such.

        Looked for in the bytes: that takes a small part of the time of reading them as lines.
        """
        with self._source.open() as stream:
            return set(_named(stream.read, self._encoding))


def _named(read: Callable[[int], bytes], encoding: str) -> Iterator[str]:
    plain = "utf-8" if encoding == "utf-8-sig" else encoding
    kept = b""
    while piece := read(_PIECE):
        text = kept + piece
        begin = max(0, len(text) - _LONGEST_LINE)  # what begins later may go on in the next piece
        yield from _accounts_in(text, begin, plain)
        kept = text[begin:]
    yield from _accounts_in(kept, len(kept), plain)


def _accounts_in(text: bytes, end: int, encoding: str) -> Iterator[str]:
    """Accounts on the lines that begin with «РасчСчет=» before ``end``."""
    line_end = "\n" if "\n".encode(encoding) in text else "\r"
    needle = f"{line_end}{OWN_ACCOUNT}=".encode(encoding)
    at = text.find(needle)
    while 0 <= at < end:
        begin = at + len(needle)
        line = text[begin : begin + _LONGEST_LINE].decode(encoding, "ignore").splitlines()[:1]
        yield from filter(None, map(account_of, map(str.strip, line)))
        at = text.find(needle, begin)


def _encoding(head: bytes) -> str:
    is_dos = _DOS.search(head.decode("cp866", "replace")) is not None
    return encoding_of(head, is_dos_declared=is_dos)


def _recognizes(source: Source) -> bool:
    text = source.head.decode(_encoding(source.head), "replace").replace("\r", "\n").lstrip("\ufeff \t\n")
    return _HEADER.match(text) is not None or _SECTION.search(text) is not None


def _open(source: Source, mapping: Mapping | None) -> OneCStatement:
    del mapping
    return OneCStatement(source)


FORMAT = Format(name=_NAME, title="1CClientBankExchange (выгрузка для 1С)", recognizes=_recognizes, open=_open)
