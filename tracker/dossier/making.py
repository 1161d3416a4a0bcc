"""A dossier from a gathered deal: sections in their order, files on their sheets, one PDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from docgen.dossier.book import Book, Chapter, Entry, make
from docgen.library import INTERNAL, MADE_BY, find_kind
from docgen.pdf import PdfProperties
from tracker.claims.letters import CLAIM_LETTER
from tracker.dossier import claim_section, gaps, letters_section, money_section
from tracker.dossier.cards import card, entry_key, entry_keys, paper_title
from tracker.dossier.chronology import chronology
from tracker.dossier.files import BoundFile, files_of
from tracker.dossier.gathering import DealFile
from tracker.dossier.journal_extract import Extract
from tracker.dossier.title_section import title_data
from tracker.evidence import TAX_INVOICE, confirmed_by
from tracker.stages import INVOICE
from tracker.vault import Vault

_OURS: Final = "из данных учёта"
_WHAT_CONFIRMS: Final = (
    "Исполнение подтверждает подпись уполномоченного лица клиента на накладной, акте или УПД. Счет-фактура — "
    "налоговый документ и сам по себе исполнения не доказывает."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A dossier. ``absent``: documents that it cannot show, in Russian; it is made without them."""

    book: Book
    absent: tuple[str, ...]


def make_dossier(vault: Vault, deal: DealFile, extract: Extract, prepared_by: str) -> Dossier:
    """Puts the dossier together. The same facts, day and names give the same bytes.

    Raises what drawing raises.
    """
    made = _Making(vault, deal, extract)
    properties = PdfProperties(
        title=f"Досье по сделке {deal.code}",
        author=deal.seller.short_name,
        subject=deal.row["subject"],
        keywords=f"{MADE_BY}; kind=dossier; audience={'client' if deal.for_court else INTERNAL}",
        created=deal.on,
    )
    shared = {
        "dossier": {
            "title": properties.title,
            "code": deal.code,
            "house": deal.seller.short_name,
            "strip": f"{properties.title}, {deal.client.short_name}",
            "on": deal.on,
        }
    }
    book = make([*made.chapters(prepared_by)], shared, properties)
    return Dossier(book=book, absent=tuple(f"{one['title']}: {one['advice']}" for one in made.absent))


class _Making:
    """The parts of one dossier, each made of what was gathered."""

    def __init__(self, vault: Vault, deal: DealFile, extract: Extract) -> None:
        self.deal = deal
        self.papers = [paper for paper in deal.papers if not find_kind(paper["kind"]).is_internal]
        self.files: dict[int, list[BoundFile]] = {
            paper["id"]: files_of(paper, deal.files.get(paper["id"], ()), vault) if deal.is_in_force(paper) else []
            for paper in deal.papers
        }
        self.entries = {paper["id"]: entry_keys(paper, self.files[paper["id"]]) for paper in self.papers}
        self.weighed = {paper.document.id: paper for paper in deal.standing.papers}
        self.absent = [*gaps.absent_files(deal.papers, self.files)]
        self.extract = extract

    def chapters(self, prepared_by: str) -> Iterator[Chapter]:
        """All chapters in the order in which a lawyer reads them."""
        deal = self.deal
        yield _drawn("Титульный лист", "title", title_data(deal, prepared_by), names=True)
        yield _drawn(
            "Опись документов",
            "inventory",
            {"absent": [] if deal.for_court else self.absent, "prepared_by": prepared_by},
            names=True,
        )
        yield _drawn("Хронология", "chronology", {"events": chronology(deal, self.entries)}, names=True)
        yield from self._of_papers()
        yield _drawn("Оплаты", "payments", money_section.payments_data(deal))
        yield self._closing()
        yield self._dispatch()
        yield self._correspondence()
        yield _drawn("Расчёт требования", "claim", claim_section.claim_data(deal))
        yield _drawn("Выписка из журнала", "journal", self.extract.data)
        if not deal.for_court:
            yield _drawn("Что может потребовать клиент", "risk", claim_section.risk_data(deal))
            yield _drawn("Чего не хватает и что это ослабляет", "gaps", gaps.gaps_data(deal, self.absent))

    def _of_papers(self) -> Iterator[Chapter]:
        contracts = [paper for paper in self.papers if _place(paper) == "contract"]
        yield self._chapter("Договор", "contract", contracts, nothing="Договора в сделке нет.")
        invoices = [paper for paper in self.papers if _place(paper) == "invoices"]
        yield self._chapter("Счета", "invoices", invoices, nothing="Счетов в сделке нет.")

    def _closing(self) -> Chapter:
        papers = [paper for paper in self.papers if _place(paper) == "closing"]
        lead = "" if self.deal.for_court else _WHAT_CONFIRMS
        nothing = "Закрывающих документов в сделке нет."
        return self._chapter("Закрывающие документы", "closing", papers, lead=lead, nothing=nothing)

    def _dispatch(self) -> Chapter:
        papers = [paper for paper in self.papers if _place(paper) == "dispatch"]
        data = letters_section.dispatch_data(self.deal, self.entries, self.extract.dispatched)
        return self._with_files("Доказательства отправки", "dispatch", papers, data | {"covers": self._cards(papers)})

    def _correspondence(self) -> Chapter:
        papers = [paper for paper in self.papers if _place(paper) == "correspondence"]
        data = letters_section.correspondence_data(self.deal, self.extract.dispatched)
        title = "Переписка, претензии, требования"
        return self._with_files(title, "correspondence", papers, data | {"papers": self._cards(papers)})

    def _chapter(
        self, title: str, key: str, papers: Sequence[Mapping[str, Any]], *, nothing: str, lead: str = ""
    ) -> Chapter:
        data = {"heading": title, "lead": lead, "papers": self._cards(papers), "nothing": nothing}
        return self._with_files(title, "papers", papers, data, key=key)

    def _with_files(
        self, title: str, template: str, papers: Sequence[Mapping[str, Any]], data: Mapping[str, Any], key: str = ""
    ) -> Chapter:
        first = Entry(
            key=f"section-{key or template}",
            title=f"{title}: сведения",
            template=template,
            data=data,
            form=_OURS,
            names_sheets=True,
        )
        files = (_shown(paper, file) for paper in papers for file in self.files[paper["id"]] if file.has_sheets)
        return Chapter(title=title, entries=(first, *files))

    def _cards(self, papers: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [card(self.deal, paper, self.files[paper["id"]], self.weighed.get(paper["code"])) for paper in papers]


def _drawn(title: str, template: str, data: Mapping[str, Any], *, names: bool = False) -> Chapter:
    entry = Entry(key=f"section-{template}", title=title, template=template, data=data, form=_OURS, names_sheets=names)
    return Chapter(title=title, entries=(entry,))


def _shown(paper: Mapping[str, Any], file: BoundFile) -> Entry:
    """The file on its sheets, or the page that says why it is not there."""
    title, key = paper_title(paper), entry_key(paper, file)
    if file.pages is not None:
        return Entry(key=key, title=title, file=file.pages, form=file.form, digest=file.digest)
    data = {"title": f"{title}, файл «{file.name}»", "problem": file.problem, "advice": file.advice}
    return Entry(
        key=key,
        title=title,
        template="notice",
        data=data | {"digest": file.digest},
        form="файла нет или он повреждён",
        digest=file.digest,
    )


def _place(paper: Mapping[str, Any]) -> str:
    """The section in which a paper stands."""
    kind = paper["kind"]
    if paper["is_contract"] or kind in _OF_CONTRACT:
        return "contract"
    if kind == INVOICE:
        return "invoices"
    if kind in {letters_section.COVER_LETTER, _ONE_SIDED_NOTE}:
        return "dispatch"
    if kind == CLAIM_LETTER:
        return "correspondence"
    return "closing" if confirmed_by(kind) or kind == TAX_INVOICE else "correspondence"


_ONE_SIDED_NOTE: Final = "one_sided_note"
_OF_CONTRACT: Final = frozenset(
    {"commercial_offer", "specification", "supplementary_agreement", "technical_specification", "power_of_attorney"}
)
