"""What tests of backups share: where a house is restored to, and archives that a forger makes."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import tarfile
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from tests.tracker.furnished import TODAY, furnish
from tracker.backup import backup, restore
from tracker.house import House
from tracker.settings import Settings

NOW = datetime(2026, 11, 22, 12, 30, 15, 123456, tzinfo=UTC)


@contextmanager
def opened(settings):
    house = House.open(settings, lambda: NOW)
    yield house
    house.close()


def small_archive(template: Path, folder: Path) -> Path:
    """An archive of a small house in SQLite, which stands in the folder «source»."""
    made = _made_once(template)
    shutil.copytree(made / "source", folder / "source")
    shutil.copy(made / "archive.tar", folder)
    return folder / "archive.tar"


@cache
def _made_once(template: Path) -> Path:
    """The folder with both, which tests copy: a hundred of them begin with a sound archive."""
    folder = template.parent / "small-archive"
    home = folder / "source"
    home.mkdir(parents=True)
    shutil.copy(template, home / "pervichka.db")
    with opened(Settings(home=home)) as house:
        furnish(house, folder, deals=3, papers=3)
        backup(house, folder / "archive.tar", NOW)
    return folder


def put_back(archive, settings, *, replace=False):
    return restore(archive, settings, replace=replace, now=NOW, today=TODAY)


def everything_of(folder: Path) -> dict[str, bytes]:
    """All files, but for those that SQLite keeps beside a database that is open or was killed."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm")))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def members_of(archive) -> list[tuple[tarfile.TarInfo, bytes]]:
    with tarfile.open(archive) as tar:
        return [(info, tar.extractfile(info).read()) for info in tar.getmembers()]


def repacked(archive, members):
    """The archive as a forger makes it anew with tar's own means."""
    with tarfile.open(archive, "w", format=tarfile.GNU_FORMAT) as tar:
        for info, content in members:
            info.size = len(content) if info.isreg() else 0
            tar.addfile(info, io.BytesIO(content))


def forge(archive, change_manifest=None, **tables):
    """Changes rows of tables, as lists, and what the manifest says, with all sums made right again."""
    members = {info.name: (info, content) for info, content in members_of(archive)}
    manifest = json.loads(members["manifest.json"][1])
    for entry in manifest["tables"]:
        if entry["name"] in tables:
            info, content = members[f"tables/{entry['name']}.jsonl.gz"]
            lines = [json.loads(line) for line in gzip.decompress(content).splitlines()]
            made = tables[entry["name"]](lines)
            spelled = made if isinstance(made, bytes) else b"".join(json.dumps(line).encode() + b"\n" for line in made)
            packed = gzip.compress(spelled)
            members[info.name] = (info, packed)
            entry |= {"sha256": sha256(packed).hexdigest(), "size": len(packed), "rows": spelled.count(b"\n") - 1}
    if change_manifest:
        made = change_manifest(manifest)
        manifest = made if isinstance(made, list | str) else manifest
    told = json.dumps(manifest).encode()
    members["manifest.json"] = (members["manifest.json"][0], told)
    line = f"{sha256(told).hexdigest()}  manifest.json\n".encode()
    members["manifest.sha256"] = (members["manifest.sha256"][0], line)
    repacked(archive, members.values())


def changed(column, value):
    """Sets a column of the last row."""

    def change(lines):
        lines[-1][lines[0].index(column)] = value
        return lines

    return change
