"""Files: a ZIP whose bytes repeat, a folder that gets all of a result or none, a named file read with care."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from docgen.errors import OutputError

_PACKED_ALREADY = (".pdf", ".docx", ".xlsx", ".zip")
_FORBIDDEN_IN_NAMES = frozenset('\\/:*?"<>|')
_LONGEST_NAME = 80
_MOST_NAME_BYTES = 200  # file systems take 255, and an extension follows
_FILE_MODE = 0o644 << 16
_MOST_READ = 20_000_000
_REASONS = {  # what a system says in English
    errno.ENOSPC: "на диске нет места",
    errno.EDQUOT: "исчерпана квота на диске",
    errno.EFBIG: "файл больше, чем здесь разрешено",
    errno.EACCES: "нет прав на запись",
    errno.EPERM: "нет прав на запись",
    errno.EROFS: "диск только для чтения",
    errno.ENOENT: "нет такой папки",
    errno.ENOTDIR: "это не папка",
    errno.EEXIST: "это не папка",
    errno.ENAMETOOLONG: "слишком длинное имя",
    errno.EISDIR: "это папка, а нужен файл",
    errno.ENOTEMPTY: "туда же пишет другая программа",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file by its bare name."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """SHA-256 of the content, hexadecimal."""
        return sha256(self.content).hexdigest()


def safe_name(text: str) -> str:
    """A readable file name that every file system takes: no separators, no reserved signs, 80 characters, 200 bytes."""
    kept = "".join(
        "-" if char in _FORBIDDEN_IN_NAMES or not char.isprintable() else char for char in text.replace("\u00a0", " ")
    )
    short = kept[:_LONGEST_NAME].encode()[:_MOST_NAME_BYTES].decode(errors="ignore")
    return short.strip(" .") or "document"


def pack(files: Iterable[File], on: date) -> bytes:
    """A ZIP of the files in their order, every entry dated ``on``: the same files give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.name, (max(on.year, 1980), on.month, on.day, 0, 0, 0))
            entry.external_attr = _FILE_MODE
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_STORED if file.name.endswith(_PACKED_ALREADY) else zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.content)
    return stream.getvalue()


def write_folder(folder: Path, files: Sequence[File], replaced: Iterable[str] = ()) -> None:
    """Puts the files into ``folder``, made if need be: all of them, or none and the folder as it was.

    replaced: names of files of the former result, taken away in the same step. Raises OutputError in Russian.
    """
    made = _missing_parents(folder)
    is_new = folder in made
    place = folder.parent if is_new else folder
    staging: Path | None = None
    try:
        place.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".pervichka-", dir=place))
        _stage(staging, files)
        if is_new:  # one rename: even a killed process leaves no half of a folder
            (staging / "new").rename(folder)
        else:
            _swap(folder, staging, [file.name for file in files], set(replaced))
    except OSError as error:
        _remove(staging, made)
        raise unwritable(folder, error) from error
    except BaseException:
        _remove(staging, made)
        raise
    shutil.rmtree(staging, ignore_errors=True)


def refuse_unwritable(folder: Path) -> None:
    """Raises OutputError for a folder that would take no file; makes nothing. A full disk is told by writing alone."""
    try:
        with contextlib.suppress(FileNotFoundError):
            folder.lstat()  # a name too long, a file or a closed folder on the way
        place = next(path for path in (folder, *folder.absolute().parents) if os.path.lexists(path))
        Path(tempfile.mkdtemp(prefix=".pervichka-", dir=place)).rmdir()
    except OSError as error:
        raise unwritable(folder, error) from error


def read_file(path: Path, most: int = _MOST_READ) -> bytes:
    """A file that somebody named. Raises OutputError in Russian if it is not there, is no file or is too large."""
    try:
        if not path.is_file():
            reason = "это не файл" if path.exists() else "нет такого файла"
            raise OutputError(f"Не удалось прочитать «{path}»: {reason}. Проверьте имя и папку.")
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, f"ошибка ввода-вывода {error.errno}").replace("запись", "чтение")
        raise OutputError(f"Не удалось прочитать «{path}»: {reason}.") from error
    if len(content) > most:
        size = f"{most // 1_000_000} МБ" if most >= 1_000_000 else f"{most} байт"
        raise OutputError(f"Файл «{path}» больше {size}: проверьте, тот ли он, или уменьшите его.")
    return content


def write_file(path: Path, content: bytes) -> None:
    """Writes one file whole or not at all; its folder must be there. What is no file, a device, is left as it is."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise OutputError(f"Не удалось записать в «{path}»: это не обычный файл. Укажите имя файла.")
        descriptor, staged = tempfile.mkstemp(prefix=".pervichka-", dir=path.parent)
    except OSError as error:
        raise unwritable(path.parent, error) from error
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(staged).chmod(0o666 & ~_UMASK)
        Path(staged).replace(path)
    except OSError as error:
        Path(staged).unlink(missing_ok=True)
        raise unwritable(path, error) from error
    except BaseException:
        Path(staged).unlink(missing_ok=True)
        raise


def _read_umask() -> int:
    """It can be read only by setting it, so this is done once, before there are threads."""
    current = os.umask(0o077)
    os.umask(current)
    return current


_UMASK = _read_umask()


def _stage(staging: Path, files: Sequence[File]) -> None:
    (staging / "new").mkdir()
    (staging / "old").mkdir()
    for file in files:
        with (staging / "new" / file.name).open("wb") as stream:
            stream.write(file.content)
            stream.flush()
            os.fsync(stream.fileno())


def _swap(folder: Path, staging: Path, names: Sequence[str], replaced: set[str]) -> None:
    """Sets the old files aside, moves the new ones in; if anything fails, puts everything back."""
    aside: list[str] = []
    placed: list[str] = []
    try:
        for name in sorted(replaced | set(names)):
            _refuse_folder(folder / name)
            if os.path.lexists(folder / name):
                (folder / name).rename(staging / "old" / name)
                aside.append(name)
        for name in names:
            (staging / "new" / name).rename(folder / name)
            placed.append(name)
    except BaseException:
        for name in placed:
            (folder / name).unlink(missing_ok=True)
        for name in aside:
            (staging / "old" / name).rename(folder / name)
        raise


def _refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(f"«{path.name}» — папка, а должен быть файл")


def _missing_parents(folder: Path) -> list[Path]:
    """Folders that have to be made, the deepest first: they go again if nothing comes of it."""
    return [path for path in (folder, *folder.parents) if not os.path.lexists(path)]


def _remove(staging: Path | None, made: Sequence[Path]) -> None:
    if staging is not None:
        shutil.rmtree(staging, ignore_errors=True)
    for path in made:
        try:
            path.rmdir()
        except FileNotFoundError:
            continue
        except OSError:
            return


def unwritable(place: Path, error: OSError) -> OutputError:
    """The system's refusal in Russian: where, why and what to do."""
    is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    advice = f"{'Освободите место или укажите' if is_full else 'Укажите'} другое место; ничего не записано."
    reason = _REASONS.get(error.errno or 0, f"ошибка ввода-вывода {error.errno}" if error.errno else str(error))
    return OutputError(f"Не удалось записать в «{place}»: {reason}. {advice}")
