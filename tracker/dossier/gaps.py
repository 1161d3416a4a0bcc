"""What a deal lacks and what that weakens: findings of the rules, and files that should be there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from tracker import phrases
from tracker.dossier.cards import paper_title
from tracker.dossier.files import BoundFile
from tracker.dossier.gathering import DealFile
from tracker.rules import Finding, Rule, find_rule

_WHY: Final = re.compile(r"^Почему это важно:\s*(.+)$", re.DOTALL)


def gaps_data(deal: DealFile, absent: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """What the template takes. ``absent``: files that are not there (``absent_files``)."""
    findings = _once(
        sorted(deal.judgement.findings, key=lambda one: (-one.severity, -one.exposure, one.since, one.key))
    )
    return {
        "gaps": [
            {
                "title": rule.title,
                "amount": phrases.roubles(one.exposure) if one.exposure else "",
                "message": one.message,
                "since": one.since,
                "weakens": weakens(rule),
                "action": one.action,
                "basis": "; ".join(rule.articles(deal.on)),
            }
            for one in findings
            for rule in [find_rule(one.rule)]
        ],
        "files": list(absent),
        "cautions": [*(deal.claim.cautions if deal.claim else ())],
    }


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """Findings without a sum that read the same, of goods and services of one day, are told once."""
    return list({(one.rule, one.message) if not one.exposure else one.key: one for one in findings}.values())


def weakens(rule: Rule) -> str:
    """Why it matters: the paragraph of the rule's help that says so; "" where it has none."""
    for paragraph in rule.help().split("\n\n"):
        found = _WHY.match(paragraph)
        if found:
            text = " ".join(found[1].split())
            return text[:1].upper() + text[1:]
    return ""


def absent_files(deal: DealFile, files: Mapping[int, Sequence[BoundFile]]) -> Iterator[dict[str, str]]:
    """Papers in force that the dossier cannot show, or not as they were signed, each with what to do."""
    for paper in deal.papers:
        if not deal.is_in_force(paper):
            continue
        title = paper_title(paper)
        bound = files[paper["id"]]
        for one in bound:
            if one.problem:
                yield {"title": f"{title}, файл «{one.name}»", "advice": f"{one.problem} {one.advice}"}
        advice = _advice(paper, bound)
        if advice:
            yield {"title": title, "advice": advice}


def _advice(paper: Mapping[str, Any], bound: Sequence[BoundFile]) -> str:
    is_shown = any(one.has_sheets for one in bound)
    is_signed_shown = any(one.has_sheets and one.is_signed_copy for one in bound)
    if paper["signed_by_client_on"] and not is_signed_shown and paper["electronic_on"] is None:
        where = "Подлинник у нас: снимите с него копию." if paper["original_on"] else "Запросите у клиента экземпляр."
        return f"Документ подписан клиентом, а файла с подписями в досье нет. {where} Примите скан: pervichka scan."
    if not is_shown:
        return "Файла в хранилище нет: документ составлен не здесь. Вложите копию."
    return ""
