"""Which file of an archive each signature signs: told by digests, and by names where digests do not tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from docgen.exchange.facts import EntrySignature, Problem, Role
from docgen.exchange.members import Member
from docgen.signatures.cms import take_apart
from docgen.signatures.digests import Comparer
from docgen.signatures.facts import Signature

GOST_BUDGET: Final = 12_000_000
"""Bytes of one archive whose ГОСТ digests are computed: about a minute of work."""

_RECEIPTS: Final = frozenset({Role.DISPATCH, Role.DELIVERY, Role.NOTICE, Role.ATTORNEY})
_ENDS: Final = frozenset("._ (")


def link(members: Sequence[Member]) -> tuple[list[EntrySignature], list[Problem]]:
    """Every signer of every signature with the file it signs; a signature whose file is not here is a problem.

    Digests of papers are computed first, so that a large archive spends its budget on them and not on receipts.
    """
    comparer = Comparer(GOST_BUDGET)
    folders: dict[str, _Folder] = defaultdict(_Folder)
    for member in members:
        if member.role is not Role.SIGNATURE:
            folders[member.folder].add(member)
    found: list[EntrySignature] = []
    problems: list[Problem] = []
    signatures = [(member, folders[member.folder]) for member in members if member.role is Role.SIGNATURE]
    for signature, folder in sorted(signatures, key=lambda one: one[1].is_of_receipt(one[0])):
        linked = _linked(signature, folder, comparer)
        found += linked
        if not linked:
            problems.append(Problem(name=signature.name, what="подписанного файла рядом нет"))
    return found, problems


class _Folder:
    """Files of a folder that may have been signed."""

    def __init__(self) -> None:
        self.members: list[Member] = []
        self._by_name: dict[str, list[Member]] = defaultdict(list)

    def add(self, member: Member) -> None:
        self.members.append(member)
        for name in {member.bare, member.stem}:
            self._by_name[name].append(member)

    def named(self, signature: Member) -> list[Member]:
        """Files that the signature is named after, the best first: «act.xml.sig», «act.sig», «act.xml.0001.sgn»."""
        bare = signature.bare
        ends = [place for place in range(len(bare) - 1, 0, -1) if bare[place] in _ENDS]
        return list({one.name: one for end in ends for one in self._by_name.get(bare[:end], ())}.values())

    def is_of_receipt(self, signature: Member) -> bool:
        named = self.named(signature)
        return bool(named) and named[0].role in _RECEIPTS


def _linked(signature: Member, folder: _Folder, comparer: Comparer) -> list[EntrySignature]:
    named = folder.named(signature)
    others = [member for member in folder.members if member not in named]
    by_name = _of(signature, named, comparer)
    sure = _equal(by_name) or _equal(_of(signature, others, comparer))
    if sure or by_name:
        return sure or by_name[0]
    return _of(signature, others, comparer)[0] if len(others) == 1 else []


def _of(signature: Member, candidates: Sequence[Member], comparer: Comparer) -> list[list[EntrySignature]]:
    """For each candidate, the signers as if it were the signed file."""
    if not candidates:
        return []
    parsed = take_apart(signature.content, [one.content for one in candidates], comparer)
    return [
        [
            EntrySignature(name=signature.name, of=one.name, signature=replace(signer, is_equal=(signer.is_equal[at],)))
            for signer in parsed.signatures
        ]
        for at, one in enumerate(candidates)
    ]


def _equal(told: Sequence[list[EntrySignature]]) -> list[EntrySignature]:
    """The signers of the file whose digest all of them name; none if there is no such file."""
    return next((one for one in told if all(each.signature.is_equal == (True,) for each in one)), [])


def organizations(signatures: Iterable[Signature]) -> set[str]:
    """ИНН of the organisations (or entrepreneurs) whose signatures these are, where the digest does not contradict."""
    return {
        inn
        for one in signatures
        if one.is_equal != (False,) and (inn := one.person.organization_inn or one.person.inn) is not None
    }
