"""What a deal lacks and what that weakens: findings of the rules, and files that should be there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from docgen.exchange import State
from tracker import phrases
from tracker.dossier.cards import paper_title
from tracker.dossier.files import BoundFile
from tracker.dossier.gathering import DealFile, is_in_force
from tracker.evidence import Strength
from tracker.law import article
from tracker.papers.attaching import Beside
from tracker.rules import Finding, Rule, find_rule
from tracker.scans.filing import SCAN_FILE

_DELIVERY: Final = "delivery_of_messages"
_LEFT_US: Final = frozenset({State.SIGNED_BY_US, State.SENT})  # what an operator says of a paper that is on its way
_DELIVERY_WEAKENED: Final = (
    "Доставку доказывает отправитель (ст. 165.1 ГК РФ). Если клиент её отрицает, а показать нечего, документ не "
    "считается полученным, и сроки, которые считают от получения, не начались."
)
_ONE_SIDED_WEAKENED: Final = (
    f"{_DELIVERY_WEAKENED} Тогда и молчание клиента — не приёмка: односторонний документ исполнения не подтверждает."
)
_PROVE: Final = (
    "Найдите уведомление о вручении, отчёт почты или накладную курьера и приложите к документу "
    "(pervichka paper attach). Экземпляр или сопроводительное письмо с отметкой клиента о получении примите как скан "
    "(pervichka scan), архив оператора ЭДО — pervichka exchange take. Если ничего нет, отправьте документ ещё раз "
    "ценным письмом с описью вложения и уведомлением."
)
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
        ]
        + [*_unproven_deliveries(deal)],
        "files": list(absent),
        "cautions": [*(deal.claim.cautions if deal.claim else ())],
    }


def _unproven_deliveries(deal: DealFile) -> Iterator[dict[str, Any]]:
    """Papers of whose delivery there is a day and nothing else: the other side needs only deny it.

    A paper that the client signed needs no other proof: whether that copy is here is a question about its file.
    """
    silent = {paper.document.id for paper in deal.standing.papers if paper.strength is Strength.ONE_SIDED}
    for paper in deal.papers:
        on = paper["delivered_on"]
        if on is None or paper["signed_by_client_on"] or not deal.is_in_force(paper) or _is_proven(deal, paper, on):
            continue
        yield {
            "title": "Доставка отмечена, а доказательства в досье нет",
            "amount": "",
            "message": (
                f"{paper_title(paper)}: день доставки записан, а ни письма, ни отметки клиента о получении, ни "
                "сведений оператора ЭДО нет."
            ),
            "since": on,
            "weakens": _ONE_SIDED_WEAKENED if paper["code"] in silent else _DELIVERY_WEAKENED,
            "action": _PROVE,
            "basis": article(_DELIVERY, deal.on),
        }


def _is_proven(deal: DealFile, paper: Mapping[str, Any], on: date) -> bool:
    """A letter with the paper that was not later than the day, an operator's word, a scan with a mark, a receipt."""
    key = paper["id"]
    sent = (one for one in deal.letters if key in deal.letter_papers.get(one["id"], ()))
    has_letter = any(letter["sent_on"] <= on for letter in sent)
    has_word = any(State(one["state"]) not in _LEFT_US for one in deal.said.get(key, ()))
    covers = (cover for cover, listed in deal.listed_in_covers.items() if key in listed)
    return has_letter or has_word or any(_has_proof(deal, one) for one in (key, *covers))


def _has_proof(deal: DealFile, key: int) -> bool:
    return any(file["purpose"] in {SCAN_FILE, Beside.DISPATCH} for file in deal.files.get(key, ()))


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


def absent_files(
    papers: Iterable[Mapping[str, Any]], files: Mapping[int, Sequence[BoundFile]]
) -> Iterator[dict[str, str]]:
    """Papers in force that the dossier cannot show, or not as they were signed, each with what to do."""
    for paper in papers:
        if not is_in_force(paper):
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
