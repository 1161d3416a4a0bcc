"""What is known of one paper: what it confirms, how strongly, what became of it, its files and signatures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import RowMapping

from docgen.exchange import State
from docgen.phrases import with_sign
from tracker import phrases
from tracker.claims.naming import STRENGTHS
from tracker.dossier.files import BoundFile
from tracker.dossier.gathering import DealFile
from tracker.dossier.wording import PROTECTIONS, how_signed, owed_name, row
from tracker.electronic.words import PARSED, moment, state_on
from tracker.evidence import Strength, confirmed_by, deemed_accepted_after, is_attorney_valid
from tracker.facts import Authority, ObligationKind
from tracker.papers.stored import name_of
from tracker.standing import Paper

_DAYS: Final = (
    ("signed_by_us_on", "Подписан нами"),
    ("sent_on", "Отправлен клиенту"),
    ("delivered_on", "Доставлен"),
)
_HOME: Final = (
    ("scan_on", "Скан-копия получена"),
    ("original_on", "Подлинник получен"),
    ("electronic_on", "Подписан через оператора ЭДО"),
    ("refused_on", "Мотивированный отказ"),
    ("refusal_answered_on", "Ответ на отказ"),
)
_BILATERAL: Final = frozenset({"specification", "supplementary_agreement", "technical_specification"})
_UNVERIFIED: Final = f"{PARSED}: действительность подписи и сертификата программа не проверяла"


def paper_title(paper: Mapping[str, Any]) -> str:
    """«УПД № 15 от 30.01.2025, статус 1, исправление № 1»."""
    status = f", статус {paper['status']}" if paper["status"] else ""
    revision = f", исправление {with_sign(str(paper['revision']))}" if paper["revision"] else ""
    return name_of(paper) + status + revision


def entry_key(paper: Mapping[str, Any], file: BoundFile) -> str:
    """How the entry that shows a file of a paper is named."""
    return f"paper-{paper['id']}-{file.key}"


def entry_keys(paper: Mapping[str, Any], files: Sequence[BoundFile]) -> list[str]:
    """Entries that show the paper."""
    return [entry_key(paper, file) for file in files if file.has_sheets]


def card(deal: DealFile, paper: Mapping[str, Any], files: Sequence[BoundFile], weighed: Paper | None) -> dict[str, Any]:
    """A paper as the template takes it. ``weighed``: what it is worth, for papers of the deal's standing."""
    return {
        "name": paper_title(paper),
        "ended": _ended(paper),
        "rows": [*_rows(deal, paper, weighed)],
        "files": [
            {
                "name": file.name,
                "digest": file.digest,
                "entry": entry_key(paper, file) if file.has_sheets else "",
                "note": file.problem or file.note,
            }
            for file in files
        ],
        "signatures": [_signature(one) for one in deal.signatures.get(paper["id"], ())],
    }


def _ended(paper: Mapping[str, Any]) -> str:
    if paper["annulled_on"]:
        return f"Документ аннулирован {phrases.day(paper['annulled_on'])}: он ничего не подтверждает."
    if paper["superseded_on"]:
        return f"Документ заменён {phrases.day(paper['superseded_on'])}: действует тот, что выпущен вместо него."
    return ""


def _rows(deal: DealFile, paper: Mapping[str, Any], weighed: Paper | None) -> Iterator[dict[str, str]]:
    for one in deal.covers.get(paper["id"], ()):
        owed = owed_name(deal.stored.facts.obligations, ObligationKind(one["kind"]), one["code"])
        yield row("О чём документ", f"{owed}: {phrases.roubles(one['amount'])}")
    if weighed is not None and weighed.is_confirming and not deal.for_court:
        yield row("Сила подтверждения", STRENGTHS[weighed.strength])
    if paper["is_contract"]:
        yield from _of_contract(paper)
    yield from (row(what, phrases.day(paper[key])) for key, what in _DAYS if paper[key])
    if paper["signed_by_client_on"]:
        yield row("Подписан клиентом", how_signed(paper, for_court=deal.for_court))
    elif _is_to_be_signed(paper):
        yield row("Подписан клиентом", "нет")
    yield from _doubts(deal, paper, weighed)
    yield from (row(what, phrases.day(paper[key])) for key, what in _HOME if paper[key])
    for one in deal.said.get(paper["id"], ()):
        yield row("По архиву оператора", _said(one))
    if paper["page_id"]:
        yield row("Код на страницах", str(paper["page_id"]))


def _said(one: RowMapping) -> str:
    time = f", {one['said_time']}" if one["said_time"] else ""
    details = f", {one['details']}" if one["details"] else ""
    return f"{state_on(State(one['state']), one['said_on'])}{time}{details} (архив «{one['name']}»)"


def _is_to_be_signed(paper: Mapping[str, Any]) -> bool:
    """Whether the client's signature is awaited on papers of the kind at all."""
    return bool(paper["is_contract"] or paper["kind"] in _BILATERAL or confirmed_by(paper["kind"]))


def _of_contract(paper: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    if paper["acceptance_days"]:
        yield row("Срок приёмки", f"{paper['acceptance_days']} календарных дней")
    granted = [PROTECTIONS[word] for word in (paper["protections"] or "").split()]
    if granted:
        yield row("Что даёт договор", "; ".join(granted))


def _doubts(deal: DealFile, paper: Mapping[str, Any], weighed: Paper | None) -> Iterator[dict[str, str]]:
    """Why a signature or a silence may be of no use; to a court, that a silence is an acceptance."""
    if weighed is None:
        return
    document = weighed.document
    if deal.for_court:
        if weighed.strength is Strength.ONE_SIDED:
            last_day = deemed_accepted_after(document, deal.standing.contract)
            yield row("Мотивированный отказ", f"не поступил; срок по договору истёк {phrases.day(last_day or deal.on)}")
        return
    if (
        document.signer_authority is Authority.POWER_OF_ATTORNEY
        and weighed.is_signed
        and not is_attorney_valid(document)
    ):
        yield row("Доверенность", "в день подписания не действовала")
    last_day = deemed_accepted_after(document, deal.standing.contract)
    if last_day is not None:
        word = "истёк" if deal.on > last_day else "истекает"
        yield row("Молчание клиента", f"срок возражений по договору {word} {phrases.day(last_day)}")
    if not paper["signed_by_client_on"] and document.delivered_on and last_day is None and not document.refused_on:
        yield row("Молчание клиента", "доставлен и не подписан; договор не приравнивает молчание к приёмке")


def _signature(one: RowMapping) -> dict[str, Any]:
    return {"name": f"Электронная подпись: {one['name']}", "rows": [*_signature_rows(one)]}


def _signature_rows(one: RowMapping) -> Iterator[dict[str, str]]:
    yield row("Состояние", _UNVERIFIED)
    told = [one["signer"], one["signer_title"], f"ИНН {one['inn']}" if one["inn"] else None]
    yield row("Кто подписал", ", ".join(filter(None, told)) or "в сертификате не назван")
    if one["organization"]:
        inn = f", ИНН {one['organization_inn']}" if one["organization_inn"] else ""
        yield row("Организация", f"{one['organization']}{inn}")
    issued = [one["issuer"], f"серийный номер {one['serial']}" if one["serial"] else None]
    yield row("Сертификат", ", ".join(filter(None, issued)) or "нет сведений")
    if one["valid_from"] and one["valid_until"]:
        yield row("Сертификат действует", f"с {moment(one['valid_from'])} по {moment(one['valid_until'])}")
    yield row("Подписано", f"{moment(one['signed_at'])}, по словам подписи" if one["signed_at"] else "нет сведений")
    if one["stamped_at"]:
        yield row("Метка времени", moment(one["stamped_at"]))
    yield row("Подписанный файл", f"{one['file_name']}, SHA-256 {one['file_sha256']}")
    equal = {True: "совпадает с файлом", False: "НЕ совпадает с файлом", None: "не вычислен"}[one["is_digest_equal"]]
    note = f": {one['note']}" if one["note"] else ""
    yield row("Хеш в подписи", f"{equal}, алгоритм {one['digest_algorithm']}{note}")
