from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from docgen.errors import InputError
from docgen.intake import KitOrder, read_kit


def _pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


PDF = _pdf()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a catalogue, and a secret outside it."""
    (tmp_path / "secret.pdf").write_bytes(PDF)
    folder = tmp_path / "deal"
    (folder / "files").mkdir(parents=True)
    (folder / "catalogue.pdf").write_bytes(PDF)
    (folder / "files" / "буклет №1.pdf").write_bytes(PDF)
    return folder


@pytest.fixture
def attach(folder: Path, sample: Callable[[], Any], kinds: dict[str, str]) -> Callable[[str], KitOrder]:
    def read(name: str) -> KitOrder:
        data = sample() | {"attachments": [{"title": "Каталог 2026", "file": name}]}
        file = folder / "kit.json"
        file.write_text(json.dumps(data), encoding="utf-8")
        return read_kit(file, kinds)

    return read


@pytest.mark.parametrize("name", ["catalogue.pdf", "./catalogue.pdf", "files/буклет №1.pdf"])
def test_a_pdf_inside_the_folder_is_taken(name: str, attach: Callable[[str], KitOrder]) -> None:
    (attachment,) = attach(name).attachments
    assert attachment.title == "Каталог 2026"
    assert len(PdfReader(io.BytesIO(attachment.content)).pages) == 1


def test_the_folder_of_a_linked_kit_file_is_where_the_link_is(
    folder: Path, sample: Callable[[], Any], kinds: dict[str, str], tmp_path: Path
) -> None:
    data = sample() | {"attachments": [{"title": "Каталог", "file": "catalogue.pdf"}]}
    (tmp_path / "kit.json").write_text(json.dumps(data), encoding="utf-8")
    (folder / "link.json").symlink_to(tmp_path / "kit.json")
    assert [file.title for file in read_kit(folder / "link.json", kinds).attachments] == ["Каталог"]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("../secret.pdf", "в папке этого файла"),
        ("files/../../secret.pdf", "в папке этого файла"),
        ("files/../catalogue.pdf", "в папке этого файла"),
        ("..\\secret.pdf", "в папке этого файла"),
        ("/etc/hostname", "в папке этого файла"),
        ("\\\\server\\share\\x.pdf", "в папке этого файла"),
        ("C:\\x.pdf", "в папке этого файла"),
        ("c:x.pdf", "в папке этого файла"),
        ("link.pdf", "в папке этого файла"),
        ("linked/secret.pdf", "в папке этого файла"),
        ("нет.pdf", "нет: проверьте имя"),
        ("dangling.pdf", "нет: проверьте имя"),
        ("catalogue.pdf/x", "не читается"),
        ("loop.pdf", "не читается"),
        ("x" * 400, "не читается"),
        ("files", "папка или устройство"),
        (".", "папка или устройство"),
        ("pipe.pdf", "папка или устройство"),
        ("text.pdf", "это не PDF"),
        ("late.pdf", "это не PDF"),
        ("empty.pdf", "это не PDF"),
    ],
)
def test_any_other_file_is_refused(name: str, part: str, attach: Callable[[str], KitOrder], folder: Path) -> None:
    (folder / "link.pdf").symlink_to(folder.parent / "secret.pdf")
    (folder / "linked").symlink_to(folder.parent)
    (folder / "dangling.pdf").symlink_to(folder / "nothing.pdf")
    (folder / "loop.pdf").symlink_to(folder / "loop.pdf")
    (folder / "text.pdf").write_text("каталог", encoding="utf-8")
    (folder / "late.pdf").write_bytes(b"\n" + PDF)
    (folder / "empty.pdf").touch()
    os.mkfifo(folder / "pipe.pdf")
    with pytest.raises(InputError) as caught:
        attach(name)
    (fault,) = caught.value.faults
    assert fault.path == "attachments[0].file"
    assert part in fault.message


def test_a_link_inside_the_folder_is_taken(attach: Callable[[str], KitOrder], folder: Path) -> None:
    (folder / "newest.pdf").symlink_to("catalogue.pdf")
    assert attach("newest.pdf").attachments == attach("catalogue.pdf").attachments


def test_a_file_that_may_not_be_read_is_told(
    attach: Callable[[str], KitOrder], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed = Path.open

    def refuse(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path.name == "catalogue.pdf":
            raise PermissionError
        return allowed(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)  # root may read everything, so the right cannot be taken away
    with pytest.raises(InputError, match="нет права"):
        attach("catalogue.pdf")


def test_a_broken_pdf_is_told_with_all_other_faults(
    folder: Path, sample: Callable[[], Any], kinds: dict[str, str]
) -> None:
    (folder / "catalogue.pdf").write_bytes(PDF[:200])
    data = sample() | {"attachments": [{"title": "Каталог", "file": "catalogue.pdf"}], "extra": 1}
    (folder / "kit.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_kit(folder / "kit.json", kinds)
    assert {fault.path for fault in caught.value.faults} == {"attachments[0].file", "extra"}
