"""What a dossier of a deal would lack, told before it is made: kept findings, and files that are absent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from tracker.dossier.files import files_of
from tracker.dossier.gaps import absent_files, weakens
from tracker.dossier.gathering import file_rows, is_in_force, papers_of
from tracker.lists.findings import FindingFilter, ListedFinding, open_findings
from tracker.lists.paging import MOST
from tracker.rules import find_rule
from tracker.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A finding, what it weakens and the law it rests on; ``title`` is the rule's."""

    finding: ListedFinding
    title: str
    weakens: str
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """A paper that cannot be shown, or not as it was signed, and what to do about it."""

    title: str
    advice: str


def gaps_of(connection: Connection, code: str, today: date) -> tuple[Gap, ...]:
    """Open findings of a deal as its dossier tells them, the gravest first."""
    page = open_findings(connection, today, chosen=FindingFilter(deal=code), size=MOST)
    return tuple(
        Gap(finding=one, title=rule.title, weakens=weakens(rule), basis=rule.articles(today))
        for one in page.rows
        for rule in [find_rule(one.rule)]
    )


def absent_of(connection: Connection, vault: Vault, deal_id: int, on: date) -> tuple[Absent, ...]:
    """Papers of a deal whose files a dossier would miss, looked up in the vault."""
    papers = papers_of(connection, deal_id, on)
    rows = file_rows(connection, deal_id)
    files = {
        paper["id"]: files_of(paper, rows.get(paper["id"], ()), vault) if is_in_force(paper) else [] for paper in papers
    }
    return tuple(Absent(title=one["title"], advice=one["advice"]) for one in absent_files(papers, files))
