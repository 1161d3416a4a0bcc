"""A ZIP from outside: limits on what comes out, names of Russian programs, and one bad file that stops no other."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.exchange import unpacking
from docgen.exchange.errors import UnreadableExchangeError
from docgen.exchange.names import name_of
from docgen.exchange.unpacking import Unpacked, unpack
from tests.docgen.exchange.making import zipped

FILES = {"а.xml": b"<a/>", "папка/б.pdf": b"%PDF " * 300}


def told(found: Unpacked) -> dict[str, str]:
    return {problem.name: problem.what for problem in found.problems}


def test_files_come_out_as_they_went_in() -> None:
    found = unpack(zipped(FILES | {"пусто/": b"", "__MACOSX/._a": b"x", "папка/Thumbs.db": b"x"}))
    assert (found.files, found.problems) == (FILES, [])


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "не архив ZIP"),
        (b"%PDF-1.7", "не архив ZIP"),
        (b"Rar!\x1a\x07\x01\x00", "архив RAR"),
        (b"7z\xbc\xaf\x27\x1c\x00", "архив 7z"),
    ],
)
def test_another_file_is_called_by_its_name(content: bytes, kind: str) -> None:
    with pytest.raises(UnreadableExchangeError, match=kind):
        unpack(content)


def test_a_truncated_archive_is_refused_wherever_it_was_cut() -> None:
    whole = zipped(FILES)
    for length in range(4, len(whole)):
        with pytest.raises(UnreadableExchangeError, match="обрезан или испорчен"):
            unpack(whole[:length])


@given(st.data())
def test_a_damaged_archive_is_refused_or_read_in_part(data: st.DataObject) -> None:
    damaged = bytearray(zipped(FILES))
    for _ in range(data.draw(st.integers(1, 5))):
        damaged[data.draw(st.integers(4, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = unpack(bytes(damaged))
    except UnreadableExchangeError:
        return
    assert len(found.files) + len(found.problems) <= len(FILES)


def test_a_bomb_is_refused_by_what_it_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_RATIO_FROM", 100_000)
    with pytest.raises(UnreadableExchangeError, match="сжат неправдоподобно"):
        unpack(zipped({"a": bytes(300_000)}))


def test_a_bomb_is_refused_by_what_comes_out_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_BYTES", 10_000)
    inner = zipped({f"{number}.txt": b"x" * 3000 for number in range(3)})
    assert len(unpack(inner).files) == 3
    with pytest.raises(UnreadableExchangeError, match="распаковывается больше"):
        unpack(zipped({"1.zip": inner, "2.zip": inner}))


def test_an_archive_of_too_many_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_FILES", 5)
    inner = zipped({str(number): b"" for number in range(4)})
    assert len(unpack(inner).files) == 4
    with pytest.raises(UnreadableExchangeError, match="больше 5 файлов"):
        unpack(zipped({"1.zip": inner, "2.zip": inner}))


def test_a_file_too_large_is_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_FILE_BYTES", 1_000)
    found = unpack(zipped(FILES))
    assert set(found.files) == {"а.xml"}
    assert "не разобран" in told(found)["папка/б.pdf"]


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/passwd", "a/../../b", "C:/evil.txt", "..\\evil.txt"])
def test_a_name_that_leads_outside_is_left_out_and_told(name: str) -> None:
    found = unpack(zipped({name: b"x"} | FILES))
    assert found.files == FILES
    assert list(told(found).values()) == ["имя файла ведёт за пределы архива, файл пропущен"]


def test_one_level_of_inner_archives_is_read() -> None:
    inner = zipped({"а.xml": b"<a/>", "глубже.zip": zipped({"x": b"x"})})
    found = unpack(zipped({"УПД.zip": inner, "битый.zip": inner[:40], "знакомый.bin": inner}))
    assert set(found.files) == {"УПД.zip/а.xml", "знакомый.bin"}
    assert "слишком глубоко" in told(found)["УПД.zip/глубже.zip"]
    assert told(found)["битый.zip"] == "вложенный архив испорчен"


def test_a_locked_file_and_a_broken_one_stop_no_other() -> None:
    whole = bytearray(zipped({"locked": b"a" * 50, "broken": b"b" * 50} | FILES, zipfile.ZIP_STORED))
    whole[whole.index(b"b" * 50)] = 0
    for signature, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = whole.index(signature) + flags
        struct.pack_into("<H", whole, place, whole[place] | 1)
    found = unpack(bytes(whole))
    assert found.files == FILES
    assert told(found) == {
        "locked": "файл закрыт паролем: выгрузите архив без пароля",
        "broken": "файл в архиве испорчен",
    }


def test_files_of_one_name_are_all_kept() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", b"2")
    assert unpack(stream.getvalue()).files == {"a.txt": b"1", "a.txt (2)": b"2"}


@pytest.mark.parametrize("encoding", ["utf-8", "cp866", "cp1251"])
@pytest.mark.parametrize("name", ["Счёт-фактура 15 от 24.11.2026.xml", "Акт.pdf", "report.pdf"])
def test_names_are_read_in_the_encoding_of_the_program_that_wrote_them(encoding: str, name: str) -> None:
    info = zipfile.ZipInfo("x")
    info.orig_filename = name.encode(encoding).decode("cp437")
    info.flag_bits = 0
    assert name_of(info) == name


def test_names_become_printable_and_short() -> None:
    info = zipfile.ZipInfo("x")
    info.flag_bits = 0x800
    info.orig_filename = "п" * 300 + "/а\n\u202eб\\в.xml\x00tail"
    assert name_of(info).endswith("/а  б/в.xml")
    assert len(name_of(info)) == 250
