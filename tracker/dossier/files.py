"""Files of papers as a dossier takes them: what is shown, what is only named, and what should be there and is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import RowMapping

from docgen.audience import InternalKindError
from docgen.dossier.errors import UnfitFileError
from docgen.dossier.foreign import take_over
from docgen.dossier.sheets import Pages, check_fit, open_pages
from docgen.sandbox import SandboxError
from tracker.electronic.keeping import (
    ATTORNEY_FILE,
    EXCHANGE_FILE,
    RECEIPT_FILE,
    SIGNATURE_FILE,
    SIGNED_FILE,
)
from tracker.errors import VaultError
from tracker.papers.attaching import Beside
from tracker.papers.kits import KIT_FILE
from tracker.papers.stored import ISSUED_FILE
from tracker.scans.filing import SCAN_FILE
from tracker.vault import Vault

_FORMS: Final = {
    SIGNED_FILE: "подписанный файл (ЭДО)",
    SIGNATURE_FILE: "файл электронной подписи",
    RECEIPT_FILE: "квитанция оператора ЭДО",
    ATTORNEY_FILE: "машиночитаемая доверенность",
    EXCHANGE_FILE: "файл обмена через ЭДО",
    **{one.value: one.label for one in Beside},
}
_BESIDE: Final = frozenset(Beside)
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*")
_PDF: Final = b"%PDF-"
_SUFFIX: Final = ".pdf"
_ISSUED: Final = "копия выпущенного документа"
_REPLACED: Final = "выпущенный экземпляр, вместо него показана скан-копия подписанного"
_RESTORE: Final = "Восстановите файл из резервной копии и сделайте досье заново или вложите бумажный экземпляр."


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundFile:
    """A file of a paper. ``pages``: None for one that is not shown; ``problem``: why it should be and is not."""

    name: str
    digest: str
    purpose: str
    form: str
    pages: Pages | None = None
    problem: str = ""
    advice: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """How an entry of the dossier is named that shows it, together with its paper's key."""
        return self.digest[:16]

    @property
    def is_signed_copy(self) -> bool:
        """Whether it came from outside with the signatures on it."""
        return self.purpose not in {ISSUED_FILE, *_FORMS} or self.purpose == SIGNED_FILE

    @property
    def has_sheets(self) -> bool:
        """Whether it takes sheets: its own pages, or one that says what is wrong with it."""
        return self.pages is not None or bool(self.problem)


def files_of(paper: Mapping[str, Any], rows: Sequence[RowMapping], vault: Vault) -> list[BoundFile]:
    """Files of a paper, each once: what came signed, our own issue where no scan can be shown, what lies beside it."""
    once = {row["sha256"]: row for row in reversed(rows) if row["purpose"] != KIT_FILE}
    ordered = sorted(once.values(), key=lambda row: (_place(row["purpose"]), row["id"]))
    bound: list[BoundFile] = []
    for row in ordered:
        known = BoundFile(
            name=row["name"],
            digest=row["sha256"],
            purpose=row["purpose"],
            form=_form(paper, row["purpose"]),
        )
        if row["purpose"] != ISSUED_FILE:
            bound.append(_opened(known, vault, is_ours=row["purpose"] == SCAN_FILE))
        elif row["name"].endswith(_SUFFIX):
            has_scan = any(one.is_signed_copy and one.pages is not None for one in bound)
            bound.append(replace(known, note=_REPLACED) if has_scan else _opened(known, vault, is_ours=True))
    return bound


def _place(purpose: str) -> int:
    return 2 if purpose in _BESIDE else int(purpose == ISSUED_FILE)


def _form(paper: Mapping[str, Any], purpose: str) -> str:
    if purpose == ISSUED_FILE:
        return _ISSUED if paper["electronic_on"] is None else f"{_ISSUED}, подписанного в ЭДО"
    if purpose == SCAN_FILE:
        return "скан-копия подписанного; подлинник у нас" if paper["original_on"] else "скан-копия подписанного"
    return _FORMS.get(purpose, "файл документа")


def _opened(known: BoundFile, vault: Vault, *, is_ours: bool) -> BoundFile:
    """One that is not what it was, or nothing that can be read, is told of on a page of its own."""
    try:
        content = vault.read(known.digest)
    except VaultError:
        is_there = vault.path_of(known.digest).exists()
        problem = "Файл в хранилище повреждён: он не тот, что был принят." if is_there else "Файла в хранилище нет."
        return replace(known, problem=problem, advice=_RESTORE)
    if not content.startswith((_PDF, *_PICTURES)):
        return replace(known, note="в досье не показан: это не PDF и не картинка")
    try:
        is_sheet = is_ours and content.startswith(_PDF)  # scans were put together by ourselves too
        pages = open_pages(content, known.name) if is_sheet else take_over(content, known.name)
        if known.purpose != ISSUED_FILE:
            check_fit(pages)
    except InternalKindError:
        problem = "Файл помечен как внутренний документ, поэтому в досье он не включён."
        return replace(known, problem=problem, advice="Проверьте, тот ли файл приложен к документу сделки.")
    except (UnfitFileError, SandboxError) as error:
        problem = f"Файл показать не удалось: {error}".rstrip(".") + "."
        return replace(known, problem=problem, advice="Отсканируйте документ заново и примите скан.")
    return replace(known, pages=pages)
