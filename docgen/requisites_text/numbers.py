"""Numbers of a card with what stands before them: digits in groups are put together, labels beside them are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_LENGTHS: Final = frozenset({9, 10, 12, 13, 15, 20})
_PHONE: Final = re.compile(
    r"(?<![\d])(?<!\d[ -])(?:\+\s?7|8)[\s(–-]*\d{3}[\s)–-]*\d{3}[\s–-]*\d{2}[\s–-]*\d{2}(?![ -]?\d)"
    r"|(?<!\d)\(\d{3,5}\)\s?\d[\d\s–-]{4,9}\d(?!\d)"
)
_RUN: Final = re.compile(r"(?<![\w.])\d+(?:[ ’'-]\d+)*(?![\w]|\.\d)|(?<!\w)\d{4}[A-Z]{2}\d{3}(?!\w)")
_OTHER: Final = (
    r"(?:инн|кпп|огрн)\s+банка|окпо|окато|октмо|оквэд\w*|окопф|окфс|окогу|паспорт\w*|свидетельств\w*|доверенност\w*"
    r"|договор\w*|лицензи\w*|снилс|л\s*/\s*с|лицев\w+ сч[её]т|рег\.?\s*(?:номер|№)|swift|тел\.?|телефон\w*|факс|моб\.?"
    r"|phone|индекс"
)
_CORR: Final = (
    r"к\s*[/.\\]\s*с(?:ч(?:[её]т)?)?|корр?\.?\s*[/.\\]?\s*сч(?:[её]т)?\w*|корреспондентск\w+\s+сч[её]т\w*"
    r"|кор\w*[- ]?сч[её]т\w*|казначейск\w+ сч[её]т\w*"
)
_ACCOUNT: Final = (
    r"р\s*[/.\\]\s*с(?:ч(?:[её]т)?)?|рас(?:ч|ч[её]тн\w+)?\.?\s*[/\\]?\s*сч(?:[её]т)?\w*|р\s*сч[её]т\w*"
    r"|сч[её]т\s+получателя|номер\s+сч[её]та|сч[её]т\s*(?:№|n)|банковск\w+ сч[её]т\w*"
)
_LABELS: Final = (
    ("other", _OTHER),
    ("inn", r"инн|идентификационн\w+ номер(?: налогоплательщика)?|inn"),
    ("kpp", r"кпп|код причины(?: постановки)?(?: на уч[её]т)?|kpp"),
    ("ogrn", r"огрнип|огрн|основн\w+ государственн\w+ регистрационн\w+ номер|ogrn"),
    ("bic", r"бик|bic|банковск\w+ идентификационн\w+ код"),
    ("corr_account", _CORR),
    ("account", _ACCOUNT),
)
_LABEL: Final = re.compile(
    "|".join(rf"(?P<{kind}>(?<![а-яёa-z])(?:{words})(?![а-яёa-z]))" for kind, words in _LABELS), re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Number:
    """Digits without spaces, and what their label calls them: a field, «other» for no field of ours, "" without one."""

    digits: str
    label: str


def without_phones(text: str) -> tuple[str, list[str]]:
    """The text with spaces in place of telephone numbers, and these numbers."""
    found = [" ".join(one[0].split()) for one in _PHONE.finditer(text)]
    return _PHONE.sub(lambda one: " " * len(one[0]), text), found


def numbers_of(text: str) -> Iterator[Number]:
    """All numbers that are long enough to be requisites, or are called so, in order."""
    waiting: list[str] = []  # labels of a line that had no number: it stands below
    for line in text.splitlines():
        runs = list(_RUN.finditer(line))
        if not runs:
            waiting = [label for label, _ in labels_of(line)] or ([] if line.strip() else waiting)
            continue
        yield from _of_line(line, runs, waiting)
        waiting = []


def labels_of(text: str) -> list[tuple[str, int]]:
    """Labels in a piece of text, each with where it ends."""
    return [(str(found.lastgroup), found.end()) for found in _LABEL.finditer(text)]


def _of_line(line: str, runs: Sequence[re.Match[str]], waiting: list[str]) -> Iterator[Number]:
    queue, start = list(waiting), 0
    for run in runs:
        before = line[start : run.start()]
        labels = [label for label, _ in labels_of(before)]
        if labels:
            queue = labels if len(labels) > 1 and _is_shared(before) else labels[-1:]
        elif re.search(r"[^\W\d_]{3,}", before):
            queue = []  # other words: the label was of something else
        for digits in _split(run[0], queue[:1]):
            label = queue.pop(0) if queue else ""
            if label or len(digits) in _LENGTHS:
                yield Number(digits, label)
        start = run.end()


def _is_shared(before: str) -> bool:
    """«ИНН/КПП»: labels that follow one another, and so do their numbers."""
    bare = _LABEL.sub("", before)
    return not re.search(r"[^\W\d_]{2,}", bare.split(":")[-1])


def _split(run: str, label: list[str]) -> list[str]:
    """Digits with spaces between them: one number in groups, or a few numbers in a row."""
    parts = re.split(r"[ ’'-]", run)
    if len(parts) == 1:
        return parts
    if all(len(part) in _LENGTHS for part in parts):
        return parts
    whole = "".join(parts)
    if len(whole) in _LENGTHS or label:
        cut = _partition(parts) if len(whole) > 20 else None
        return cut or [whole]
    return _partition(parts) or [part for part in parts if len(part) in _LENGTHS]


def _partition(parts: Sequence[str]) -> list[str] | None:
    """The groups as numbers of lengths that requisites have, the longest first, or None."""
    if not parts:
        return []
    for count in range(len(parts), 0, -1):
        head = "".join(parts[:count])
        if len(head) in _LENGTHS:
            rest = _partition(parts[count:])
            if rest is not None:
                return [head, *rest]
    return None
