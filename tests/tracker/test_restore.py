"""Restore: an archive that is not sound, or cannot be, is refused in Russian and nothing is touched."""

from __future__ import annotations

import json
import tarfile
from random import Random

import pytest

from tests.tracker.archives import (
    NOW,
    changed,
    everything_of,
    forge,
    members_of,
    opened,
    put_back,
    repacked,
    small_archive,
)
from tests.tracker.furnished import furnish, rows_of
from tracker.backup import BackupError
from tracker.settings import Settings
from tracker.verifying import verify

FLIPS = 200


@pytest.fixture
def full(house, tmp_path):
    furnish(house, tmp_path, deals=12)
    return house


@pytest.fixture
def archive(sqlite_template, tmp_path):
    return small_archive(sqlite_template, tmp_path)


def test_a_house_with_data_is_replaced_only_when_asked(archive, full, tmp_path):
    before = rows_of(full)
    with pytest.raises(BackupError, match="уже есть данные"):
        put_back(archive, full.settings)
    assert rows_of(full) == before
    full.close()
    done = put_back(archive, full.settings, replace=True)
    assert rows_of(full) != before
    assert verify(full, done.head).files == 3
    full.close()
    if not full.database.is_sqlite:
        assert done.kept is None
        return
    assert done.kept.name == "pervichka.db.before-restore-20261122-123015"
    former = Settings(home=full.settings.home, database_url=f"sqlite:///{done.kept}")
    with opened(former) as kept:
        assert rows_of(kept) == before
        assert verify(kept).files == 5
    assert put_back(archive, full.settings, replace=True).kept.name.endswith("-123015-2")


def test_an_empty_house_needs_no_leave(archive, house):
    house.close()
    assert put_back(archive, house.settings).kept is None
    assert verify(house).files == 3


def test_random_flips_of_one_bit_are_all_refused_and_touch_nothing(archive, tmp_path):
    random = Random(20261122)
    sound = archive.read_bytes()
    settings = Settings(home=tmp_path / "target")
    used = len(sound.rstrip(b"\0"))
    places = [random.randrange(len(sound)) for _ in range(FLIPS)] + [random.randrange(used) for _ in range(FLIPS)]
    for place in [*places, 0, used, len(sound) - 1]:
        damaged = bytearray(sound)
        damaged[place] ^= 1 << random.randrange(8)
        archive.write_bytes(damaged)
        with pytest.raises(BackupError):
            put_back(archive, settings)
        assert not settings.home.exists()
    archive.write_bytes(sound)
    put_back(archive, settings)


def test_every_header_and_the_whole_manifest_are_guarded_bit_by_bit(archive, tmp_path):
    sound = archive.read_bytes()
    settings = Settings(home=tmp_path / "target")
    random = Random(1)
    headers = [start for start in range(0, len(sound), 512) if sound[start + 257 : start + 262] == b"ustar"]
    for place in {start + random.randrange(512) for start in headers for _ in range(4)} | set(range(512, 1024, 3)):
        damaged = bytearray(sound)
        damaged[place] ^= 1 << random.randrange(8)
        archive.write_bytes(damaged)
        with pytest.raises(BackupError):
            put_back(archive, settings)


def test_an_archive_cut_anywhere_is_refused(archive, tmp_path):
    sound = archive.read_bytes()
    random = Random(2)
    sizes = {0, 1, 511, 512, 513, len(sound) - 1, len(sound) - 512, len(sound) - 1024}
    for size in sizes | {random.randrange(len(sound)) for _ in range(60)}:
        archive.write_bytes(sound[:size])
        with pytest.raises(BackupError):
            put_back(archive, Settings(home=tmp_path / "target"))
    archive.write_bytes(sound + b"\0")
    with pytest.raises(BackupError, match="за концом архива"):
        put_back(archive, Settings(home=tmp_path / "target"))


@pytest.mark.parametrize("content", [b"", b"\0" * 10240, b"no tar" * 1000, bytes(Random(3).randbytes(20_000))])
def test_a_file_that_is_no_archive_is_refused(tmp_path, content):
    (tmp_path / "archive.tar").write_bytes(content)
    with pytest.raises(BackupError, match="не копия Первички"):
        put_back(tmp_path / "archive.tar", Settings(home=tmp_path / "target"))
    assert not (tmp_path / "target").exists()


def test_an_archive_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BackupError, match="нет такого файла"):
        put_back(tmp_path / "none.tar", Settings(home=tmp_path / "target"))
    with pytest.raises(BackupError, match="это папка"):
        put_back(tmp_path, Settings(home=tmp_path / "target"))


def refused(archive, tmp_path, match=""):
    """Asserts that the archive is refused in Russian and leaves a full house as it is."""
    target = Settings(home=tmp_path / "source")
    before = everything_of(target.home)
    with pytest.raises(BackupError, match=match or "[А-я]"):
        put_back(archive, target, replace=True)
    assert everything_of(target.home) == before


def test_a_forger_can_repack_a_sound_archive(archive, tmp_path):
    """Else the refusals below would prove nothing."""
    repacked(archive, members_of(archive))
    put_back(archive, Settings(home=tmp_path / "target"))


def evil(name, kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.mode, info.mtime = kind, link, 0o600, int(NOW.timestamp())
    return info, b"evil" if kind == tarfile.REGTYPE else b""


@pytest.mark.parametrize(
    "member",
    [
        evil("../../evil"),
        evil("/tmp/evil"),
        evil("vault/aa/../../../evil"),
        evil("vault/aa/unknown"),
        evil("link", tarfile.SYMTYPE, "/etc/passwd"),
        evil("hard", tarfile.LNKTYPE, "manifest.json"),
        evil("device", tarfile.CHRTYPE),
        evil("pipe", tarfile.FIFOTYPE),
        evil("folder", tarfile.DIRTYPE),
        evil("manifest.json"),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2, -1, None])
def test_members_that_no_backup_has_are_refused(archive, tmp_path, member, place):
    members = members_of(archive)
    members.insert(len(members) if place is None else place, member)
    repacked(archive, members)
    refused(archive, tmp_path)


def test_members_that_are_doubled_missing_swapped_or_renamed_are_refused(archive, tmp_path):
    sound = members_of(archive)
    for place in (0, 1, 2, 5, len(sound) - 1):
        for members in (
            sound[:place] + sound[place + 1 :],
            [*sound[: place + 1], *sound[place:]],
            [*sound[:place], *reversed(sound[place : place + 2]), *sound[place + 2 :]],
        ):
            if [info.name for info, _ in members] == [info.name for info, _ in sound]:
                continue
            repacked(archive, members)
            refused(archive, tmp_path)


def test_a_forged_archive_with_right_sums_is_taken(archive, tmp_path):
    """Else the refusals below would prove nothing: what is not evidence can be forged, and says so in docs."""
    forge(archive, people=changed("name", "Другая"))
    put_back(archive, Settings(home=tmp_path / "target"))


@pytest.mark.parametrize(
    ("tables", "match"),
    [
        ({"journal": changed("actor", "Другой")}, "журнал не сходится"),
        ({"journal": lambda lines: lines[:-1]}, "кончается не там"),
        ({"journal": lambda lines: [*lines[:2], *lines[3:]]}, "журнал не сходится"),
        ({"documents": changed("organization_id", 99)}, "противоречат|ссылается"),
        ({"documents": changed("id", 1)}, "противоречат"),
        ({"documents": changed("kind", None)}, "противоречат"),
        ({"documents": changed("kind", 5)}, "не читается"),
        ({"documents": changed("date", "22.11.2026")}, "не читается"),
        ({"documents": changed("date", 5)}, "не читается"),
        ({"documents": changed("is_contract", 1)}, "не читается"),
        ({"documents": changed("revision", 1.0)}, "не читается"),
        ({"documents": changed("revision", True)}, "не читается"),
        ({"documents": changed("revision", 10**30)}, "не читается"),
        ({"documents": changed("supersedes_id", 10**6)}, "ссылается"),
        ({"documents": lambda lines: [lines[0][:-1], *(line[:-1] for line in lines[1:])]}, "другие столбцы"),
        ({"documents": lambda lines: [[*lines[0], "x"], *lines[1:]]}, "другие столбцы"),
        ({"documents": lambda lines: [lines[0], *(line[:-1] for line in lines[1:])]}, "не читается"),
        ({"documents": lambda lines: [lines[0], {}]}, "не читается"),
        ({"documents": lambda _: b"\xff\n"}, "не читается"),
        ({"documents": lambda _: b"[" * 100_000 + b"\n"}, "не читается"),
        ({"documents": lambda _: b""}, "не читается"),
        ({"documents": lambda lines: json.dumps(lines[0]).encode() + b"\n[1"}, "не читается"),
        ({"files": changed("sha256", "../../../evil")}, "не контрольная сумма"),
        ({"files": changed("sha256", None)}, "не контрольная сумма"),
        ({"files": changed("sha256", "A" * 64)}, "не контрольная сумма"),
        ({"files": changed("size", -1)}, "не контрольная сумма"),
        ({"files": changed("size", 5)}, "на месте"),
        ({"files": lambda lines: lines[:-1]}, "файлов не столько"),
        ({"files": lambda lines: [*lines, lines[-1]]}, "на месте"),
    ],
)
def test_rows_that_cannot_be_are_refused_though_all_sums_are_right(archive, tmp_path, tables, match):
    forge(archive, **tables)
    refused(archive, tmp_path, match)


def with_entry(**values):
    def change(manifest):
        manifest["tables"][0] |= values

    return change


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda manifest: manifest.update(revision="9999"), "более новой версией"),
        (lambda manifest: manifest.update(revision="0000"), "прежней версией"),
        (lambda manifest: manifest.update(version=2), "более новой версией"),
        (lambda manifest: manifest.update(version="1"), "не копия|не читается"),
        (lambda manifest: manifest.update(format="zip"), "не копия Первички"),
        (lambda manifest: manifest.update(made_at="2020-01-01T00:00:00Z"), "время"),
        (lambda manifest: manifest.update(made_at="yesterday"), "опись не читается"),
        (lambda manifest: manifest.update(extra=1), "опись не читается"),
        (lambda manifest: manifest["tables"].pop(), "не те таблицы"),
        (lambda manifest: manifest["tables"].reverse(), "не те таблицы"),
        (lambda manifest: manifest["files"].update(count=99), "файлов не столько"),
        (lambda manifest: manifest["files"].update(bytes=99), "файлов не столько"),
        (lambda manifest: manifest["journal"].update(events=1), "кончается не там"),
        (lambda manifest: manifest["journal"].update(hash="0" * 64), "кончается не там"),
        (with_entry(rows=7), "не столько строк"),
        (with_entry(size=0), "на месте"),
        (with_entry(size=10**12), "на месте"),
        (with_entry(size=-1), "опись не читается"),
        (with_entry(name="../evil"), "не те таблицы"),
        (with_entry(sha256="x"), "опись не читается"),
        (lambda _: [1], "не копия Первички"),
        (lambda _: "x" * 2_000_000, "не копия Первички"),
    ],
)
def test_a_manifest_that_cannot_be_is_refused_though_its_sum_is_right(archive, tmp_path, change, match):
    forge(archive, change)
    refused(archive, tmp_path, match)


def test_a_row_that_postgresql_cannot_hold_is_refused_and_changes_nothing(full, archive):
    if full.database.is_sqlite:
        return
    before = rows_of(full)
    for value in ("a\0b", "x" * 300):
        forge(archive, people=changed("login", value))
        with pytest.raises(BackupError, match="people"):
            put_back(archive, full.settings, replace=True)
    forge(archive, people=changed("login", "anna"), documents=changed("supersedes_id", 10**6))
    with pytest.raises(BackupError, match="ссылаются"):
        put_back(archive, full.settings, replace=True)
    assert rows_of(full) == before
