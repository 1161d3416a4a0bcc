"""A finding as lines of text: where and how much, what happened, what to do, by which article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.audit import AuditFinding
    from tracker.lists.findings import ListedFinding

_MARKS = {"critical": "‼", "high": "!", "medium": "·", "low": " "}


def finding_lines(finding: AuditFinding | ListedFinding, today: date) -> Iterator[str]:
    """Three lines; the age is that of the day."""
    from tracker.phrases import day, roubles
    from tracker.rules import find_rule

    rule = find_rule(finding.rule)
    age = (today - finding.since).days
    sum_text = f", {roubles(finding.exposure)}" if finding.exposure else ""
    mark = _MARKS[finding.severity.word]
    yield f"{mark} {finding.deal}: {rule.title}{sum_text}, с {day(finding.since)} ({age} дн.)"
    yield f"  {finding.message}"
    yield f"  {finding.action} [{'; '.join(rule.articles(today))}]"
