"""Papers are issued: a kit that begins a deal, and further papers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from docgen.bundle import File
from docgen.errors import Fault, InputError
from docgen.intake import read_kit
from docgen.intake.schema import PartySection
from docgen.intake.source import Source
from docgen.library import audiences, find_kind
from docgen.library import kinds as library
from docgen.local_library import LocalTemplate
from tracker.kit_form.issuing import Issuer, issue_order
from tracker.kit_form.requisites import refuse_other_requisites
from tracker.lookup import deal_key, document_key, obligation_key, page_key
from tracker.own_templates import library_of
from tracker.papers.cautions import cautions_of
from tracker.papers.drafts import Draft
from tracker.papers.issuing import Issued, issue, supersede
from tracker.papers.stored import find_deal, find_paper
from tracker.parties import organization_id_of
from web import desk
from web.api.asking import on_disk
from web.api.calls import Form, Json, Part, call
from web.api.rooms.library import known_name
from web.api.shapes import Asked, Code, Long, Out, Roubles, kopecks
from web.guard import require_deal

if TYPE_CHECKING:
    from tracker.house import Work

TAG = "Выпуск документов"


class IssuedOut(Out):
    """Выпущенный документ. files — форматы: файл даёт GET /papers/{page_id}/files/{format}."""

    page_id: str
    kind: str
    title: str
    number: str
    files: tuple[str, ...]


class IssuedKitOut(Out):
    """Сделка, которую начал комплект, и её документы."""

    deal: str
    papers: tuple[IssuedOut, ...]
    warnings: tuple[str, ...]


class KitAsked(Asked):
    """The deal's own code."""

    code: Code | None = Field(
        None, title="Идентификатор сделки", description="На него ссылается одобрение скидки; без него даёт программа"
    )


@call(
    "POST /kits",
    "issue_kit",
    TAG,
    "Выпустить комплект",
    text="Заводит сделку и выпускает её документы с номерами: все или ни одного. Приложений в этом запросе нет: "
    "с ними — POST /kits/with-files.",
    answer=IssuedKitOut,
    query=KitAsked,
    body=Json(text="Файл комплекта в JSON; его устройство — GET /schemas/kit."),
    status=201,
    is_change=True,
)
def issue_kit(work: Work, query: KitAsked, body: bytes) -> Any:
    """Issues a kit."""
    return _kit(work, query, body, [])


@call(
    "POST /kits/with-files",
    "issue_kit_with_files",
    TAG,
    "Выпустить комплект с приложениями",
    text="kit — файл комплекта в JSON, attachments — файлы PDF под теми именами, которые названы в комплекте.",
    answer=IssuedKitOut,
    query=KitAsked,
    body=Form(
        files={
            "kit": Part(text="Файл комплекта, JSON"),
            "attachments": Part(text="Приложения, PDF", is_many=True, is_optional=True),
        }
    ),
    status=201,
    is_change=True,
)
def issue_kit_with_files(work: Work, query: KitAsked, files: dict[str, list[File]]) -> Any:
    """Issues a kit with foreign papers after it."""
    return _kit(work, query, files["kit"][0].content, files["attachments"])


def _kit(work: Work, query: KitAsked, body: bytes, attachments: list[File]) -> Any:
    with on_disk(body, *attachments, name=_free_name(attachments)) as path:
        order = read_kit(path, audiences())
    own = {name: found for name in order.documents if (found := _own_template(name)) is not None}
    made = issue_order(work, order, _issuer(), code=query.code, templates=own)
    return {"deal": made.deal_code, "papers": tuple(map(issued, made.papers)), "warnings": order.warnings}


def _free_name(attachments: list[File]) -> str:
    return f"{max((Path(one.name).stem for one in attachments), key=len, default='')}kit.json"


def _issuer() -> Issuer:
    who = desk.visitor()
    return Issuer(
        person_id=who.id,
        login=who.login,
        labels=desk.own_labels(),
        manager=who.person.name,
        manager_login=who.login,
    )


def _own_template(kind: str) -> LocalTemplate | None:
    return library_of(desk.house().settings).in_use(kind)


def issued(paper: Issued) -> dict[str, Any]:
    """An issued paper for an answer."""
    return {
        "page_id": paper.page_id,
        "kind": paper.kind.name,
        "title": paper.context["document"]["full_title"],
        "number": paper.number,
        "files": tuple(paper.files),
    }


class CoveredAsked(Asked):
    """Обязательство, которое покрывает документ, и на сколько."""

    obligation: Code = Field(title="Обязательство", description="Идентификатор в сделке")
    amount: Roubles = Field(title="Сумма", description="Рублей")


class PaperAsked(Asked):
    """Документ, который надо выпустить."""

    kind: Code = Field(title="Вид", description="GET /kinds")
    deal: Code | None = Field(None, title="Сделка", description="Без неё документ сам по себе, от раздела seller")
    source: dict[str, Any] = Field(title="Данные", description="Как во входном файле: GET /schemas/{вид}")
    covers: Annotated[tuple[CoveredAsked, ...], Field(max_length=1000)] | None = Field(
        None, title="Что покрывает", description="Обязательства и суммы"
    )
    instead: Code | None = Field(
        None, title="Вместо", description="Документ, который этот заменяет: его идентификатор или код на страницах"
    )
    reason: Long | None = Field(None, title="Причина", description="Если прежний документ клиент подписал")


class IssuedPaperOut(IssuedOut):
    """Выпущенный документ и на что обратить внимание."""

    warnings: tuple[str, ...]


@call(
    "POST /papers",
    "issue_paper",
    TAG,
    "Выпустить документ",
    text="К сделке или сам по себе; вместо прежнего — с тем же номером, как исправление.",
    answer=IssuedPaperOut,
    body=Json(
        model=PaperAsked,
        example={"kind": "act", "deal": "D-15", "source": {}, "covers": [{"obligation": "o1", "amount": "120000.00"}]},
    ),
    status=201,
    is_change=True,
)
def issue_paper(work: Work, body: PaperAsked) -> Any:
    """Issues one paper."""
    kind = find_kind(known_name(_visible(), body.kind, "kind"))
    source = Source(dict(body.source), ())
    deal = _deal(work, body.deal)
    former = None if body.instead is None else _former(work, deal, body.instead)
    draft = Draft(
        kind=kind,
        organization_id=_organization(work, source, deal),
        deal_id=deal,
        source=_snapshot(source, kind.name) if kind.is_of_kit else source,
        covers=_covers(work, deal, body.covers),
        local=_own_template(kind.name),
        seller=desk.visitor().login,
    )
    warnings = tuple(cautions_of(work.connection, draft, former))
    made = issue(work, draft) if former is None else supersede(work, former, draft, body.reason or "")
    return {**issued(made), "warnings": warnings}


def _visible() -> dict[str, Any]:
    sees = desk.visitor().sees_internal_prices
    return {name: one for name, one in library().items() if sees or not one.is_internal}


def _snapshot(source: Source, kind: str) -> Any:
    from docgen.intake import order_from

    if source.data.get("attachments"):
        raise InputError([Fault("source.attachments", "приложения бывают только у комплекта: уберите их")])
    return order_from(source, Path("/nonexistent"), audiences(), only=kind).snapshot


def _deal(work: Work, code: str | None) -> int | None:
    if code is None:
        if desk.own_labels() is not None:
            raise InputError([Fault("deal", "назовите свою сделку: документ без сделки выпускает руководитель")])
        return None
    require_deal(code)
    return deal_key(work.connection, code)


def _former(work: Work, deal: int | None, name: str) -> int:
    if deal is not None:
        return document_key(work.connection, deal, name)
    key = page_key(work.connection, name)
    if find_paper(work.connection, key)["deal_id"] is not None:
        raise InputError([Fault("deal", "назовите сделку документа, который заменяется")])
    return key


def _organization(work: Work, source: Source, deal: int | None) -> int:
    """The organisation of the deal; without a deal, the seller of the source. A manager may give it no other account.

    Raises InputError.
    """
    seller = source.data.get("seller")
    if isinstance(seller, dict) and desk.own_labels() is not None:
        refuse_other_requisites(work.connection, _party(seller), "source.seller")
    if deal is not None:
        return int(find_deal(work.connection, deal)["organization_id"])
    if not isinstance(seller, dict):
        raise InputError([Fault("source.seller", "без сделки нужен раздел seller: чей это документ")])
    return organization_id_of(work, _party(seller))


def _party(seller: dict[str, Any]) -> PartySection:
    from pydantic import ValidationError

    from docgen.intake.messages import problems_of
    from docgen.intake.problems import input_error

    try:
        return PartySection.model_validate(seller)
    except ValidationError as error:
        told = [replace(one, loc=("source", "seller", *one.loc)) for one in problems_of(error, PartySection)]
        raise input_error(told, {}) from error


def _covers(work: Work, deal: int | None, given: tuple[CoveredAsked, ...] | None) -> dict[int, int] | None:
    if not given:
        return None
    if deal is None:
        raise InputError([Fault("covers", "покрывать можно только обязательства сделки: назовите deal")])
    covered: dict[int, int] = {}
    for place, one in enumerate(given):
        key = obligation_key(work.connection, deal, one.obligation)
        if key in covered:
            raise InputError([Fault(f"covers[{place}].obligation", "названо дважды: укажите один раз, всей суммой")])
        covered[key] = kopecks(one.amount)
    return covered
