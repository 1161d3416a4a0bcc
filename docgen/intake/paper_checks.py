"""Which papers a kit is asked for: known, for the client, each once, and a contract of the deal's own kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from docgen.documents import DealKind
from docgen.intake.fields import Choice, read_or_none
from docgen.intake.nearest import nearest
from docgen.intake.problems import Problem, quoted
from docgen.intake.raw import Place
from docgen.library import APART, INTERNAL

CONTRACT: Final = "contract"
DEFAULT: Final = (CONTRACT, "proforma_invoice", "commercial_offer")
CONTRACTS: Final = {
    DealKind.SUPPLY: "supply_contract",
    DealKind.SERVICES: "services_contract",
    DealKind.CONSIGNMENT: "consignment_contract",
}

_RANKS = {**dict.fromkeys(CONTRACTS.values(), 0), "proforma_invoice": 1, "commercial_offer": 2}


def resolve(documents: Iterable[str], deal_kind: DealKind) -> tuple[str, ...]:
    """Kinds of the papers in the order of a kit: contract, invoice, offer, then the others as they were named."""
    resolved = (CONTRACTS[deal_kind] if name == CONTRACT else name for name in documents)
    return tuple(sorted(resolved, key=lambda kind: _RANKS.get(kind, len(_RANKS))))


def check_papers(root: Place, kinds: Mapping[str, str]) -> Iterator[Problem]:
    """``kinds``: each known kind of document and its audience."""
    deal_kind = read_or_none(Choice(DealKind), root["deal"]["kind"].value)
    seen: set[str] = set()
    for paper in root["documents"]:
        if paper.text is None:
            continue
        is_general = paper.text == CONTRACT
        kind = CONTRACTS[deal_kind] if is_general and deal_kind else paper.text
        fault = _repeated(kind, seen) or (None if is_general else _unfit(kind, deal_kind, kinds))
        seen.add(kind)
        if fault:
            yield Problem(paper.loc, fault)


def check_only(root: Place, kind: str) -> Iterator[Problem]:
    """One paper wanted by itself: a contract must be of the deal's kind."""
    deal_kind = read_or_none(Choice(DealKind), root["deal"]["kind"].value)
    if deal_kind and kind in CONTRACTS.values() and kind != CONTRACTS[deal_kind]:
        yield Problem(
            root["deal"]["kind"].loc, f"при {deal_kind} бывает {CONTRACTS[deal_kind]}, а не {kind}: исправьте"
        )


def _repeated(kind: str, seen: set[str]) -> str | None:
    return f"документ уже есть в списке ({kind}): уберите повтор" if kind in seen else None


def _unfit(kind: str, deal_kind: DealKind | None, kinds: Mapping[str, str]) -> str | None:
    if kind not in kinds:
        return _unknown(kind, kinds)
    if kinds[kind] == INTERNAL:
        return "это внутренний документ, клиенту он не показывается: уберите его из комплекта"
    if kinds[kind] == APART:
        return f"этот документ делается из своего файла: уберите его отсюда; команда: pervichka render {kind}"
    if deal_kind and kind in CONTRACTS.values() and kind != CONTRACTS[deal_kind]:
        return f"договор не того вида: при deal.kind: {deal_kind} бывает {CONTRACTS[deal_kind]}; поставьте contract"
    return None


def _unknown(kind: str, kinds: Mapping[str, str]) -> str:
    offered = [CONTRACT, *sorted(name for name, audience in kinds.items() if audience not in (INTERNAL, APART))]
    guess = nearest(kind, offered)
    hint = f"может быть, «{guess}»?" if guess else f"бывает: {', '.join(offered)}"
    return f"вида документа {quoted(kind)} нет; {hint}"
