"""An XML file that we did not write, walked through piece by piece: each wanted element as a small tree of its own.

DOCTYPE is refused, and with it entities of one's own and everything outside the file. Memory is that of one element.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from docgen.errors import DocgenError

_MOST_DEPTH: Final = 60
_MOST_NODES: Final = 2_000_000
_MOST_TEXT: Final = 64_000_000  # characters
_PIECE: Final = 1 << 16


class XmlError(DocgenError):
    """An XML file that cannot be read, or may not."""


@dataclass(slots=True)
class Node:
    """An element: its name without a namespace, its attributes likewise, its text, the elements in it."""

    name: str
    attributes: Mapping[str, str]
    children: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text, without space around it."""
        return "".join(self.pieces).strip()

    def all(self, *path: str) -> list[Node]:
        """Elements at a path of names from here."""
        found = [self]
        for name in path:
            found = [child for node in found for child in node.children if child.name == name]
        return found

    def first(self, *path: str) -> Node | None:
        """The first of them, if any."""
        return next(iter(self.all(*path)), None)

    def told(self, *path: str) -> str:
        """The text of the first of them, "" if there is none."""
        found = self.first(*path)
        return found.text if found else ""


def walk(read: Callable[[int], bytes], wanted: frozenset[str], kept: frozenset[str]) -> Iterator[tuple[str, Node]]:
    """Elements named in ``wanted`` as they end, with their path («Document/Stmt/Ntry»); names without a namespace.

    kept: names of elements whose beginning is handed over too, empty, as «Document/Stmt» + «>», so that a reader knows
    where it is. read: the next bytes of the file. Raises XmlError.
    """
    walker = _Walker(wanted, kept)
    try:
        while piece := read(_PIECE):
            walker.parser.Parse(piece, False)
            yield from walker.taken()
        walker.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise XmlError(f"XML испорчен, строка {error.lineno}: выгрузите файл заново.") from error
    except (LookupError, ValueError) as error:  # an encoding that there is not
        raise XmlError("XML в неизвестной кодировке: сохраните его в UTF-8.") from error
    yield from walker.taken()


class _Walker:
    """Hears the parser and builds nodes only inside wanted elements."""

    def __init__(self, wanted: frozenset[str], kept: frozenset[str]) -> None:
        self._wanted = wanted
        self._kept = kept
        self._path: list[str] = []
        self._nodes: list[Node] = []
        self._done: list[tuple[str, Node]] = []
        self._size = self._length = 0
        self.parser = _parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def taken(self) -> list[tuple[str, Node]]:
        """What is finished since it was asked last."""
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        self._path.append(local)
        if len(self._path) > _MOST_DEPTH:
            raise XmlError("XML вложен слишком глубоко: это не выписка.")
        if local in self._kept and not self._nodes:
            self._done.append(("/".join(self._path) + ">", Node(local, {})))
        if not self._nodes and local not in self._wanted:
            return
        self._size += 1
        if self._size > _MOST_NODES:
            raise XmlError("Запись XML слишком велика: выгрузите выписку за меньший срок.")
        node = Node(local, {_local(key): value for key, value in attributes.items()})
        if self._nodes:
            self._nodes[-1].children.append(node)
        self._nodes.append(node)

    def _end(self, name: str) -> None:
        del name
        if self._nodes:
            node = self._nodes.pop()
            if not self._nodes:
                self._done.append(("/".join(self._path), node))
                self._size = self._length = 0
        self._path.pop()

    def _text(self, text: str) -> None:
        if self._nodes:
            self._length += len(text)
            if self._length > _MOST_TEXT:
                raise XmlError("Запись XML слишком велика: выгрузите выписку за меньший срок.")
            self._nodes[-1].pieces.append(text)


def _parser() -> Any:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise XmlError("В XML есть объявление DOCTYPE: такие файлы не открываются. Выгрузите выписку заново.")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
