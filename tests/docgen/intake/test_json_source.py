from __future__ import annotations

from pathlib import Path

import pytest

from docgen.errors import InputError
from docgen.intake import json_source
from docgen.intake.json_source import load_json
from docgen.intake.problems import path_of
from docgen.intake.raw import BareNumber, RepeatedKeys
from docgen.intake.source import read_source


@pytest.mark.parametrize("written", ["1450.00", "1e3", "-0.1", "NaN", "Infinity", "-Infinity", "9" * 5000])
def test_a_fraction_keeps_its_text(written: str) -> None:
    assert load_json(f'{{"a": {written}}}') == {"a": BareNumber(written)}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('{"a": }', "строка 1, столбец 7: нет значения"),
        ("{'a': 1}", "двойных кавычках"),
        ('{"a" 1}', "двоеточия"),
        ('{"a": 1 "b": 2}', "запятая"),
        ('{"a": 1,}', "запятая не ставится"),
        ('{"a": "x}', "не закрыта кавычка"),
        ('{"a": "\\q"}', "косой чертой"),
        ('{"a": "\\u12"}', "косой чертой"),
        ('{"a": 1} {"b": 2}', "лишний текст"),
        ("[" * 100_000, "глубокая вложенность"),
        ('{"a":' * 100_000, "глубокая вложенность"),
    ],
)
def test_broken_json_is_told_in_russian_with_its_place(text: str, part: str) -> None:
    with pytest.raises(InputError) as caught:
        load_json(text)
    assert part in str(caught.value)


def test_nesting_that_python_still_reads_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "kit.json"
    path.write_text('{"a": ' + "[" * 100 + "]" * 100 + "}", encoding="utf-8")
    with pytest.raises(InputError, match="глубокая вложенность"):
        read_source(path)


def test_too_many_values_are_refused_before_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_source, "_MAX_COMMAS", 10)
    with pytest.raises(InputError, match="слишком много"):
        load_json("[" + "1," * 11 + "1]")


def test_repeated_keys_are_told_with_their_paths(tmp_path: Path) -> None:
    path = tmp_path / "kit.json"
    path.write_text('{"a": [{"x": 1, "x": 2, "y": 3}], "b": 1, "b": 2}', encoding="utf-8")
    source = read_source(path)
    assert source.data == {"a": [{"x": 1, "y": 3}], "b": 1}
    assert sorted(path_of(problem.loc) for problem in source.problems) == ["a[0].x", "b"]


def test_the_first_of_repeated_keys_is_kept() -> None:
    section = load_json('{"a": 1, "a": 2}')
    assert section == {"a": 1}
    assert isinstance(section, RepeatedKeys)
