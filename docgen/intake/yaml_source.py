"""YAML to plain data, by a reader of our own over PyYAML's events.

PyYAML's loaders construct too much and guard too little: dates that may not exist, octal and base-60 numbers, «no» as
False, classes by tag, aliases that unfold to gigabytes, recursion to the end of the stack. Here nothing recurses,
everything unfolded is counted, and plain scalars mean what the core schema of YAML 1.2 (chapter 10.3) says, except that
fractions stay text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from docgen.errors import InputError
from docgen.intake.problems import Loc, Problem, quoted, whole_file
from docgen.intake.raw import BareNumber, Plain, whole_number
from docgen.intake.yaml_messages import syntax_message

MAX_DEPTH: Final = 30
MAX_NODES: Final = 1_000_000
CONTROL_MARK: Final = "\ufdd0"  # stands for a control character; Unicode promises that it is never one itself
MAX_TEXT: Final = 1_000_000  # characters of one text: no field is as long, and a quote that nobody closed is longer
MAX_COPIED: Final = 100_000  # nodes that come from aliases: samples repeat a party or two, a bomb repeats millions

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]+")
_FRACTION = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_NUMBER_START = frozenset("0123456789+-.")
_CONSTANTS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_TAG = "tag:yaml.org,2002:"
_KNOWN_TAGS = frozenset({None, "!", _TAG + "str", _TAG + "map", _TAG + "seq"})


class _Mark:
    """A key that is no text: not read yet, or the merge key."""


_NO_KEY: Final = _Mark()
_MERGE: Final = _Mark()


@dataclass(slots=True)
class _Node:
    """A finished value: how many nodes it unfolds to and how deep it goes."""

    value: Plain
    size: int
    depth: int = 0


@dataclass(slots=True)
class _Open:
    """A list or a section whose end has not come yet."""

    value: list[Plain] | dict[str, Plain]
    anchor: str | None
    key: str | _Mark = _NO_KEY
    size: int = 1
    depth: int = 1
    is_repeated: bool = False
    merged: list[Plain] = field(default_factory=list)
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Stream:
    """Lists at the root whose elements are handed over one by one, and not kept: so a long file takes little memory.

    take: gets the list's key, the element's place and the element. most_copied: nodes from aliases in all.
    """

    keys: frozenset[str]
    take: Callable[[str, int, Plain], None]
    most_copied: int


def load_yaml(text: str, stream: Stream | None = None) -> tuple[Plain, list[Problem]]:
    """Data of the only document in ``text``, and problems that have a path: repeated keys, foreign tags, merges.

    stream: lists that are handed over element by element; in the data they are empty. Raises InputError for what has no
    path: broken syntax, several documents, a bomb, a cycle, too deep nesting.
    """
    reader = _Reader(stream)
    try:
        events = _LOADER(_CONTROL.sub(CONTROL_MARK, text))  # YAML would stop there; so it is told with its path
        while events.check_event():
            reader.take(events.get_event())
    except yaml.YAMLError as error:
        raise whole_file(syntax_message(error)) from error
    return reader.root, reader.problems


class _Reader:
    """Builds data from events, one at a time."""

    def __init__(self, stream: Stream | None = None) -> None:
        self._stream = stream
        self._most_copied = stream.most_copied if stream else MAX_COPIED
        self.root: Plain = None
        self.problems: list[Problem] = []
        self._documents = 0
        self._nodes = 0
        self._copied = 0
        self._open: list[_Open] = []
        self._anchors: dict[str, _Node | None] = {}  # None: the anchored list or section is still open

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._take_scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._begin(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._take_alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._begin_document(event)

    def _begin_document(self, event: yaml.Event) -> None:
        self._documents += 1
        if self._documents > 1:
            raise whole_file(f"{_line(event)}: в файле несколько документов YAML (разделитель «---»); оставьте один")

    def _take_scalar(self, event: yaml.ScalarEvent) -> None:
        if len(event.value) > MAX_TEXT:
            raise whole_file(f"{_line(event)}: здесь начинается слишком длинный текст; проверьте кавычки и отступы")
        size = 1 + len(event.value) // 256
        self._count(size)
        if self._expects_key():
            self._take_key(event)
            return
        self._check_tag(event)
        node = _Node(_scalar_value(event), size)
        if event.anchor:
            self._anchors[event.anchor] = node
        self._add(node)

    def _expects_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, dict) and self._open[-1].key is _NO_KEY

    def _take_key(self, event: yaml.ScalarEvent) -> None:
        section = self._open[-1]
        if event.anchor:
            self._anchors[event.anchor] = _Node(event.value, 1)
        if event.value == "<<" and event.implicit[0]:
            section.key = _MERGE
            return
        self._set_key(section, event.value, event)

    def _set_key(self, section: _Open, key: str, event: yaml.Event) -> None:
        section.key = key
        section.is_repeated = key in section.value
        if section.is_repeated:
            text = f"ключ повторяется ({_line(event)}); оставьте один"
            self.problems.append(Problem(self._path(), text))

    def _take_alias(self, event: yaml.AliasEvent) -> None:
        name = str(event.anchor)
        if name not in self._anchors:
            raise whole_file(f"{_line(event)}: ссылка {quoted('*' + name)} ни на что не указывает; проверьте имя")
        node = self._anchors[name]
        if node is None:
            raise whole_file(f"{_line(event)}: раздел ссылается сам на себя ({quoted('*' + name)}); уберите ссылку")
        self._copied += node.size
        self._count(node.size)
        if self._copied > self._most_copied:
            raise whole_file("ссылки YAML (*имя) разворачиваются в слишком большие данные; запишите данные без ссылок")
        if not self._expects_key():
            self._check_depth(node.depth)
            self._add(node)
        elif isinstance(node.value, str):
            self._set_key(self._open[-1], node.value, event)
        else:
            raise _not_a_key(event)

    def _begin(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        if self._expects_key():
            raise _not_a_key(event)
        self._count(1)
        self._check_depth(1)
        self._check_tag(event)
        if event.anchor:
            self._anchors[event.anchor] = None
        self._open.append(_Open({} if isinstance(event, yaml.MappingStartEvent) else [], event.anchor))

    def _end(self) -> None:
        done = self._open.pop()
        if isinstance(done.value, dict):
            for source in done.merged:
                self._merge(done.value, source)
        node = _Node(done.value, done.size, done.depth)
        if done.anchor:
            self._anchors[done.anchor] = node
        self._add(node)

    def _add(self, node: _Node) -> None:
        if not self._open:
            self.root = node.value
            return
        parent = self._open[-1]
        parent.size += node.size
        parent.depth = max(parent.depth, node.depth + 1)
        if isinstance(parent.value, list):
            key = self._streamed(parent)
            if key is None:
                parent.value.append(node.value)
            else:
                self._hand_over(key, parent, node)
            return
        if parent.key is _MERGE:
            parent.merged.append(node.value)
        elif isinstance(parent.key, str) and not parent.is_repeated:
            parent.value[parent.key] = node.value
        parent.key = _NO_KEY

    def _streamed(self, parent: _Open) -> str | None:
        """The key of a list at the root whose elements are not kept."""
        if self._stream is None or len(self._open) != 2 or parent.anchor:
            return None
        key = self._open[0].key
        is_asked = isinstance(key, str) and key in self._stream.keys and not self._open[0].is_repeated
        return key if is_asked and isinstance(key, str) else None

    def _hand_over(self, key: str, parent: _Open, node: _Node) -> None:
        if self._stream is not None:
            self._stream.take(key, parent.taken, node.value)
        parent.taken += 1
        parent.size -= node.size
        self._nodes -= node.size

    def _merge(self, section: dict[str, Plain], source: Plain) -> None:
        """The merge key: what stands in the section itself wins, then the source named earlier."""
        for one in source if isinstance(source, list) else [source]:
            if isinstance(one, dict):
                for key, value in one.items():
                    section.setdefault(key, value)
            else:
                text = "после << нужна ссылка на раздел (*имя) или список таких ссылок"
                self.problems.append(Problem((*self._path(), "<<"), text))

    def _count(self, size: int) -> None:
        self._nodes += size
        if self._nodes > MAX_NODES:
            raise whole_file("в файле слишком много данных; разделите его на несколько")

    def _check_depth(self, added: int) -> None:
        if len(self._open) + added > MAX_DEPTH:
            raise whole_file(f"слишком глубокая вложенность (больше {MAX_DEPTH} уровней); проверьте отступы и скобки")

    def _check_tag(self, event: yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        if event.tag not in _KNOWN_TAGS:
            tag = str(event.tag).replace(_TAG, "!!")
            text = f"тег {quoted(tag)} не поддерживается ({_line(event)}); уберите его"
            self.problems.append(Problem(self._path(), text))

    def _path(self) -> Loc:
        return tuple(
            _step(container) for container in self._open if _is_list(container) or container.key is not _NO_KEY
        )


def _is_list(container: _Open) -> bool:
    return isinstance(container.value, list)


def _step(container: _Open) -> str | int:
    if isinstance(container.value, list):
        return container.taken + len(container.value)
    return container.key if isinstance(container.key, str) else "<<"


def _scalar_value(event: yaml.ScalarEvent) -> Plain:
    is_plain = event.implicit[0] and event.tag is None
    return plain_value(event.value) if is_plain else event.value


def plain_value(text: str) -> Plain:
    """What a scalar without quotes means: null, a boolean, a number or text; a date is text."""
    if text[:1] in _NUMBER_START:
        if _INT.fullmatch(text):
            return whole_number(text)
        return BareNumber(text) if _FRACTION.fullmatch(text) else text
    return _CONSTANTS.get(text, text)


def _line(event: yaml.Event) -> str:
    mark: Any = event.start_mark
    return f"строка {mark.line + 1}"


def _not_a_key(event: yaml.Event) -> InputError:
    return whole_file(f"{_line(event)}: ключом может быть только слово, а не список и не раздел; проверьте скобки")
