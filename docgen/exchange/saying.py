"""What the files of one paper say of its state. States that contradict each other are all said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from docgen.exchange.facts import EntrySignature, Fact, Role, State
from docgen.exchange.members import Member
from docgen.exchange.signing import organizations
from docgen.exchange.xml_files import XmlFile

_OF_RECEIPT: Final = {
    Role.DISPATCH: State.SENT,
    Role.DELIVERY: State.DELIVERED,
    Role.NOTICE: State.RECEIVED_NOTICE,
    Role.CLARIFICATION: State.CLARIFICATION,
    Role.ANNULMENT: State.ANNULMENT_PROPOSED,
}
_OF_OUTCOME: Final = {1: State.SIGNED, 2: State.SIGNED_WITH_DIFFERENCES, 3: State.REFUSED, None: State.SIGNED}
_BOTH_SIDES = 2


def facts_of(head: Member, members: Sequence[Member], signatures: Sequence[EntrySignature]) -> Iterator[Fact]:
    """States of the paper ``head`` in the order of its files; a receipt of a receipt says nothing of the paper."""
    for member in members:
        xml = member.xml
        if xml is None:
            continue
        if xml.role is Role.BUYER_TITLE:
            yield _accepted(member, xml)
        elif xml.role in _OF_RECEIPT and (member is head or _is_about(xml, head, members)):
            yield _said(member, xml, _OF_RECEIPT[xml.role])
            if xml.role is Role.ANNULMENT:
                yield from _annulled(member, xml, signatures)


def _is_about(xml: XmlFile, head: Member, members: Sequence[Member]) -> bool:
    """Whether a receipt speaks of the paper. A paper without an identifier may be called there by one of its own."""
    about = set(xml.about)
    if not about or head.ids & about:
        return True
    others = {name for member in members if member.name != head.name for name in member.ids}
    return head.xml is None and not others & about


def _said(member: Member, xml: XmlFile, state: State) -> Fact:
    return Fact(state=state, source=member.name, said_on=xml.said_on, said_time=xml.said_time, details=xml.details)


def _accepted(member: Member, xml: XmlFile) -> Fact:
    return _said(member, xml, _OF_OUTCOME[xml.outcome])


def _annulled(member: Member, xml: XmlFile, signatures: Sequence[EntrySignature]) -> Iterator[Fact]:
    """A proposal to annul that both sides have signed is an annulment."""
    signed = [one.signature for one in signatures if one.of == member.name]
    if len(organizations(signed)) >= _BOTH_SIDES:
        yield _said(member, xml, State.ANNULLED)
