"""camt.053, the account statement of ISO 20022 (BankToCustomerStatement), versions 02 to 13: names are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from docgen.xml_walk import Node, XmlError, walk
from tracker.statements.base import Account, Operation, Warnings
from tracker.statements.errors import StatementError
from tracker.statements.iso20022.accounts import Statements
from tracker.statements.iso20022.entries import Entries
from tracker.statements.reading.checks import Ledger
from tracker.statements.reading.formats import Format
from tracker.statements.reading.notes import Notes
from tracker.statements.reading.source import Source

if TYPE_CHECKING:
    from tracker.statements.mappings.mapping import Mapping

_NAME: Final = "camt053"
_ROOT: Final = re.compile(r"<(?:[\w.-]+:)?BkToCstmrStmt[\s>]")
_ENTRY, _STATEMENT = "Ntry", "Stmt"
_WANTED: Final = frozenset({_ENTRY, "Acct", "Bal", "FrToDt", "TxsSummry"})
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


class Camt053Statement:
    """A statement that is being read."""

    def __init__(self, source: Source) -> None:
        self.format = _NAME
        self.accounts: list[Account] = []
        self.warnings = Warnings()
        self._source = source

    def operations(self) -> Iterator[Operation]:
        """Each operation in the order of the file. Raises StatementError for XML that is broken or not allowed."""
        self.accounts, self.warnings = [], Warnings()
        notes = Notes(self.warnings)
        ledger, statements = Ledger(), Statements(notes)
        entries = Entries(self._own_accounts(), notes)
        for path, node in self._nodes(_WANTED):
            if path.endswith(f"/{_STATEMENT}/{_ENTRY}"):
                here = statements.account
                for direction, operation in entries.read(node, here):
                    ledger.count(here, direction, operation.amount, 0 if operation.is_internal else operation.repeat)
                    yield operation
            else:
                statements.take(path, node)
        self.accounts = statements.joined()
        for account in self.accounts:
            ledger.check(account, notes)
        notes.close()

    def _own_accounts(self) -> frozenset[str]:
        """The accounts of all statements of the file, so that a movement between two of them is known as such."""
        statements = Statements(Notes(Warnings()))
        for path, node in self._nodes(frozenset({"Acct"})):
            statements.take(path, node)
        return frozenset(statements.known)

    def _nodes(self, wanted: frozenset[str]) -> Iterator[tuple[str, Node]]:
        try:
            with self._source.open() as stream:
                yield from walk(stream.read, wanted, frozenset({_STATEMENT}))
        except XmlError as error:
            raise StatementError(str(error)) from error


def _recognizes(source: Source) -> bool:
    encoding = "utf-16" if source.head.startswith(_UTF16) else "utf-8"
    return _ROOT.search(source.head.decode(encoding, "replace")) is not None


def _open(source: Source, mapping: Mapping | None) -> Camt053Statement:
    del mapping
    return Camt053Statement(source)


FORMAT = Format(name=_NAME, title="camt.053 (ISO 20022, XML)", recognizes=_recognizes, open=_open)
