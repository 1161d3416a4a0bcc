"""An input file on disk to plain data. The file may be anything at all; only ours comes through."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from docgen.intake.cleaning import clean
from docgen.intake.json_source import load_json, stream_json
from docgen.intake.problems import Problem, whole_file
from docgen.intake.raw import Plain
from docgen.intake.yaml_source import Stream, load_yaml

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_STREAMED_BYTES: Final = 1024 * 1024 * 1024
_MAX_STREAMED_COPIES = 20_000_000  # nodes from aliases in a long file: a few for each of its elements
_MOST_CONTROLS = 10_000  # each is told with its path, but that many are no typing errors

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_YAML = frozenset({".yaml", ".yml"})
_SAMPLE = "deal.yaml"
_SAVE = "сохраните файл как текст в кодировке UTF-8"


@dataclass(frozen=True, slots=True)
class Source:
    """Clean data of a file (the root is a section), and problems seen on the way, each with its place."""

    data: dict[str, Plain]
    problems: tuple[Problem, ...]


def read_source(path: Path) -> Source:
    """Read a YAML or JSON file, by its extension.

    Raises InputError, with one fault without a path, if nothing in the file can be looked at.
    """
    suffix = _suffix(path)
    text = _text(_bytes(path, MAX_BYTES), _SAMPLE)
    data, problems = load_yaml(text) if suffix in _YAML else (load_json(text), [])
    return _source(data, problems, _SAMPLE, "seller, client, deal…")


Take = Callable[[str, int, Plain, tuple[Problem, ...]], None]
"""Gets the key of a list, an element's place, the clean element, and its problems by paths from the element itself."""


def stream_source(path: Path, keys: frozenset[str], take: Take, sample: str) -> Source:
    """Read a YAML or JSON file whose root has long lists, and hand their elements over one by one.

    keys: of the lists; in what is returned they are empty. sample: a file to begin with, for messages.
    Raises InputError, with one fault without a path, if the file cannot be read to its end.
    """
    suffix = _suffix(path)
    text = _text(_bytes(path, MAX_STREAMED_BYTES), sample)

    def take_raw(key: str, place: int, value: Plain) -> None:
        cleaned, faults = clean(value)
        take(key, place, cleaned, tuple(faults))

    if suffix in _YAML:
        data, problems = load_yaml(text, Stream(keys, take_raw, _MAX_STREAMED_COPIES))
    else:
        data, problems = stream_json(text, keys, take_raw), []
    if isinstance(data, dict):
        _hand_over_kept(data, keys, take_raw)
    return _source(data, problems, sample, ", ".join(sorted(keys)))


def _hand_over_kept(data: dict[str, Plain], keys: frozenset[str], take: Callable[[str, int, Plain], None]) -> None:
    """Lists that an alias or an anchor kept whole."""
    for key in keys & data.keys():
        kept = data[key]
        if isinstance(kept, list) and kept:
            for place, value in enumerate(kept):
                take(key, place, value)
            data[key] = []


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in _YAML and suffix != ".json":
        raise whole_file("непонятный вид файла: имя должно кончаться на .yaml, .yml или .json")
    return suffix


def _source(data: Plain, problems: list[Problem], sample: str, sections: str) -> Source:
    cleaned, faults = clean(data)
    if cleaned is None:
        raise whole_file(f"файл пуст; начните с образца {sample}")
    if not isinstance(cleaned, dict):
        raise whole_file(f"в начале файла нужны разделы «ключ: значение» ({sections}), а не список или текст")
    return Source(cleaned, (*problems, *faults))


def _bytes(path: Path, most: int) -> bytes:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise whole_file("это папка, а нужен файл .yaml или .json")
        if not stat.S_ISREG(found.st_mode):  # reading a pipe or a device may never end
            raise whole_file("это не обычный файл; укажите файл .yaml или .json")
        with path.open("rb") as file:
            content = file.read(min(found.st_size, most) + 1)  # memory for all that is asked for is taken at once
    except FileNotFoundError as error:
        raise whole_file(f"файла «{path.name}» нет; проверьте имя и папку") from error
    except PermissionError as error:
        raise whole_file("нет права читать файл; дайте его или скопируйте файл к себе") from error
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        raise whole_file("файл не читается; проверьте имя и диск") from error
    if len(content) > most:
        raise whole_file(f"файл больше {most // 1024 // 1024} МБ; разделите его на несколько")
    return content


def _text(content: bytes, sample: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise whole_file(f"файл в кодировке UTF-16; {_SAVE}")
    if b"\0" in content:
        raise whole_file(f"файл двоичный, это не текст; {_SAVE}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise whole_file(f"файл не в UTF-8 (строка {line}): он двоичный или в Windows-1251; {_SAVE}") from error
    if len([*islice(_CONTROL.finditer(text), _MOST_CONTROLS + 1)]) > _MOST_CONTROLS:
        raise whole_file(f"файл двоичный, это не текст; {_SAVE}")
    if not text.strip():
        raise whole_file(f"файл пуст; начните с образца {sample}")
    return text
