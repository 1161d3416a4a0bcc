"""A long file read element by element says what the whole file would have said, and takes little memory."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from docgen.errors import InputError
from docgen.intake import json_source, source
from docgen.intake.json_source import load_json, stream_json
from docgen.intake.problems import Problem
from docgen.intake.source import read_source, stream_source
from docgen.intake.yaml_source import Stream, load_yaml

KEYS = frozenset({"clients", "deals"})
MEGABYTE = 1024 * 1024


def refused(read: Callable[[], Any]) -> Any:
    """What it gives, or the refusal in its words."""
    try:
        return read()
    except InputError as error:
        return str(error)


class Taken:
    """Elements as they come; put together with the rest they are the whole data again."""

    def __init__(self) -> None:
        self.lists: dict[str, list[Any]] = {}
        self.problems: list[Problem] = []

    def take(self, key: str, place: int, value: Any, problems: tuple[Problem, ...] = ()) -> None:
        assert place == len(self.lists.setdefault(key, []))
        self.lists[key].append(value)
        self.problems += [Problem((key, place, *problem.loc), problem.text) for problem in problems]

    def whole(self, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        assert all(data[key] == [] for key in self.lists)
        return {key: self.lists.get(key, value) for key, value in data.items()}


def streamed_json(text: str) -> Any:
    taken = Taken()
    return taken.whole(stream_json(text, KEYS, taken.take))


def streamed_yaml(text: str) -> tuple[Any, list[Problem]]:
    taken = Taken()
    data, problems = load_yaml(text, Stream(KEYS, taken.take, 10**6))
    kept = {key: data[key] for key in KEYS & data.keys() if data[key]} if isinstance(data, dict) else {}
    return taken.whole(data) | kept if kept else taken.whole(data), problems


def by_place(problems: Any) -> list[str]:
    return sorted(repr(problem) for problem in problems)


def said_of(path: Path) -> tuple[Any, Any]:
    """The file read whole and read by elements."""

    def whole() -> Any:
        read = read_source(path)
        return read.data, by_place(read.problems)

    def by_elements() -> Any:
        taken = Taken()
        rest = stream_source(path, KEYS, taken.take, "deal.yaml")
        return taken.whole(rest.data), by_place([*rest.problems, *taken.problems])

    sections = "clients, deals"
    one, other = refused(whole), refused(by_elements)
    return one, other.replace(sections, "seller, client, deal…") if isinstance(other, str) else other


words = st.sampled_from(["deals", "clients", "organization", "id", "deals ", "Deals", "x", "<<", "\u0007", "a\u202eb"])
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**45), 10**45)
    | st.sampled_from(["", "  a  b ", "\t", "я\u0000", "\u202e", "٣", "\u00ad", "2025-01-01", "x" * 300])
    | st.text(max_size=5)
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4), max_leaves=12
)
roots = st.dictionaries(words, st.lists(values, max_size=5) | values, max_size=4) | values


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("streamed")


@settings(max_examples=200)
@given(data=roots, indent=st.sampled_from([None, 0, 1]))
def test_random_data_comes_by_elements_as_it_comes_whole(folder: Path, data: Any, indent: int | None) -> None:
    text = json.dumps(data, ensure_ascii=True, indent=indent)
    for name in ("deals.json", "deals.yaml"):
        (folder / name).write_text(text, encoding="utf-8")
        whole, by_elements = said_of(folder / name)
        assert whole == by_elements


@settings(max_examples=200)
@given(data=roots)
def test_random_data_in_blocks_of_yaml_comes_by_elements_as_it_comes_whole(folder: Path, data: Any) -> None:
    plain = json.loads(json.dumps(data))
    (folder / "deals.yaml").write_text(yaml.safe_dump(plain, allow_unicode=True), encoding="utf-8", errors="replace")
    whole, by_elements = said_of(folder / "deals.yaml")
    assert whole == by_elements


JSON_BITS = [
    '"deals"',
    '"clients"',
    '"x"',
    ":",
    ",",
    "[",
    "]",
    "{",
    "}",
    "1",
    "1.5",
    "nul",
    "null",
    '"a',
    "\\",
    " ",
    "\n",
]
YAML_BITS = ["deals:", "clients:", "x:", "\n", "\n- ", "\n  - ", " &a ", " *a", "<<: *a", "[", "]", "{", "}", ",", " 1",
             " 'q", '"', "# c\n", "---\n", "!t ", "? ", " |\n", "a: b", ": ", "\t", "  "]  # fmt: skip


@settings(max_examples=500)
@given(text=st.lists(st.sampled_from(JSON_BITS), max_size=25).map("".join))
@example('{"deals":[1,]}')
@example('{"deals":[1],}')
@example('{"deals":[1]} x')
@example('{"deals":[1],"deals":[2,]}')
@example('{"deals" [1]}')
@example("{,}")
@example('{"deals":[[' * 2)
def test_a_broken_json_text_is_refused_in_the_same_words(text: str) -> None:
    assert refused(lambda: streamed_json(text)) == refused(lambda: load_json(text))


@settings(max_examples=200)
@given(
    data=st.dictionaries(words, st.lists(values, max_size=3), max_size=3), cut=st.integers(0, 10**6), way=st.booleans()
)
def test_a_syntax_error_anywhere_is_refused_in_the_same_words(folder: Path, data: Any, cut: int, way: bool) -> None:
    text = json.dumps(data)
    at = cut % (len(text) + 1)
    text = text[:at] if way else text[:at] + "]" + text[at:]
    assert refused(lambda: streamed_json(text)) == refused(lambda: load_json(text))
    for name in ("deals.json", "deals.yaml"):
        (folder / name).write_text(text, encoding="utf-8")
        whole, by_elements = said_of(folder / name)
        assert whole == by_elements


@settings(max_examples=500)
@given(text=st.lists(st.sampled_from(YAML_BITS), max_size=25).map("".join))
def test_any_yaml_text_gives_the_same_data_problems_and_refusals(text: str) -> None:
    whole = refused(lambda: load_yaml(text))
    by_elements = refused(lambda: streamed_yaml(text))
    assert by_elements == whole


@settings(max_examples=200)
@given(
    data=st.dictionaries(words, st.lists(values, max_size=6), max_size=3),
    part=st.integers(8, 200),
    indent=st.sampled_from([None, 1]),
)
def test_a_text_read_in_parts_gives_what_it_gives_whole_or_is_too_much(
    data: Any, part: int, indent: int | None
) -> None:
    text = json.dumps(data, indent=indent, ensure_ascii=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_source, "_PART", part)
        in_parts = refused(lambda: streamed_json(text))
    assert in_parts == load_json(text) or "слишком много данных" in in_parts


def test_elements_that_fit_into_a_part_are_all_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_source, "_PART", 100)
    rows = [{"id": f"d{number}", "sum": "1" * (number % 30), "n": None} for number in range(500)]
    assert streamed_json(json.dumps({"deals": rows})) == {"deals": rows}


@pytest.mark.parametrize(
    "text",
    [
        "all: &all [{id: d1}, {id: d2}]\ndeals: *all",
        "deals: &all [{id: d1}, {id: d2}]\nclients: *all",
        "base: &b {deals: [{id: d1}]}\n<<: *b",
        "base: &b {deals: [{id: d1}]}\n<<: *b\ndeals: [{id: d2}]",
        "x: &d {id: d1}\ndeals: [*d, *d, {<<: *d, id: d2}]",
        "deals:\n- &d {id: d1, sum: &s ['1', '2']}\n- *d\n- {id: d3, sum: *s}",
        "deals: [{id: d1}]\ndeals: [{id: d2, id: d3}]",
        "deals: {id: d1}",
        "deals: {deals: [1, 2]}",
        "x: {deals: [{id: d1, id: d2}]}",
        "deals: text\nclients: [!foreign {a: 1}, {a: 1, a: 2}, {<<: 5}]",
        "- deals: [1]",
        "deals:\nclients: []",
        "deals: &d [*d]",
        "*deals : [1]",
        "k: &deals deals\n*deals : [1, 2]",
    ],
)
def test_anchors_merges_and_repeated_keys_mean_the_same(folder: Path, text: str) -> None:
    (folder / "deals.yaml").write_text(text, encoding="utf-8")
    whole, by_elements = said_of(folder / "deals.yaml")
    assert by_elements == whole


@pytest.mark.parametrize("text", ["", " \n", "[]", '[{"deals": [1]}]', "null", "5", '"deals"', "{}", '{"deals": {}}'])
@pytest.mark.parametrize("name", ["deals.json", "deals.yaml"])
def test_what_is_no_section_of_lists_is_told_the_same(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    whole, by_elements = said_of(folder / name)
    assert by_elements == whole


def test_an_empty_file_names_the_sample_of_its_own_kind(tmp_path: Path) -> None:
    (tmp_path / "deals.json").write_text("\n", encoding="utf-8")
    assert "deals.yaml" in refused(lambda: stream_source(tmp_path / "deals.json", KEYS, Taken().take, "deals.yaml"))


def test_elements_of_a_long_file_are_not_kept(tmp_path: Path) -> None:
    row = json.dumps({"id": "x" * 50, "sums": ["1"] * 20})
    for name in ("deals.json", "deals.yaml"):
        (tmp_path / name).write_text('{"deals": [' + ",\n".join([row] * 4_000) + "]}", encoding="utf-8")
        size = (tmp_path / name).stat().st_size
        count = 0

        def take(*_: object) -> None:
            nonlocal count
            count += 1

        tracemalloc.start()
        try:
            stream_source(tmp_path / name, KEYS, take, "")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert count == 4_000
        assert peak < 3 * size + MEGABYTE  # its bytes and its text, one after the other


def test_aliases_in_a_long_file_are_counted_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "_MAX_STREAMED_COPIES", 1000)
    (tmp_path / "deals.yaml").write_text("a: &a [1, 2, 3]\ndeals:\n" + "- *a\n" * 300, encoding="utf-8")
    assert "ссылки YAML" in refused(lambda: stream_source(tmp_path / "deals.yaml", KEYS, Taken().take, ""))


def bombs() -> Iterator[tuple[str, str, str]]:
    lists = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    lists += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20))
    yield "aliases.yaml", lists + "deals: [*a19, *a19]", "слишком много данных"
    yield "depth.yaml", "deals: " + "[" * 100_000, "глубокая вложенность"
    yield "depth.json", '{"deals": ' + "[" * 100_000, "глубокая вложенность"
    yield "depth-2.json", '{"deals": [' + '{"a":' * 100_000, "глубокая вложенность"
    yield "quote.yaml", "a: '" + "я\n" * 2_000_000 + "'", "слишком длинный текст"
    yield "control.yaml", 'a: "' + "\x01" * 5_000_000 + '"', "двоичный"
    yield "control.json", '{"a": "' + "\x01" * 5_000_000 + '"}', "двоичный"


@pytest.mark.parametrize(("name", "text", "part"), list(bombs()), ids=[name for name, _, _ in bombs()])
def test_a_bomb_is_refused(tmp_path: Path, name: str, text: str, part: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert part in refused(lambda: stream_source(tmp_path / name, KEYS, Taken().take, ""))


SIZE = 100 * MEGABYTE


def garbage() -> Iterator[tuple[str, bytes, bytes, bytes]]:
    """Name, beginning, what is repeated until it is long enough, end."""
    yield "string.json", b'{"deals": "', b"a", b'"}'
    yield "string.yaml", b'deals: "', b"a", b'"'
    yield "brackets.json", b"", b"[", b""
    yield "brackets.yaml", b"", b"[", b""
    yield "spaces.json", b"", b" ", b""
    yield "spaces.yaml", b"", b" ", b""
    yield "commas.json", b"", b",", b""
    yield "numbers.json", b'{"x": [', b"1,", b"1]}"
    yield "texts.json", b'{"deals": [{"x": [', b'"ab",', b"1]}]}"
    yield "keys.json", b"{", b'"a":1,', b'"b":1}'


@pytest.mark.parametrize(("name", "start", "unit", "end"), list(garbage()), ids=[row[0] for row in garbage()])
def test_a_hundred_megabytes_of_garbage_are_refused_at_once_in_little_memory(
    tmp_path: Path, name: str, start: bytes, unit: bytes, end: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(start + unit * (SIZE // len(unit)) + end)
    began = time.monotonic()
    tracemalloc.start()
    try:
        refusal = refused(lambda: stream_source(path, KEYS, Taken().take, ""))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        path.unlink()
    assert isinstance(refusal, str) or refusal.data == {"deals": "a" * SIZE}
    assert time.monotonic() - began < 20  # a second or two where nothing else runs
    assert peak < 4 * SIZE
