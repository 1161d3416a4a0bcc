"""Statements of a camt.053 file: whose account, which days, balances and turnovers."""

from __future__ import annotations

from typing import Any, Final

from docgen.xml_walk import Node
from tracker.facts import Direction
from tracker.statements.base import Account
from tracker.statements.reading.notes import Notes
from tracker.statements.reading.terms import Term, Terms
from tracker.statements.reading.values import account_of, day_of, kopecks_of

ROUBLES: Final = frozenset({"RUB", "RUR", ""})
_STATEMENT: Final = "/Stmt"
_BALANCES: Final = {"OPBD": "opening", "PRCD": "opening", "CLBD": "closing"}
_CREDIT: Final = "CRDT"


class Statements:
    """Takes what a file says of its accounts; ``account`` is the one whose entries come now."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._terms = Terms(notes)
        self._said: dict[str, Any] = {}
        self._is_first_opening = True
        self.account = ""

    @property
    def known(self) -> list[str]:
        """The accounts so far."""
        return [*filter(None, (*self._terms.accounts, self.account))]

    def take(self, path: str, node: Node) -> None:
        """Takes a part of a statement; parts of anything else are passed over."""
        parent, _, name = path.rpartition("/")
        if name == "Stmt>":
            self._end()
        elif parent.endswith(_STATEMENT):
            self._take_part(name, node)

    def joined(self) -> list[Account]:
        """One account for each number, once all was taken."""
        self._end()
        return self._terms.joined(Term())

    def _end(self) -> None:
        if self.account:
            self._terms.add(self.account, Term(**self._said))
        self._said, self.account = {}, ""

    def _take_part(self, name: str, node: Node) -> None:
        if name == "Acct":
            self.account = number_of(node)
            if not self.account:
                self._notes.tell("Счета", "В выписке нет номера счёта: её операции не взяты.", consent=True)
        elif name == "FrToDt":
            self._said |= {"since": day_of(node.told("FrDtTm")), "until": day_of(node.told("ToDtTm"))}
        elif name == "Bal":
            self._take_balance(node)
        elif name == "TxsSummry":
            self._said |= {"credited": _sum(node, "TtlCdtNtries"), "debited": _sum(node, "TtlDbtNtries")}

    def _take_balance(self, node: Node) -> None:
        kind = _BALANCES.get(node.told("Tp", "CdOrPrtry", "Cd"))
        amount, currency = amount_of(node)
        if kind is None or amount is None or currency not in ROUBLES:
            return
        if kind == "opening" and kind in self._said and node.told("Tp", "CdOrPrtry", "Cd") == "PRCD":
            return  # the opening balance itself is surer than the one of the day before
        self._said[kind] = amount if node.told("CdtDbtInd") == _CREDIT else -amount


def number_of(account: Node) -> str:
    """The number of an account: of this country, or international."""
    return account_of(account.told("Id", "Othr", "Id") or account.told("Id", "IBAN"))


def amount_of(node: Node) -> tuple[int | None, str]:
    """Kopecks of what stands in ``Amt``, and their currency."""
    amount = node.first("Amt")
    if amount is None:
        return None, ""
    return kopecks_of(amount.text), amount.attributes.get("Ccy", "").upper()


def direction_of(node: Node) -> Direction | None:
    """Where money went, by ``CdtDbtInd``."""
    told = node.told("CdtDbtInd")
    return Direction.IN if told == _CREDIT else Direction.OUT if told == "DBIT" else None


def _sum(summary: Node, name: str) -> int | None:
    told = summary.told(name, "Sum")
    return kopecks_of(told) if told else None
