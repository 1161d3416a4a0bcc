from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from docgen.errors import InputError
from docgen.intake import source
from docgen.intake.source import read_source


def fault_of(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_source(path)
    (fault,) = caught.value.faults
    assert fault.path == ""
    return fault.message


def write(folder: Path, content: bytes, name: str = "kit.yaml") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_file_of_an_unknown_extension_is_refused(tmp_path: Path) -> None:
    assert ".yaml, .yml или .json" in fault_of(write(tmp_path, b"a: 1", "kit.txt"))


def test_the_extension_may_be_in_capitals(tmp_path: Path) -> None:
    assert read_source(write(tmp_path, b"a: 1", "KIT.YML")).data == {"a": 1}


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert "файла «kit.yaml» нет" in fault_of(tmp_path / "kit.yaml")


def test_a_name_with_a_null_character_is_told(tmp_path: Path) -> None:
    assert "не читается" in fault_of(tmp_path / "ki\0t.yaml")


def test_a_name_too_long_for_the_disk_is_told(tmp_path: Path) -> None:
    assert "не читается" in fault_of(tmp_path / ("k" * 1000 + ".yaml"))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "kit.yaml"
    folder.mkdir()
    assert "папка" in fault_of(folder)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "kit.yaml")
    assert "не обычный файл" in fault_of(tmp_path / "kit.yaml")


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("kit.yaml")
        assert "не обычный файл" in fault_of(tmp_path / "kit.yaml")


def test_an_unreadable_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError

    path = write(tmp_path, b"a: 1")
    monkeypatch.setattr(Path, "open", refuse)  # root may read everything, so the right cannot be taken away
    assert "нет права" in fault_of(path)


@pytest.mark.parametrize("content", [b"", b"\n \n", b"# only a comment\n", b"---\n", b"null", b"\xef\xbb\xbf"])
def test_an_empty_file_is_told(tmp_path: Path, content: bytes) -> None:
    assert "файл пуст" in fault_of(write(tmp_path, content))


@pytest.mark.parametrize("content", [b"%PDF-1.7\n\xe2\xe3\xcf\xd3", b"PK\x03\x04\x14\0\0\0", b"a: \0"])
def test_a_binary_file_is_told(tmp_path: Path, content: bytes) -> None:
    assert "двоичный" in fault_of(write(tmp_path, content))


def test_windows_1251_is_told_with_the_line(tmp_path: Path) -> None:
    message = fault_of(write(tmp_path, "a: 1\nname: Иванов".encode("cp1251")))
    assert "строка 2" in message
    assert "UTF-8" in message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_refused(tmp_path: Path, encoding: str) -> None:
    assert "UTF-8" in fault_of(write(tmp_path, "name: Иванов".encode(encoding)))


@pytest.mark.parametrize("name", ["kit.yaml", "kit.json"])
def test_a_byte_order_mark_is_tolerated(tmp_path: Path, name: str) -> None:
    assert read_source(write(tmp_path, b'\xef\xbb\xbf{"a": "b"}', name)).data == {"a": "b"}


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 1024 * 1024)
    assert "больше 1 МБ" in fault_of(write(tmp_path, b"#" * (1024 * 1024 + 1)))


@pytest.mark.parametrize("content", [b"- a\n- b", b"text", b"5", b"true", b'"[]"'])
def test_a_file_that_is_no_section_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "разделы" in fault_of(write(tmp_path, content))
