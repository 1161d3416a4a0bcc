"""Lines of a file → its sections. Most documents are read at once, line by line only those that are not plain."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from enum import Enum
from io import TextIOWrapper
from typing import Final

from tracker.statements.errors import StatementError
from tracker.statements.exchange.keys import (
    ACCOUNT,
    ACCOUNT_END,
    ACCOUNT_KEYS,
    DOCUMENT,
    DOCUMENT_END,
    DOCUMENT_KEYS,
    FILE_END,
    HEADER,
    HEADER_KEYS,
    OWN_ACCOUNT,
    TEXT_KEYS,
    is_document_key,
)
from tracker.statements.exchange.shapes import LONGEST, Shapes
from tracker.statements.reading.decoding import without_zeros
from tracker.statements.reading.notes import Notes, cut
from tracker.statements.reading.values import account_of

_PIECE: Final = 1 << 16  # characters, which the processor's cache holds
_DOCUMENT_START: Final = f"{DOCUMENT}="
_STRAY: Final = "Непонятные строки"
_BROKEN: Final = "Нарушенные секции"
_REPLACED: Final = "\ufffd"
_LONGEST_LINE: Final = 1_000_000  # characters
_MOST_VALUE: Final = 10_000  # characters


class Part(Enum):
    """What a section is about."""

    HEADER = "header"
    ACCOUNT = "account"
    DOCUMENT = "document"


@dataclass(slots=True)
class Section:
    """Values by key. line: of the file, where it begins."""

    part: Part
    line: int
    fields: dict[str, str]


def pieces(stream: TextIOWrapper, notes: Notes) -> Iterator[str]:
    """The text by pieces, every line end of it a line feed. stream: with its line ends as they were."""
    is_told = False
    while piece := stream.read(_PIECE):
        if piece.endswith("\r"):  # a line feed may follow, and then both are one end
            piece += stream.read(1)
        if _REPLACED in piece and not is_told:
            is_told = True
            notes.tell("Кодировка", "В файле есть знаки, которые не читаются: они показаны как «\ufffd».")
        if "\x00" in piece:
            piece = without_zeros(piece)
        yield piece.replace("\r\n", "\n").replace("\r", "\n") if "\r" in piece else piece


class Sections:
    """Cuts a file into sections: the header as it grows, each account and each document once it has ended.

    own: accounts of ours, to which those are added that the header and the sections name.
    """

    def __init__(self, own: set[str], notes: Notes) -> None:
        self._own = own
        self._notes = notes
        self._shapes = Shapes()
        self._open: Section | None = None
        self._key = ""
        self._line = 0
        self._is_ended = False
        self.header = Section(Part.HEADER, 1, {})
        self.named: list[str] = []
        """Accounts that the header and the sections name."""

    def read(self, stream: TextIOWrapper) -> Iterator[Section]:
        """Each section in the order of the file. What is torn off at the end is told and not handed over.

        Raises StatementError for an endless line.
        """
        text = ""
        for piece in pieces(stream, self._notes):
            text += piece
            at = yield from self._read(text, is_last=False)
            text = text[at:]
            if len(text) > _LONGEST_LINE:
                raise StatementError("Это не выписка: в файле есть строка длиннее миллиона знаков.")
        at = yield from self._read(text, is_last=True)
        yield from self._take(text[at:])
        self._end()

    def _read(self, text: str, *, is_last: bool) -> Generator[Section, None, int]:
        """The sections of a piece; returns where a line or a document begins that may go on in the next one."""
        at = 0
        while True:
            if self._open is None and text.startswith(_DOCUMENT_START, at):
                found = self._shapes.match(text, at)
                if found is not None:
                    yield Section(Part.DOCUMENT, self._line + 1, found.fields)
                    self._line += found.lines
                    self._is_ended = False
                    at = found.end
                    continue
                if not is_last and len(text) - at < LONGEST and DOCUMENT_END not in text[at:]:
                    return at
            end = text.find("\n", at)
            if end < 0:
                return at
            yield from self._take(text[at:end])
            at = end + 1

    def _take(self, line: str) -> Iterator[Section]:
        """One line, whatever it is."""
        self._line += 1
        plain = line.strip("\ufeff \t\r\x00\x1a")
        if not plain:
            return
        key, sign, value = plain.partition("=")
        key = key.rstrip()
        if key in (DOCUMENT, ACCOUNT) and (sign or key == ACCOUNT or self._open is None):
            yield from self._close_unended(key)
            self._begin(key, value.strip())
        elif plain in (DOCUMENT_END, ACCOUNT_END):
            yield from self._close(plain)
        elif plain == FILE_END:
            yield from self._close_unended(plain)
            self._is_ended = True
        elif self._open is None:
            self._take_outside(plain, key, value.strip() if sign else None)
        elif self._open.part is Part.DOCUMENT:
            self._take_in_document(plain, key, value.strip() if sign else None)
        else:
            self._take_in_account(plain, key, value.strip() if sign else None)

    def _begin(self, key: str, value: str) -> None:
        self._open = Section(Part.DOCUMENT if key == DOCUMENT else Part.ACCOUNT, self._line, {key: value})
        self._key = key
        self._is_ended = False

    def _close(self, end: str) -> Iterator[Section]:
        is_of_document = end == DOCUMENT_END
        section = self._open
        if section is None or (section.part is Part.DOCUMENT) is not is_of_document:
            self._notes.tell(
                _BROKEN,
                f"Строка {self._line}: «{end}» без начала секции; операция перед ней могла потеряться.",
                consent=True,
            )
            return
        self._open = None
        if section.part is Part.ACCOUNT:
            self._name(section.fields.get(OWN_ACCOUNT, ""))
        yield section

    def _name(self, told: str) -> None:
        if account := account_of(told):
            self._own.add(account)
            self.named.append(account)

    def _close_unended(self, before: str) -> Iterator[Section]:
        """A section that another one or the end of the file begins before it has ended."""
        section = self._open
        if section is None:
            return
        self._open = None
        self._notes.tell(
            _BROKEN,
            f"Строка {self._line}: секция со строки {section.line} не закончена, а уже идёт «{before}». "
            "Проверьте её: часть её строк могла потеряться.",
            consent=True,
        )
        yield section

    def _take_outside(self, plain: str, key: str, value: str | None) -> None:
        if value is None and plain.casefold() == HEADER.casefold():
            return
        if value is not None and key in HEADER_KEYS:
            if key == OWN_ACCOUNT:
                self._name(value)
            self.header.fields.setdefault(key, value)
        elif value is None or key in DOCUMENT_KEYS:
            self._stray(plain)

    def _stray(self, plain: str) -> None:
        is_of_document = plain.partition("=")[0] in DOCUMENT_KEYS  # its operation has lost its beginning
        self._notes.tell(_STRAY, f"Строка {self._line} вне секций не понята: «{cut(plain)}».", consent=is_of_document)

    def _take_in_account(self, plain: str, key: str, value: str | None) -> None:
        section = self._open
        if section is None:
            return
        if value is not None and key in ACCOUNT_KEYS:
            self._set(section, key, value)
        else:
            self._notes.tell(_STRAY, f"Строка {self._line} в секции счёта не понята: «{cut(plain)}».")

    def _take_in_document(self, plain: str, key: str, value: str | None) -> None:
        section = self._open
        if section is None:
            return
        if value is not None and is_document_key(key):
            self._set(section, key, value)
        elif self._key in TEXT_KEYS:
            self._go_on(section, plain)
        else:
            self._notes.tell(_STRAY, f"Строка {self._line} в документе не понята: «{cut(plain)}».")

    def _set(self, section: Section, key: str, value: str) -> None:
        before = section.fields.get(key)
        self._key = key
        if before is None or before == "":
            section.fields[key] = value
        elif value in ("", before):
            return
        elif key in TEXT_KEYS:
            self._go_on(section, value)
        else:
            self._notes.tell(
                _BROKEN,
                f"Строка {self._line}: «{key}» второй раз в одной секции и с другим значением, взято первое: "
                f"«{cut(before)}».",
                consent=True,
            )

    def _go_on(self, section: Section, text: str) -> None:
        before = section.fields[self._key]
        if len(before) < _MOST_VALUE:
            section.fields[self._key] = f"{before} {text}" if before else text

    def _end(self) -> None:
        section = self._open
        self._open = None
        if section is not None:
            self._notes.tell(
                "Обрыв", f"Файл оборван на секции со строки {section.line}: она не загружена.", consent=True
            )
        elif not self._is_ended:
            self._notes.tell(
                "Обрыв",
                "Файл оборван: в нём нет строки «КонецФайла». Часть операций могла потеряться, выгрузите выписку "
                "заново.",
                consent=True,
            )
