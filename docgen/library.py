"""The library of papers: finds ``templates/``, reads each kind's metadata.yaml and checks that its folder is whole.

One folder is one kind; folders that begin with «_» hold what kinds share. Adding a kind needs no Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from docgen.errors import LibraryError

AUDIENCES = ("client", "internal")
FORMATS = ("pdf", "docx")
INVOICE = "proforma_invoice"
SERIES = ("contract", INVOICE, "commercial_offer")
_REQUIRED = ("title", "caption", "version", "audience", "formats", "numbering", "confirms", "basis")
_SOURCE_OF_FORMAT = {"pdf": "template.html", "docx": "template.docx"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of paper, as its metadata.yaml describes it.

    caption: short name for bookmarks, page labels and file names. numbering: whose numbers it takes.
    confirms: kinds of obligations that the paper proves when signed (RULES «which paper confirms what»).
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

    @property
    def is_internal(self) -> bool:
        """Whether the paper may never reach a client."""
        return self.audience == "internal"

    @property
    def has_clauses(self) -> bool:
        """Whether the paper is a contract whose text is data."""
        return (self.folder / "clauses.yaml").is_file()


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
    folders = sorted(
        path for path in templates_root().iterdir() if path.is_dir() and not path.name.startswith(("_", "."))
    )
    return {folder.name: _read_kind(folder) for folder in folders}


def find_kind(name: str) -> Kind:
    """The kind called ``name``; raises LibraryError that lists what there is."""
    found = kinds().get(name)
    if found is None:
        raise LibraryError(f"Нет вида документа «{name}». Есть: {', '.join(kinds())}.")
    return found


def audiences() -> dict[str, str]:
    """Who each kind is for: «client» or «internal», by the kind's name."""
    return {name: kind.audience for name, kind in kinds().items()}


def _read_kind(folder: Path) -> Kind:
    described: dict[str, Any] = read_yaml(folder / "metadata.yaml")
    missing = [key for key in _REQUIRED if key not in described]
    unknown = sorted(set(described) - set(_REQUIRED))
    if missing or unknown:
        raise LibraryError(f"templates/{folder.name}/metadata.yaml: нет {missing}, лишнее {unknown}.")
    if described["audience"] not in AUDIENCES or not set(described["formats"]) <= set(FORMATS):
        raise LibraryError(f"templates/{folder.name}/metadata.yaml: audience из {AUDIENCES}, formats из {FORMATS}.")
    if described["numbering"] not in SERIES:
        raise LibraryError(f"templates/{folder.name}/metadata.yaml: numbering из {SERIES}.")
    for name in [_SOURCE_OF_FORMAT[fmt] for fmt in described["formats"] if fmt in _SOURCE_OF_FORMAT]:
        if not (folder / name).is_file():
            raise LibraryError(f"templates/{folder.name}: нет файла {name}, а формат объявлен в metadata.yaml.")
    lists = {key: tuple(described[key]) for key in ("formats", "confirms", "basis")}
    return Kind(name=folder.name, folder=folder, **{**described, **lists})


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
