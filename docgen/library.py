"""The library of papers: finds ``templates/``, reads each kind's metadata.yaml and checks that its folder is whole.

One folder is one kind; folders that begin with «_» hold what kinds share. Adding a kind needs no Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from docgen.errors import LibraryError
from docgen.forms import Edition, FieldSpec, Rule, read_editions, read_fields, read_rules
from docgen.sheets.plans import SheetPlan, read_sheet_plan

INTERNAL = "internal"
AUDIENCES = ("client", INTERNAL)
APART = "apart"
MADE_BY = "pervichka"
FORMATS = ("pdf", "docx", "xlsx")
CONTRACT = "contract"
INVOICE = "proforma_invoice"
KIT = "kit"
CONFIRMED = ("goods", "services", "works", "handover")
_REQUIRED = ("title", "caption", "version", "audience", "formats", "numbering", "confirms", "basis")
_OPTIONAL = (
    "input", "payment_code", "heading", "fields", "editions", "checks", "warnings", "sheets", "numbering_when",
)  # fmt: skip
_TYPES = {
    "title": str, "caption": str, "version": int, "audience": str, "formats": list, "numbering": str,
    "confirms": list, "basis": list, "input": str, "payment_code": bool, "heading": str, "fields": dict,
    "numbering_when": dict,
}  # fmt: skip
_SOURCE_OF_FORMAT = {"pdf": "template.html", "docx": "template.docx", "xlsx": "template.html"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kind:
    """A kind of paper, as its metadata.yaml describes it; there is one object for each.

    caption: short name for bookmarks, page labels and file names. numbering: whose sequence of numbers it takes.
    numbering_when: other sequences, each with the condition on which it is taken (``papers.reading.series_of``).
    confirms: kinds of obligations that the paper proves when signed (RULES «which paper confirms what»).
    fields: the form of its own input file; empty for a paper that is made from a kit file.
    heading: Jinja text of the printed title; editions: how an approved form reads by date.
    sheets: how its rows are divided into sheets that have totals of their own.
    has_payment_code: its template gets the code by which a bank reads the payment.
    """

    name: str
    title: str
    caption: str
    version: int
    audience: str
    formats: tuple[str, ...]
    numbering: str
    confirms: tuple[str, ...]
    basis: tuple[str, ...]
    folder: Path
    heading: str
    numbering_when: tuple[tuple[str, str], ...] = ()
    fields: tuple[FieldSpec, ...] = ()
    editions: tuple[Edition, ...] = ()
    checks: tuple[Rule, ...] = ()
    warnings: tuple[Rule, ...] = ()
    sheets: SheetPlan | None = None
    has_payment_code: bool = False

    @property
    def is_internal(self) -> bool:
        """Whether the paper may never reach a client."""
        return self.audience == INTERNAL

    @property
    def is_of_kit(self) -> bool:
        """Whether the paper is made from a kit file rather than from a file of its own."""
        return not self.fields

    @property
    def has_clauses(self) -> bool:
        """Whether the paper is a contract whose text is data."""
        return (self.folder / "clauses.yaml").is_file()

    @property
    def keywords(self) -> str:
        """What a file says of itself in its properties; an internal paper is known by it wherever it comes back."""
        return self.keywords_of(str(self.version))

    def keywords_of(self, template: str) -> str:
        """The same for a paper that was made with another template than the shipped one."""
        return f"{MADE_BY}; kind={self.name}; template={template}; audience={self.audience}"


@cache
def templates_root() -> Path:
    """Folder of the library: inside the installed package, or at the top of a checkout."""
    here = Path(__file__).resolve().parent
    for candidate in (here / "templates", here.parent / "templates"):
        if (candidate / "_base" / "document.html").is_file():
            return candidate
    raise LibraryError(
        "Не найдена библиотека шаблонов templates/. Переустановите программу: она поставляется вместе с ней."
    )


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name, in alphabetical order. Raises LibraryError naming the folder that is not whole."""
    return {name: find_kind(name) for name in _names()}


@cache
def find_kind(name: str) -> Kind:
    """The kind called ``name``; raises LibraryError that lists what there is."""
    if name not in _names():
        raise LibraryError(f"Нет вида документа «{name}». Есть: {', '.join(_names())}.")
    return read_kind(templates_root() / name)


@cache
def _names() -> tuple[str, ...]:
    folders = (path for path in templates_root().iterdir() if path.is_dir())
    return tuple(sorted(folder.name for folder in folders if not folder.name.startswith(("_", "."))))


class _Audiences(Mapping[str, str]):
    """Reads a kind when it is asked about, so that a kit does not read the whole library."""

    def __getitem__(self, name: str) -> str:
        if name not in _names():
            raise KeyError(name)
        kind = find_kind(name)
        return kind.audience if kind.is_of_kit or kind.is_internal else APART

    def __iter__(self) -> Iterator[str]:
        return iter(_names())

    def __len__(self) -> int:
        return len(_names())


def audiences() -> Mapping[str, str]:
    """Who each kind is for, by its name: «client», «internal», or APART where a kit cannot hold it at all."""
    return _Audiences()


def read_kind(folder: Path) -> Kind:
    """The kind in a folder. Raises LibraryError that names the file and the key that is wrong."""
    described: dict[str, Any] = read_yaml(folder / "metadata.yaml")
    where = f"templates/{folder.name}/metadata.yaml"
    _check_keys(described, where)
    for name in {_SOURCE_OF_FORMAT[fmt] for fmt in described["formats"]}:
        if not (folder / name).is_file():
            raise LibraryError(f"templates/{folder.name}: нет файла {name}, а формат объявлен в metadata.yaml.")
    return Kind(
        name=folder.name,
        folder=folder,
        heading=described.get("heading", described["title"]),
        has_payment_code=described.get("payment_code", False),
        fields=() if described.get("input") == KIT else read_fields(described.get("fields"), where),
        editions=read_editions(described.get("editions"), where),
        checks=read_rules(described.get("checks"), f"{where}, checks", has_place=True),
        warnings=read_rules(described.get("warnings"), f"{where}, warnings", has_place=False),
        sheets=read_sheet_plan(described.get("sheets"), f"{where}, sheets"),
        title=described["title"],
        caption=described["caption"],
        version=described["version"],
        audience=described["audience"],
        numbering=described["numbering"],
        numbering_when=tuple(described.get("numbering_when", {}).items()),
        formats=tuple(described["formats"]),
        confirms=tuple(described["confirms"]),
        basis=tuple(described["basis"]),
    )


def _check_keys(described: Mapping[str, Any], where: str) -> None:
    missing = [key for key in _REQUIRED if key not in described]
    unknown = sorted(set(described) - set(_REQUIRED) - set(_OPTIONAL))
    if missing or unknown:
        raise LibraryError(f"{where}: нет {missing}, лишнее {unknown}.")
    for key, expected in _TYPES.items():
        if key in described and not isinstance(described[key], expected):
            raise LibraryError(f"{where}: у ключа {key} значение не того вида: нужен {expected.__name__}.")
    if described["audience"] not in AUDIENCES or not set(described["formats"]) <= set(FORMATS):
        raise LibraryError(f"{where}: audience из {AUDIENCES}, formats из {FORMATS}.")
    if not described["formats"]:
        raise LibraryError(f"{where}: назовите хотя бы один формат из {FORMATS}.")
    if not all(isinstance(when, str) for when in described.get("numbering_when", {}).values()):
        raise LibraryError(f"{where}: numbering_when — имя ряда и условие, оба — тексты.")
    if not set(described["confirms"]) <= set(CONFIRMED):
        raise LibraryError(f"{where}: confirms из {CONFIRMED}.")
    if described.get("input", KIT) != KIT or ("input" in described and "fields" in described):
        raise LibraryError(f"{where}: или input: {KIT}, или fields с описанием своего файла.")


def page_of(kind: Kind) -> str:
    """Text of the kind's template.html, from which PDF, workbook and twin are drawn."""
    return (kind.folder / "template.html").read_text(encoding="utf-8")


def read_shared(name: str) -> str:
    """Text of a file of the library by the name that «extends» and «include» call it."""
    return (templates_root() / name).read_text(encoding="utf-8")


def own_look(kind: Kind) -> str:
    """What the kind's own twin.yaml adds to the shared one; "" where it has none."""
    path = kind.folder / "twin.yaml"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


@cache
def read_yaml(path: Path) -> Any:
    """Data of a YAML file of the library. Raises LibraryError if it is missing or broken."""
    try:
        return yaml.load(path.read_bytes(), Loader=_LOADER)  # noqa: S506  it is the safe loader
    except FileNotFoundError:
        raise LibraryError(f"В библиотеке нет файла {path.name} ({path.parent.name}).") from None
    except yaml.YAMLError as error:
        raise LibraryError(f"{path.parent.name}/{path.name}: не читается как YAML: {error}") from error


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
