"""The house's own templates beside the shipped ones: each kind's versions, kept for ever, one of them in use.

A version is never changed: papers that were made with it name its number, and its SHA-256 says that it is the same.

    ROOT/<kind>/<number>/template.docx      or template.html
    ROOT/<kind>/<number>/version.json       {"sha256", "name", "added_on"}
    ROOT/<kind>/in_use                      a number, or «shipped»
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from docgen.bundle import File, write_file, write_folder
from docgen.errors import LibraryError

SHIPPED = "shipped"
SUFFIXES = (".docx", ".html")
_NUMBER = re.compile(r"[1-9][0-9]*")
_FACTS = "version.json"
_IN_USE = "in_use"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTemplate:
    """One version of a kind's own template. ``suffix`` is .docx or .html; ``name`` is what its file was called."""

    kind: str
    number: int
    suffix: str
    path: Path
    sha256: str
    name: str
    added_on: date

    @property
    def label(self) -> str:
        """How papers name the template that made them."""
        return f"local-{self.number}"

    def read(self) -> bytes:
        """The template, unchanged since it was added. Raises LibraryError if it is not."""
        content = self.path.read_bytes()
        if sha256(content).hexdigest() != self.sha256:
            raise LibraryError(
                f"Шаблон {self.path} изменён после того, как его добавили. Верните прежний файл или добавьте новый: "
                "pervichka template add."
            )
        return content


@dataclass(frozen=True, slots=True)
class LocalLibrary:
    """Templates under ``root``; the folder is made when the first one is added."""

    root: Path

    def versions(self, kind: str) -> tuple[LocalTemplate, ...]:
        """All versions of a kind, oldest first. Raises LibraryError for a folder that is not whole."""
        folder = self.root / kind
        if not folder.is_dir():
            return ()
        numbers = sorted(int(path.name) for path in folder.iterdir() if _NUMBER.fullmatch(path.name))
        return tuple(self._read(kind, number) for number in numbers)

    def in_use(self, kind: str) -> LocalTemplate | None:
        """The version that papers are made with; None for the shipped template."""
        chosen = self.root / kind / _IN_USE
        told = chosen.read_text(encoding="utf-8").strip() if chosen.is_file() else SHIPPED
        return None if told == SHIPPED else self.find(kind, told)

    def find(self, kind: str, number: str) -> LocalTemplate:
        """The version called ``number``. Raises LibraryError that lists what there is."""
        for version in self.versions(kind):
            if str(version.number) == number:
                return version
        there = ", ".join([SHIPPED, *(str(version.number) for version in self.versions(kind))])
        raise LibraryError(f"У вида {kind} нет своего шаблона «{number}». Есть: {there}.")

    def add(self, kind: str, name: str, content: bytes, on: date) -> LocalTemplate:
        """Keeps a template as the next version and puts it in use; the same content is not kept twice."""
        digest = sha256(content).hexdigest()
        versions = self.versions(kind)
        known = [version for version in versions if version.sha256 == digest]
        if not known:
            number = max((version.number for version in versions), default=0) + 1
            facts = json.dumps({"sha256": digest, "name": name, "added_on": on.isoformat()}, ensure_ascii=False)
            (self.root / kind).mkdir(parents=True, exist_ok=True)
            template = File(f"template{Path(name).suffix.lower()}", content)
            write_folder(self.root / kind / str(number), [template, File(_FACTS, facts.encode())])
            known = [self._read(kind, number)]
        self.use(kind, str(known[0].number))
        return known[0]

    def use(self, kind: str, number: str) -> None:
        """Chooses the version that papers are made with from now on. Raises LibraryError for one that is not there."""
        if number != SHIPPED:
            self.find(kind, number)
        elif not (self.root / kind).is_dir():
            return
        write_file(self.root / kind / _IN_USE, number.encode())

    def _read(self, kind: str, number: int) -> LocalTemplate:
        folder = self.root / kind / str(number)
        try:
            facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
            path = next(folder / f"template{suffix}" for suffix in SUFFIXES if (folder / f"template{suffix}").is_file())
            return LocalTemplate(
                kind=kind,
                number=number,
                suffix=path.suffix,
                path=path,
                sha256=facts["sha256"],
                name=facts["name"],
                added_on=date.fromisoformat(facts["added_on"]),
            )
        except (OSError, ValueError, KeyError, TypeError, StopIteration) as error:
            raise LibraryError(
                f"Папка своего шаблона {folder} не цела: восстановите её из копии или удалите."
            ) from error
