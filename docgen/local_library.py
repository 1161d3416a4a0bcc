"""The house's own templates beside the shipped ones: each kind's versions, kept for ever, one of them in use.

A version is never changed: papers that were made with it name its number, and its SHA-256 says that it is the same.

    ROOT/<kind>/<number>/template.docx      or template.html
    ROOT/<kind>/<number>/version.json       {"sha256", "name", "added_on"}
    ROOT/<kind>/in_use                      a number, or «shipped»
    ROOT/<kind>/highest                     the last number given: none is given twice
"""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from docgen.bundle import read_file, unwritable, write_file
from docgen.errors import LibraryError

SHIPPED = "shipped"
SUFFIXES = (".docx", ".html")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_KIND = re.compile(r"[a-z][a-z0-9_]*")
_FACTS = "version.json"
_IN_USE = "in_use"
_HIGHEST = "highest"


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
        content = read_file(self.path)
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
        return tuple(self._read(kind, number) for number in self._numbers(kind) if self._is_written(kind, number))

    def in_use(self, kind: str) -> LocalTemplate | None:
        """The version that papers are made with; None for the shipped template."""
        chosen = self.root / kind / _IN_USE
        told = self._told(chosen) or SHIPPED
        return None if told == SHIPPED else self.find(kind, told)

    def _told(self, path: Path) -> str:
        """One word kept in a file; "" where there is none. Raises LibraryError where something else stands there."""
        try:
            return path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            raise LibraryError(f"Не читается {path}: восстановите папку своих шаблонов из копии.") from error

    def find(self, kind: str, number: str) -> LocalTemplate:
        """The version called ``number``. Raises LibraryError that lists what there is."""
        if _NUMBER.fullmatch(number) and self._is_written(kind, int(number)):
            return self._read(kind, int(number))
        written = [str(known) for known in self._numbers(kind) if self._is_written(kind, known)]
        raise LibraryError(f"У вида {kind} нет своего шаблона «{number}». Есть: {', '.join([SHIPPED, *written])}.")

    def add(self, kind: str, name: str, content: bytes, on: date) -> LocalTemplate:
        """Keeps a template as the next version and puts it in use; the same content is not kept twice."""
        known = self.keep(kind, name, content, on)
        self.use(kind, str(known.number))
        return known

    def keep(self, kind: str, name: str, content: bytes, on: date) -> LocalTemplate:
        """Keeps a template as the next version, out of use; the same content is not kept twice. Raises LibraryError."""
        suffix = Path(name).suffix.lower()
        if not _KIND.fullmatch(kind) or suffix not in SUFFIXES:
            raise LibraryError(f"Свой шаблон — файл {' или '.join(SUFFIXES)} для вида документа, а не «{name}».")
        digest = sha256(content).hexdigest()
        known = self._same(kind, digest)
        if known is not None:
            return known
        facts = json.dumps({"sha256": digest, "name": name, "added_on": on.isoformat()}, ensure_ascii=False)
        folder = self._next_folder(kind)
        write_file(folder / f"template{suffix}", content)
        write_file(folder / _FACTS, facts.encode())
        return self._read(kind, int(folder.name))

    def _same(self, kind: str, digest: str) -> LocalTemplate | None:
        """The version with this content; one that is damaged is no reason to refuse another."""
        for number in self._numbers(kind):
            with contextlib.suppress(LibraryError):
                version = self._read(kind, number)
                if version.sha256 == digest:
                    return version
        return None

    def _next_folder(self, kind: str) -> Path:
        """A new folder that nobody else can get; the highest number is kept, so that none is given twice."""
        try:
            (self.root / kind).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.root / kind, error) from error
        number = max([self._highest(kind), *self._numbers(kind)]) + 1
        while True:
            folder = self.root / kind / str(number)
            try:
                folder.mkdir()
            except FileExistsError:
                number += 1
                continue
            write_file(self.root / kind / _HIGHEST, str(number).encode())
            return folder

    def _highest(self, kind: str) -> int:
        told = self._told(self.root / kind / _HIGHEST)
        return int(told) if _NUMBER.fullmatch(told) else 0

    def _numbers(self, kind: str) -> list[int]:
        folder = self.root / kind
        try:
            return sorted(int(path.name) for path in folder.iterdir() if _NUMBER.fullmatch(path.name))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise LibraryError(f"Не читается папка своих шаблонов {folder}: это не папка или нет прав.") from error

    def _is_written(self, kind: str, number: int) -> bool:
        """Whether the version came about: its facts are written last, and one without them nobody has ever used."""
        return (self.root / kind / str(number) / _FACTS).is_file()

    def use(self, kind: str, number: str) -> None:
        """Chooses the version that papers are made with from now on. Raises LibraryError for one that is not there."""
        if number != SHIPPED:
            self.find(kind, number)
        elif not self._numbers(kind):
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
            raise LibraryError(f"Папка своего шаблона {folder} не цела: восстановите её из копии.") from error
