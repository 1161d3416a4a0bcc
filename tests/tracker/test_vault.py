"""The vault: a file is whole and safe before anybody speaks of it, and nobody loses one that is spoken of."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from hashlib import sha256

import pytest

from docgen.errors import OutputError
from tracker.errors import VaultError
from tracker.vault import Vault, collect_in, known_files, known_in, remember, strays_in

CONTENT = b"%PDF-1.7 a paper"
DIGEST = sha256(CONTENT).hexdigest()
LONG_AGO = 1_000_000
NOW = 2_000_000_000


@pytest.fixture
def vault(tmp_path) -> Vault:
    return Vault(tmp_path / "home" / "vault")


def names(vault):
    return sorted(path.name for path in vault.root.glob("*/*"))


def test_a_file_lies_under_its_digest_and_reads_back(vault):
    assert vault.put(CONTENT) == DIGEST
    assert vault.read(DIGEST) == CONTENT
    assert vault.path_of(DIGEST).parent.name == DIGEST[:2]
    vault.check(DIGEST, len(CONTENT))


def test_the_same_content_is_kept_once(vault):
    vault.put(CONTENT)
    vault.put(CONTENT)
    assert names(vault) == [DIGEST]
    assert vault.put(b"") == sha256(b"").hexdigest()
    assert vault.read(sha256(b"").hexdigest()) == b""


def test_a_damaged_file_is_mended_by_putting_it_again(vault):
    vault.put(CONTENT)
    place = vault.path_of(DIGEST)
    place.chmod(0o600)
    place.write_bytes(CONTENT[:-1] + b"X")
    with pytest.raises(VaultError, match="повреждён"):
        vault.read(DIGEST)
    vault.put(CONTENT)
    assert vault.read(DIGEST) == CONTENT


@pytest.mark.parametrize("place", [0, 7, len(CONTENT) - 1])
@pytest.mark.parametrize("bit", [1, 128])
def test_one_flipped_bit_is_seen(vault, place, bit):
    vault.put(CONTENT)
    path = vault.path_of(DIGEST)
    path.chmod(0o600)
    path.write_bytes(CONTENT[:place] + bytes([CONTENT[place] ^ bit]) + CONTENT[place + 1 :])
    with pytest.raises(VaultError, match=DIGEST):
        vault.check(DIGEST, len(CONTENT))


def test_a_missing_file_is_told(vault):
    with pytest.raises(VaultError, match=f"Файла {DIGEST} нет"):
        vault.check(DIGEST, 1)
    with pytest.raises(VaultError, match=f"Файла {DIGEST} нет"):
        vault.read(DIGEST)


def test_a_disk_that_fails_leaves_nothing_and_is_told_in_russian(vault, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    vault.put(b"other")
    before = names(vault)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="на диске нет места"):
        vault.put(CONTENT)
    assert names(vault) == before


def test_threads_may_put_the_same_file(vault):
    threads = [threading.Thread(target=vault.put, args=(CONTENT * 10_000,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(vault) == [sha256(CONTENT * 10_000).hexdigest()]


def test_a_killed_writer_leaves_no_half_under_a_digest(vault):
    script = (
        "import os, stat, sys; from pathlib import Path; from tracker.vault import Vault\n"
        "is_file = lambda descriptor: stat.S_ISREG(os.fstat(descriptor).st_mode)\n"
        "os.fsync = lambda descriptor: is_file(descriptor) and os.kill(os.getpid(), 9)\n"
        "Vault(Path(sys.argv[1])).put(b'a' * 100_000)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, vault.root], check=False)
    assert done.returncode == -9
    digest = sha256(b"a" * 100_000).hexdigest()
    assert names(vault) != [digest]
    assert not vault.path_of(digest).exists()
    assert [path for path, _ in strays_in(vault.path_of(digest).parent, set(), NOW)]


def test_only_old_files_of_no_row_are_strays(vault):
    digests = [vault.put(f"file {number}".encode()) for number in range(300)]
    for digest in digests[::2]:
        os.utime(vault.path_of(digest), (LONG_AGO, LONG_AGO))
    known = set(digests[::3])
    found = {path.name for folder in vault.folders() for path, _ in strays_in(folder, known, LONG_AGO + 1)}
    assert found == set(digests[::2]) - known


def test_strays_are_removed_with_their_sizes_told(vault):
    vault.put(CONTENT)
    place = vault.path_of(DIGEST)
    assert list(collect_in(place.parent, {DIGEST}, NOW)) == []
    assert list(collect_in(place.parent, set(), LONG_AGO)) == []
    assert list(collect_in(place.parent, set(), NOW)) == [len(CONTENT)]
    assert list(place.parent.iterdir()) == []


def test_a_stray_that_is_put_again_is_young_and_stays(vault):
    vault.put(CONTENT)
    place = vault.path_of(DIGEST)
    os.utime(place, (LONG_AGO, LONG_AGO))
    vault.put(CONTENT)
    assert list(collect_in(place.parent, set(), LONG_AGO + 1)) == []
    assert vault.read(DIGEST) == CONTENT


def test_a_stray_that_is_put_while_it_is_removed_stays(vault, monkeypatch):
    vault.put(CONTENT)
    place = vault.path_of(DIGEST)
    os.utime(place, (LONG_AGO, LONG_AGO))
    rename = type(place).rename

    def put_before(self, target):
        if self == place:
            vault.put(CONTENT)
        return rename(self, target)

    monkeypatch.setattr(type(place), "rename", put_before)
    assert list(collect_in(place.parent, set(), LONG_AGO + 1)) == []
    assert vault.read(DIGEST) == CONTENT


def test_a_file_that_a_killed_collector_took_comes_back_if_a_row_speaks_of_it(vault):
    vault.put(CONTENT)
    place = vault.path_of(DIGEST)
    place.rename(place.with_name(f".taken-{DIGEST}"))
    list(collect_in(place.parent, {DIGEST}, NOW))
    assert vault.read(DIGEST) == CONTENT
    place.rename(place.with_name(f".taken-{DIGEST}"))
    assert list(collect_in(place.parent, set(), NOW)) == [len(CONTENT)]
    assert list(place.parent.iterdir()) == []


def test_rows_of_files_are_written_once_and_read_in_pages(house):
    digests = sorted(house.vault.put(f"file {number}".encode()) for number in range(40))
    with house.database.write() as connection:
        for digest in [*digests, digests[0]]:
            remember(connection, digest, 7)
        first = known_files(connection, "", 25)
        assert [digest for digest, _ in [*first, *known_files(connection, first[-1][0], 25)]] == digests
        for prefix in {digest[:2] for digest in digests} | {"00", "ff", "9a"}:
            assert known_in(connection, prefix) == {digest for digest in digests if digest.startswith(prefix)}
