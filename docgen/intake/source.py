"""An input file on disk to plain data. The file may be anything at all; only ours comes through."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from docgen.intake.cleaning import clean
from docgen.intake.json_source import load_json
from docgen.intake.problems import Problem, whole_file
from docgen.intake.raw import Plain
from docgen.intake.yaml_source import load_yaml

MAX_BYTES: Final = 32 * 1024 * 1024

_YAML = frozenset({".yaml", ".yml"})
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
    suffix = path.suffix.lower()
    if suffix not in _YAML and suffix != ".json":
        raise whole_file("непонятный вид файла: имя должно кончаться на .yaml, .yml или .json")
    text = _text(_bytes(path))
    data, problems = load_yaml(text) if suffix in _YAML else (load_json(text), [])
    cleaned, faults = clean(data)
    if cleaned is None:
        raise whole_file("файл пуст; начните с образца deal.yaml")
    if not isinstance(cleaned, dict):
        raise whole_file("в начале файла нужны разделы «ключ: значение» (seller, client, deal…), а не список или текст")
    return Source(cleaned, (*problems, *faults))


def _bytes(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise whole_file("это папка, а нужен файл .yaml или .json")
        if not stat.S_ISREG(mode):  # reading a pipe or a device may never end
            raise whole_file("это не обычный файл; укажите файл .yaml или .json")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise whole_file(f"файла «{path.name}» нет; проверьте имя и папку") from error
    except PermissionError as error:
        raise whole_file("нет права читать файл; дайте его или скопируйте файл к себе") from error
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        raise whole_file("файл не читается; проверьте имя и диск") from error
    if len(content) > MAX_BYTES:
        raise whole_file(f"файл больше {MAX_BYTES // 1024 // 1024} МБ; разделите его на несколько")
    return content


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise whole_file(f"файл в кодировке UTF-16; {_SAVE}")
    if b"\0" in content:
        raise whole_file(f"файл двоичный, это не текст; {_SAVE}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise whole_file(f"файл не в UTF-8 (строка {line}): он двоичный или в Windows-1251; {_SAVE}") from error
    if not text.strip():
        raise whole_file("файл пуст; начните с образца deal.yaml")
    return text
