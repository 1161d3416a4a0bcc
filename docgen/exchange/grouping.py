"""Files of an archive put together by papers: by what they say of each other, then by their folders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from docgen.exchange.facts import Entry, EntrySignature, Role
from docgen.exchange.members import Member
from docgen.exchange.saying import facts_of

_SERVICE: Final = frozenset(
    {Role.BUYER_TITLE, Role.DISPATCH, Role.DELIVERY, Role.NOTICE, Role.CLARIFICATION, Role.ANNULMENT}
)


@dataclass(slots=True)
class Group:
    """A paper's own file and what belongs to it."""

    head: Member
    members: list[Member] = field(default_factory=list)


def group(members: Sequence[Member], signatures: Sequence[EntrySignature], broken: Collection[str]) -> list[Entry]:
    """Entries in the order of the archive. What belongs to nothing known is an entry of its own, so nothing is lost.

    broken: names of files that are told as problems; one of them alone is no paper.
    """
    groups = _Groups(members, signatures).made
    return [_entry(one, signatures) for one in groups if len(one.members) > 1 or one.head.name not in broken]


class _Groups:
    """Groups while they are being made."""

    def __init__(self, members: Sequence[Member], signatures: Sequence[EntrySignature]) -> None:
        self.made: list[Group] = []
        self._of: dict[str, Group] = {}
        self._by_id = {name: member for member in reversed(members) for name in member.ids}
        self._signed = {one.of for one in signatures}
        self._target = {one.name: one.of for one in signatures}
        self._begin(one for one in members if one.role is Role.TITLE)
        self._begin(one for one in members if one.role is Role.FILE and one.name in self._signed)
        self._papers: dict[str, list[Group]] = defaultdict(list)
        for one in self.made:
            self._papers[one.head.folder].append(one)
        for place in (self._place_service, self._place_file, self._place_signature):
            for member in members:
                if member.name not in self._of:
                    place(member)
        order = {member.name: place for place, member in enumerate(members)}
        self.made.sort(key=lambda one: order[one.head.name])

    def _place_service(self, member: Member) -> None:
        if member.role in _SERVICE:
            self._place(member, self._spoken_of(member) or self._near_for(member))

    def _place_file(self, member: Member) -> None:
        if member.role is not Role.SIGNATURE:
            self._place(member, self._near(member))

    def _place_signature(self, member: Member) -> None:
        self._place(member, self._of.get(self._target.get(member.name, "")) or self._near(member))

    def _begin(self, heads: Iterable[Member]) -> None:
        for head in heads:
            self._of[head.name] = made = Group(head, [head])
            self.made.append(made)

    def _place(self, member: Member, whose: Group | None) -> None:
        """Into the group, or, if there is none, into one of its own."""
        if whose is None:
            self._begin([member])
        else:
            whose.members.append(member)
            self._of[member.name] = whose

    def _spoken_of(self, member: Member) -> Group | None:
        """The paper that a service document speaks of, or that what it speaks of speaks of, and so on."""
        seen = {member.name}
        waiting = [member]
        while waiting:
            for name in _about(waiting.pop()):
                other = self._by_id.get(name)
                if other is None or other.name in seen:
                    continue
                if other.name in self._of:
                    return self._of[other.name]
                seen.add(other.name)
                waiting.append(other)
        return None

    def _near_for(self, member: Member) -> Group | None:
        """By the folder, unless the folder's paper has an identifier and this speaks of another one."""
        near = self._near(member)
        return None if near is not None and near.head.xml is not None and _about(member) else near

    def _near(self, member: Member) -> Group | None:
        """The only paper of its folder, or of the nearest folder above that has any."""
        for folder in (PurePosixPath(member.folder), *PurePosixPath(member.folder).parents):
            if here := self._papers.get(str(folder)):
                formal = [one for one in here if one.head.role is Role.TITLE]
                chosen = formal or here
                return chosen[0] if len(chosen) == 1 else None
        return None


def _about(member: Member) -> tuple[str, ...]:
    return member.xml.about if member.xml else ()


def _entry(of: Group, signatures: Sequence[EntrySignature]) -> Entry:
    names = {member.name for member in of.members}
    mine = tuple(one for one in signatures if one.of in names)
    attorneys = tuple(
        member.xml.attorney for member in of.members if member.xml is not None and member.xml.attorney is not None
    )
    return Entry(
        name=of.head.name,
        files=tuple(member.file for member in of.members),
        title=of.head.xml.title if of.head.xml else None,
        facts=tuple(facts_of(of.head, of.members, mine)),
        signatures=mine,
        attorneys=attorneys,
    )
