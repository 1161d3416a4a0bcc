"""The standalone checker of exported journals: no edit escapes it, nothing makes it fall over."""

from __future__ import annotations

import ast
import importlib.util
import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from tracker.house import House
from tracker.journal import GENESIS, export
from tracker.settings import Settings

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "verify.py"
AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
EDITS = 2000

_spec = importlib.util.spec_from_file_location("verify", SCRIPT)
verify = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(verify)


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> tuple[bytes, bytes]:
    """An export with every sort of text and number: the journal's bytes and the head's."""
    folder = tmp_path_factory.mktemp("exported")
    house = House.open(Settings(home=folder / "home"), lambda: AT)
    with house.work("Кравцова «А.» С.", AT.date()) as work:
        for number in range(30):
            details = {
                "sum": number * 100,
                "rate": 1.5,
                "text": f'ё "{number}"\n\u2028\x85\U0001f600',
                "is": [True, None],
            }
            work.note("deal.added", f"deal:d{number}", **details)
    export(house.database, folder)
    house.close()
    return (folder / "journal.jsonl").read_bytes(), (folder / "journal.head.json").read_bytes()


def is_sound(journal: bytes, head: bytes | None = None) -> bool:
    try:
        verify.check(io.BytesIO(journal), head)
    except verify.BrokenError:
        return False
    return True


def edited(random: Random, content: bytes, place: int) -> bytes:
    how = random.choice(["replace", "replace", "flip", "insert", "delete"])
    old = content[place]
    new = {"flip": old ^ 1 << random.randrange(8), "replace": random.choice([n for n in range(256) if n != old])}
    middle = {"insert": bytes([random.randrange(256), old]), "delete": b""}
    return content[:place] + middle.get(how, bytes([new.get(how, old)])) + content[place + 1 :]


def chained(bodies: list[bytes]) -> bytes:
    """Lines whose hashes are right, as a forger who knows the format would make them."""
    lines, last = [], GENESIS
    for body in bodies:
        last = sha256(last.encode() + b"\n" + body).hexdigest()
        lines.append(last.encode() + b" " + body + b"\n")
    return b"".join(lines)


def bodies_of(journal: bytes) -> list[bytes]:
    return [line[65:] for line in journal.split(b"\n")[:-1]]


def run(*arguments: object, env=None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-I", SCRIPT, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, env=env)


def test_an_export_is_sound(exported):
    journal, head = exported
    assert verify.check(io.BytesIO(journal), head)[0] == 30
    assert is_sound(journal)
    assert is_sound(b"", verify.head_of(0, GENESIS))


@pytest.mark.parametrize("with_head", [True, False])
def test_every_random_edit_of_one_byte_is_found(exported, with_head):
    journal, head = exported
    random = Random(20261122)
    missed = []
    for number in range(EDITS):
        made = edited(random, journal, random.randrange(len(journal)))
        if is_sound(made, head if with_head else None):
            missed.append(number)
    assert missed == []


def test_every_edit_in_the_narrow_places_is_found(exported):
    """Hash text and its letters' case, the space, quotes and line feeds, the last byte."""
    journal, head = exported
    random = Random(1)
    starts = [0, *[place + 1 for place, byte in enumerate(journal) if byte == 10][:-1]]
    narrow = {len(journal) - 1, len(journal) - 2, *(start + 64 for start in starts), *range(70)}
    narrow |= {start - 1 for start in starts[1:]} | {start + random.randrange(64) for start in starts}
    for place in narrow:
        for _ in range(20):
            assert not is_sound(edited(random, journal, place), head)
        upper = journal[:place] + journal[place : place + 1].upper() + journal[place + 1 :]
        assert upper == journal or not is_sound(upper, head)


def test_every_edit_of_the_head_is_found(exported):
    journal, head = exported
    random = Random(2)
    for _ in range(EDITS):
        assert not is_sound(journal, edited(random, head, random.randrange(len(head))))
    assert not is_sound(journal, b"")
    assert not is_sound(journal, head + b"\n")
    assert not is_sound(journal, head.replace(b"\n", b"\r\n"))


def test_lines_that_are_missing_swapped_doubled_or_added_are_found(exported):
    journal, head = exported
    lines = [line + b"\n" for line in journal.split(b"\n")[:-1]]
    for place in range(len(lines)):
        assert not is_sound(b"".join(lines[:place] + lines[place + 1 :]), head)
        assert not is_sound(b"".join([*lines[:place], lines[place], *lines[place:]]), head)
        assert not is_sound(b"".join([*lines[:place], b"\n", *lines[place:]]), head)
    assert not is_sound(b"".join([lines[1], lines[0], *lines[2:]]), head)


def test_a_cut_tail_is_found_by_the_head_alone(exported):
    journal, head = exported
    cut = b"".join(line + b"\n" for line in journal.split(b"\n")[:-2])
    assert is_sound(cut)
    assert not is_sound(cut, head)


def test_a_file_cut_anywhere_is_found(exported):
    journal, head = exported
    assert not any(is_sound(journal[:size], head) for size in range(len(journal)))


def test_anything_after_the_end_is_found(exported):
    journal, head = exported
    assert not any(is_sound(journal + bytes([byte]), head) for byte in range(256))
    assert not any(is_sound(journal + bytes([byte])) for byte in range(256))


@pytest.mark.parametrize(
    "respell",
    [
        lambda body: body.replace("ё".encode(), b"\\u0451"),
        lambda body: body.replace(b'"seq":2,', b'"seq":2.0,'),
        lambda body: body.replace(b'"seq":2,', b'"seq":20e-1,'),
        lambda body: body.replace(b'"seq":2,', b'"seq":true,'),
        lambda body: body.replace(b'"seq":2,', b'"seq":7,'),
        lambda body: body.replace(b'"seq":2,', b'"seq":2,"seq":2,'),
        lambda body: body.replace(b'"seq":2,', b'"seq":02,'),
        lambda body: body.replace(b'"seq":2,', b'"seq":"2",'),
        lambda body: body.replace(b'"rate":1.5', b'"rate":1.50'),
        lambda body: body.replace(b'"rate":1.5', b'"rate":15e-1'),
        lambda body: body.replace(b'"rate":1.5', b'"rate":NaN'),
        lambda body: body.replace(b'"rate":1.5', b'"rate":1e999'),
        lambda body: body.replace(b'"rate":1.5', b'"rate":' + b"9" * 5000),
        lambda body: body.replace(b'"rate":1.5', b'"rate":' + b"[" * 200_000 + b"]" * 200_000),
        lambda body: body.replace(b'"rate":1.5', b'"rate":"\\ud800"'),
        lambda body: body.replace("ё".encode(), b"\xff"),
        lambda body: body.replace("ё".encode(), b"\xed\xa0\x80"),
        lambda body: body.replace(b'"is":[true,null],', b"") + b" ",
        lambda body: body.replace(b'"actor"', b'"author"'),
        lambda body: b" " + body,
        lambda body: body + b"\r",
        lambda body: json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":")).encode()[:-1] + b',"x":1}',
        lambda body: json.dumps(
            dict(reversed(json.loads(body).items())), ensure_ascii=False, separators=(",", ":")
        ).encode(),
        lambda body: json.dumps(json.loads(body), ensure_ascii=False).encode(),
        lambda body: b"\xef\xbb\xbf" + body,
        lambda body: body[:0] + b"[]",
        lambda body: body[:0],
        lambda body: body[:0] + b"1",
    ],
)
def test_another_spelling_is_refused_though_its_hashes_are_right(exported, respell):
    bodies = bodies_of(exported[0])
    assert is_sound(chained(bodies))
    bodies[1] = respell(bodies[1])
    with pytest.raises(verify.BrokenError, match="строка 2"):
        verify.check(io.BytesIO(chained(bodies)))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\x00" * 1000, 1),
        (bytes(Random(3).randbytes(100_000)), 1),
        (b"\n", 1),
        (b"{}\n", 1),
        (b"[" * 1_000_000, 1),
        ("не журнал\n".encode("cp1251"), 1),
        (b"0" * 64 + b" {}\n", 1),
        (chained([b"{" * 100_000]), 1),
    ],
)
def test_what_is_no_journal_is_refused_in_russian_with_its_line(tmp_path, content, line):
    (tmp_path / "journal.jsonl").write_bytes(content)
    done = run(tmp_path / "journal.jsonl")
    assert done.returncode == 1
    assert done.stderr.decode().startswith(f"Журнал изменён или повреждён: строка {line}: ")
    assert done.stderr.count(b"\n") == 1


def test_a_line_longer_than_any_event_is_refused(monkeypatch, exported):
    monkeypatch.setattr(verify, "LONGEST_LINE", 100)
    with pytest.raises(verify.BrokenError, match="строка 1: она слишком длинна"):
        verify.check(io.BytesIO(exported[0]))


def test_the_command_tells_by_its_status(tmp_path, exported):
    journal, head = tmp_path / "journal.jsonl", tmp_path / "journal.head.json"
    journal.write_bytes(exported[0])
    head.write_bytes(exported[1])
    done = run(journal, head)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("Журнал цел: событий 30, последний хеш ")
    assert done.stdout.decode().endswith("; конец сверен.\n")
    assert "конец не сверен" in run(journal).stdout.decode()
    random = Random(4)
    for _ in range(5):
        journal.write_bytes(edited(random, exported[0], random.randrange(len(exported[0]))))
        done = run(journal, head)
        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr.decode().startswith("Журнал изменён или повреждён: строка ")
    journal.write_bytes(exported[0])
    head.write_bytes(exported[1].replace(b"30", b"31"))
    done = run(journal, head)
    assert done.returncode == 1
    assert "конец не тот" in done.stderr.decode()


def test_wrong_usage_and_what_cannot_be_read_end_with_two(tmp_path):
    calls = [(), ("a", "b", "c"), (tmp_path,), (tmp_path / "none",), (tmp_path / "none", tmp_path)]
    for arguments in calls:
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.count(b"\n") == 1
        assert b"Traceback" not in done.stderr


def test_a_terminal_without_russian_letters_is_no_reason_to_fall_over(tmp_path):
    done = subprocess.run(
        [sys.executable, SCRIPT, tmp_path / "none"], capture_output=True, check=False, env={"PYTHONIOENCODING": "ascii"}
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_the_script_is_short_and_needs_only_an_old_python():
    source = SCRIPT.read_text(encoding="utf-8")
    assert source.count("\n") < 150
    tree = ast.parse(source, feature_version=(3, 9))
    imported = {
        name
        for node in ast.walk(tree)
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [])
        + ([node.module] if isinstance(node, ast.ImportFrom) else [])
    }
    assert imported <= sys.stdlib_module_names
