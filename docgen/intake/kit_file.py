"""A kit file on disk → everything that making the kit needs, checked; or every fault of it at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from docgen.attachments import Attachment
from docgen.captions import payment_code
from docgen.documents import Snapshot
from docgen.intake.attachments import open_attachments
from docgen.intake.building import build_snapshot, stage_problems
from docgen.intake.cautions import cautions
from docgen.intake.deal_checks import check_deal
from docgen.intake.line_checks import check_lines
from docgen.intake.messages import problems_of
from docgen.intake.paper_checks import DEFAULT, check_only, check_papers, resolve
from docgen.intake.party_checks import check_parties
from docgen.intake.problems import Problem, input_error
from docgen.intake.raw import Place
from docgen.intake.schema import KitSection
from docgen.intake.source import Source, read_source
from docgen.library import INVOICE
from docgen.payment_qr import PaymentCodeError


@dataclass(frozen=True, slots=True)
class KitOrder:
    """What to make: papers (kinds, contract first) of one snapshot, attachments after them; warnings in Russian."""

    snapshot: Snapshot
    documents: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    warnings: tuple[str, ...]


def read_kit(path: Path, kinds: Mapping[str, str], only: str | None = None) -> KitOrder:
    """Read a kit file (YAML or JSON).

    kinds: every kind of document that can be asked for, and its audience (``internal`` ones are refused in a kit).
    only: this one kind is wanted, whatever papers the file names.
    Raises InputError with all faults of the file, in the order of the file.
    """
    return order_from(read_source(path), path.parent, kinds, only)


def order_from(source: Source, folder: Path, kinds: Mapping[str, str], only: str | None = None) -> KitOrder:
    """The order in data already read; ``folder`` is where its attachments lie. Raises InputError."""
    problems: list[Problem] = []
    opened = [] if only else open_attachments(Place(source.data), folder, problems)
    kit = _checked(source, problems, kinds, only)
    snapshot = build_snapshot(kit)
    documents = resolve((only,) if only else kit.documents or DEFAULT, kit.deal.kind)
    late = [*stage_problems(snapshot), *_code_problems(snapshot, documents)]
    if late:
        raise input_error(late, source.data)
    attachments = (
        Attachment(file.title, content) for file, content in zip(kit.attachments or (), opened, strict=False)
    )
    return KitOrder(
        snapshot=snapshot,
        documents=documents,
        attachments=tuple(attachments),
        warnings=tuple(cautions(snapshot, documents)),
    )


def _checked(source: Source, found: list[Problem], kinds: Mapping[str, str], only: str | None) -> KitSection:
    """The file in its models. What a check says of a place is nearer the point than what the shape of it says."""
    root = Place(source.data)
    problems = [*source.problems, *found, *_cross_checks(root), *check_papers(root, kinds)]
    if only:
        problems.extend(check_only(root, only))
    try:
        kit = KitSection.model_validate(source.data)
    except ValidationError as error:
        problems.extend(problems_of(error, KitSection))
        raise input_error(problems, source.data) from error
    if problems:
        raise input_error(problems, source.data)
    return kit


def _code_problems(snapshot: Snapshot, documents: tuple[str, ...]) -> Iterable[Problem]:
    """The payment code of an invoice has room for 300 bytes of names and accounts; a very long bank takes them all."""
    if INVOICE not in documents:
        return
    try:
        payment_code(snapshot)
    except PaymentCodeError as error:
        yield Problem(("seller", "bank", "name"), str(error))


def _cross_checks(root: Place) -> Iterable[Problem]:
    yield from check_parties(root)
    yield from check_deal(root)
    yield from check_lines(root)
