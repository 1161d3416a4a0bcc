"""What a rule is: a file that reads a deal's ``Standing`` and says what is at risk, since when, and what to do.

A rule names ``cases``: each holds from a day on and grows graver with age by the rule's ``steps``. From these the base
makes findings and the day on which the answer can change though no fact does.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Any, ClassVar

from tracker.law import article
from tracker.standing import Standing


class Severity(IntEnum):
    """How grave a finding is."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """As the outside contract spells it."""
        return self.name.lower()


Steps = tuple[tuple[int, Severity], ...]
"""(age in days, severity from that age on), the first from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule found in a deal. ``exposure``: kopecks; ``part`` counts findings of one rule that name nothing else.

    obligation, document: ids within the deal, or None.
    """

    rule: str
    severity: Severity
    obligation: str | None
    document: str | None
    part: int
    exposure: int
    since: date
    message: str
    action: str

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What tells it apart from the deal's other findings."""
        return self.rule, self.obligation or "", self.document or "", self.part


@dataclass(frozen=True, slots=True)
class Answer:
    """Findings of a day, and the first later day on which they can be others though no fact changes."""

    findings: tuple[Finding, ...]
    recheck_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Something that holds from a day on.

    since: from when its age counts. holds_from: the first day on which it is told, if that is later. about: what the
    rule needs to put it into words. later: further days on which the case itself becomes another.
    """

    since: date
    exposure: int = 0
    obligation: str | None = None
    document: str | None = None
    about: Any = None
    steps: Steps | None = None
    holds_from: date | None = None
    later: tuple[date, ...] = ()


class Rule(ABC):
    """One risk. The docstring of a subclass is the help page, in Russian: what, why it matters, what to do.

    basis: keys of ``legal_basis.yaml``. total: which total of an audit its exposures add up to. heeds_silence: whether
    the answer changes on the day from which a paper counts as accepted by silence.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    basis: ClassVar[tuple[str, ...]]
    steps: ClassVar[Steps]
    action: ClassVar[str]
    total: ClassVar[str | None] = None
    heeds_silence: ClassVar[bool] = False

    @abstractmethod
    def cases(self, deal: Standing) -> Iterable[Case]:
        """What holds in the deal, or will without any new fact."""

    @abstractmethod
    def message(self, case: Case) -> str:
        """One sentence for a manager: what happened. No numbers of days: they would grow old in the list."""

    def action_for(self, case: Case) -> str:
        """What to do next."""
        del case
        return self.action

    def answer(self, deal: Standing) -> Answer:
        """Findings on the day of the standing, and when to look again."""
        found: list[Finding] = []
        later: list[date] = [*deal.silence_days] if self.heeds_silence else []
        for case in self.cases(deal):
            begins = case.holds_from or case.since
            if begins > deal.today:
                later.append(begins)
                continue
            steps = case.steps or self.steps
            age = (deal.today - case.since).days
            later.extend(case.since + timedelta(step) for step, _ in steps if step > age)
            later.extend(case.later)
            found.append(self._found(case, _severity(steps, age), len(found)))
        return Answer(tuple(found), min((day for day in later if day > deal.today), default=None))

    def _found(self, case: Case, severity: Severity, place: int) -> Finding:
        is_named = case.obligation is not None or case.document is not None
        return Finding(
            rule=self.name,
            severity=severity,
            obligation=case.obligation,
            document=case.document,
            part=0 if is_named else place,
            exposure=case.exposure,
            since=case.since,
            message=self.message(case),
            action=self.action_for(case),
        )

    def articles(self, today: date) -> tuple[str, ...]:
        """Law that the rule rests on, as in force on the day."""
        return tuple(article(key, today) for key in self.basis)

    @classmethod
    def help(cls) -> str:
        """The help page."""
        return inspect.cleandoc(cls.__doc__ or "")


def _severity(steps: Steps, age: int) -> Severity:
    return [severity for since, severity in steps if since <= age][-1]


def from_day(start: date, days: int) -> date:
    """The first day on which more than ``days`` days have passed since ``start``."""
    return start + timedelta(days + 1)
