from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from docgen.errors import InputError
from docgen.intake import yaml_source
from docgen.intake.json_source import load_json
from docgen.intake.problems import path_of
from docgen.intake.raw import BareNumber
from docgen.intake.yaml_source import load_yaml


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True)
def _each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_source, "_LOADER", getattr(yaml, request.param))


def load(text: str) -> Any:
    data, problems = load_yaml(text)
    assert problems == []
    return data


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        load_yaml(text)
    (fault,) = caught.value.faults
    assert fault.path == ""
    return fault.message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("текст", "текст"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("Off", "Off"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("12", 12),
        ("-5", -5),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("0b1", "0b1"),
        ("1:30", "1:30"),
        ("190:20:30", "190:20:30"),
        ("1_000", "1_000"),
        ("2026-02-30", "2026-02-30"),
        ("2026-11-22", "2026-11-22"),
        ("2026-11-22 10:00:00", "2026-11-22 10:00:00"),
        ("=", "="),
        ("+7 495 000-00-00", "+7 495 000-00-00"),
        ("25/11-2026", "25/11-2026"),
        ("1.2.3", "1.2.3"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("! 12", "12"),
    ],
)
def test_a_plain_scalar_means_what_yaml_1_2_says(written: str, meant: object) -> None:
    value = load(f"a: {written}")["a"]
    assert value == meant
    assert type(value) is type(meant)


@pytest.mark.parametrize("written", ["1450.00", "1.", ".5", "-0.1", "1e3", "1E-2", ".inf", "-.INF", ".nan", "9" * 41])
def test_a_fraction_keeps_its_text(written: str) -> None:
    assert load(f"a: {written}") == {"a": BareNumber(written)}


@pytest.mark.parametrize("written", ["007712345671", "044525593", "+5", "-0"])
def test_a_number_that_would_lose_its_first_signs_stays_a_text(written: str) -> None:
    assert load(f"a: {written}") == {"a": written}


def test_keys_are_texts_as_written() -> None:
    assert load("1: a\nnull: b\ntrue: c\n007: d\n2026-01-01: e") == dict(
        zip(["1", "null", "true", "007", "2026-01-01"], "abcde", strict=True)
    )


def test_anchors_aliases_and_merges_work() -> None:
    data = load("a: &a {x: 1, y: 2}\nb: *a\nc:\n  <<: *a\n  y: 3\nd: {<<: [{x: 8}, *a]}\ne: &e text\nf: *e\n*e : key")
    assert data["b"] == {"x": 1, "y": 2}
    assert data["c"] == {"y": 3, "x": 1}
    assert data["d"] == {"x": 8, "y": 2}
    assert data["f"] == "text"
    assert data["text"] == "key"


def test_a_quoted_merge_sign_is_a_key_like_any_other() -> None:
    assert load('"<<": 1') == {"<<": 1}


@pytest.mark.parametrize(
    ("text", "path", "part"),
    [
        ("a: 1\nb: 2\na: 3", "a", "строка 3"),
        ("a:\n  - {x: 1}\n  - {x: 1, x: 2}", "a[1].x", "строка 3"),
        ("a: {<<: 5}", "a.<<", "ссылка на раздел"),
        ("a: {<<: [1]}", "a.<<", "ссылка на раздел"),
        ("&a <<: *a", "<<", "ссылка на раздел"),
        ("a: !!python/object/apply:os.system [ls]", "a", '"!!python/object/apply:os.system"'),
        ("a: [1, !money 5]", "a[1]", '"!money"'),
        ("a: !!binary aGk=", "a", "тег"),
        ("a: !!float 5", "a", "тег"),
        ("!!set {a: 1}", "", "тег"),
    ],
)
def test_what_has_a_place_is_told_with_its_path(text: str, path: str, part: str) -> None:
    _, (problem,) = load_yaml(text)
    assert path_of(problem.loc) == path
    assert part in problem.text


def test_the_first_of_repeated_keys_is_kept_and_the_rest_is_still_read() -> None:
    data, problems = load_yaml("a: 1\na: {x: 2}\nb: 3")
    assert data == {"a": 1, "b": 3}
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a: 'x", "не закрыта кавычка"),
        ("a: b: c", "двоеточие"),
        ("a:\n\tb: 1", "строка 2, столбец 1: отступы делайте пробелами"),
        ("a: [1, 2", "скобка ["),
        ("a: {x: 1", "скобка {"),
        ("a: @x", "кавычки"),
        ("a: %x", "кавычки"),
        ('a: "\\q"', "косой чертой"),
        ("a: 'b' c", "лишний текст"),
        ("- a\nb: 1", "строка"),
        ("{a: 1}}", "лишняя скобка"),
        ("a: ]", "лишняя скобка"),
        ("a: |x", "новой строки"),
        ("a: &", "имя"),
        ("a: !<x", "столбец 7: запись не разобрана"),
        ("a: *b", 'ссылка "*b" ни на что не указывает'),
        ("a: 1\n---\nb: 2", "строка 2: в файле несколько документов"),
        ("? [a]\n: b", "ключом может быть только слово"),
        ("? {a: b}\n: c", "ключом может быть только слово"),
        ("a: &a [1]\n*a : 2", "ключом может быть только слово"),
        ("a: &a [*a]", "сам на себя"),
        ("a: &a {b: {c: *a}}", "сам на себя"),
        ("[" * 100, "глубокая вложенность"),
        ("{a: " * 100, "глубокая вложенность"),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused_in_russian(text: str, part: str) -> None:
    assert part in refusal(text)


def bombs() -> Iterator[str]:
    lists = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    yield lists + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20))
    sections = "a0: &a0 {x: 1}\n"
    yield sections + "".join(f"a{n}: &a{n} {{l: *a{n - 1}, r: *a{n - 1}}}\n" for n in range(1, 28))
    yield "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 28))
    yield f"a: &a {'x' * 100_000}\nb: [{', '.join(['*a'] * 20_000)}]"
    yield f"a: &a [x]\nb: [{', '.join(['*a'] * 100_001)}]"


@pytest.mark.parametrize("bomb", list(bombs()), ids=["lists", "sections", "merges", "texts", "many"])
def test_a_bomb_is_refused_in_little_memory(bomb: str) -> None:
    tracemalloc.start()
    try:
        message = refusal(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "ссылки YAML" in message or "глубокая вложенность" in message
    assert peak < 40_000_000


def test_a_chain_of_aliases_cannot_be_deeper_than_brackets() -> None:
    chain = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 40))
    assert "глубокая вложенность" in refusal(chain)


def test_too_many_nodes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_source, "MAX_NODES", 1000)
    assert "слишком много" in refusal("a: [" + "1," * 1001 + "]")


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]))
keys = st.text("абвxyz-", min_size=1, max_size=9)
plain_data = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


@given(data=plain_data)
def test_json_read_as_yaml_is_the_same_as_read_as_json(data: object) -> None:
    text = json.dumps(data, ensure_ascii=False)
    assert load_yaml(text)[0] == load_json(text)
    assert load_json(text) == data


@given(text=st.text(st.sampled_from("ab1:-[]{},&*!|>'\"%@#?~.\\ \n\t«я\x07"), max_size=60))
def test_no_text_at_all_ends_in_anything_but_data_or_a_russian_refusal(text: str) -> None:
    try:
        _, problems = load_yaml(text)
    except InputError as error:
        texts = [fault.message for fault in error.faults]
    else:
        texts = [problem.text for problem in problems]
    assert all(re.search("[а-яё]", text) for text in texts)
