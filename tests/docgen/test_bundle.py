"""A result is written whole or not at all, and an archive's bytes repeat."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen import bundle
from docgen.bundle import File, pack, safe_name, write_file, write_folder
from docgen.errors import OutputError

FILES = [File("1 Договор № 5.pdf", b"%PDF-1"), File("manifest.json", b"{}")]


def listing(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@given(st.text() | st.text("💡Ж", min_size=60))
def test_a_file_name_is_never_a_path_and_never_empty(text: str) -> None:
    name = safe_name(text)
    assert name not in {"", ".", ".."}
    assert not set(name) & set('\\/:*?"<>|\0\n')
    assert len(name) <= 80
    assert len(name.encode()) <= 200


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1 Договор №\u00a025/11-2026", "1 Договор № 25-11-2026"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("«Б/Н».", "«Б-Н»"),
    ],
)
def test_a_file_name_stays_readable(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_the_same_files_make_the_same_archive() -> None:
    first, second = (pack(FILES, date(2026, 11, 22)) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert [entry.date_time[:3] for entry in archive.infolist()] == [(2026, 11, 22)] * 2
        assert {name: archive.read(name) for name in archive.namelist()} == {file.name: file.content for file in FILES}


def test_a_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    write_folder(tmp_path / "a" / "b", FILES)
    assert listing(tmp_path / "a" / "b") == {file.name: file.content for file in FILES}
    assert [path.name for path in tmp_path.rglob(".*")] == [], "nothing temporary stays"


def test_files_of_the_former_result_go_and_strangers_stay(tmp_path: Path) -> None:
    (tmp_path / "old.pdf").write_bytes(b"old")
    (tmp_path / "notes.txt").write_bytes(b"mine")
    write_folder(tmp_path, FILES, replaced=["old.pdf"])
    assert set(listing(tmp_path)) == {"notes.txt", *(file.name for file in FILES)}


@pytest.mark.parametrize("step", ["write", "place"])
def test_a_failure_half_way_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    (tmp_path / "manifest.json").write_bytes(b"former")
    (tmp_path / "old.pdf").write_bytes(b"old")
    calls = 0
    real_rename, real_fsync = Path.rename, os.fsync

    def failing_rename(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += "new" in self.parts
        if calls == 2:
            calls += 1
            raise OSError(28, "No space left on device")
        return real_rename(self, target)

    def failing_fsync(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError(28, "No space left on device")
        real_fsync(descriptor)

    if step == "place":
        monkeypatch.setattr(Path, "rename", failing_rename)
    else:
        monkeypatch.setattr(bundle.os, "fsync", failing_fsync)
    with pytest.raises(OutputError, match="ничего не записано"):
        write_folder(tmp_path, FILES, replaced=["old.pdf"])
    assert listing(tmp_path) == {"manifest.json": b"former", "old.pdf": b"old"}


def test_parents_that_were_made_go_again_when_nothing_comes_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bundle.os, "fsync", no_room)
    with pytest.raises(OutputError):
        write_folder(tmp_path / "a" / "b", FILES)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_told_and_kept(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"mine")
    with pytest.raises(OutputError):
        write_folder(tmp_path / "out", FILES)
    assert (tmp_path / "out").read_bytes() == b"mine"


def test_a_folder_under_a_files_name_is_told_and_kept(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").mkdir()
    (tmp_path / "manifest.json" / "inside").write_bytes(b"mine")
    with pytest.raises(OutputError):
        write_folder(tmp_path, FILES)
    assert listing(tmp_path) == {"manifest.json/inside": b"mine"}


def test_one_file_is_replaced_whole_and_can_be_read_by_others(tmp_path: Path) -> None:
    target = tmp_path / "x.pdf"
    target.write_bytes(b"former")
    write_file(target, b"new")
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o044 == 0o044 & ~bundle._UMASK
    assert [path.name for path in tmp_path.iterdir()] == ["x.pdf"]


def test_one_file_into_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="Не удалось записать"):
        write_file(tmp_path / "none" / "x.pdf", b"new")


def test_a_device_is_not_replaced_by_a_file(tmp_path):
    pipe = tmp_path / "out"
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match="не обычный файл"):
        write_file(pipe, b"1")
    assert pipe.is_fifo()
    assert [*tmp_path.iterdir()] == [pipe]
