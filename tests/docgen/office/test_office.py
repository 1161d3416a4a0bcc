"""LibreOffice kept open: the same words, one paper at a time, replaced when it dies, nothing fetched, nothing left."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from docgen import office
from docgen.intake import read_kit
from docgen.kit import render
from docgen.library import audiences, find_kind
from docgen.office import OfficeError, instance, program, room, warden
from docgen.office.instance import Office
from tests.docgen.office.toys import (
    archive,
    document,
    docx_words,
    macro_document,
    open_pipes,
    pdf_text,
    pictures,
    processes,
)

ROOT = Path(__file__).resolve().parents[3]
LONG = 60.0
FOOTER = re.compile(r"Поставщик|Покупатель|Страница|из|\d+|_+")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temp folder of this test's own, to see what is left in it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def opened(temporary: Path) -> Iterator[Office]:
    """An office of this test's own; afterwards nothing of it is left: no process, no folder."""
    made = Office()
    try:
        yield made
    finally:
        made.close()
    assert processes(temporary) == []
    assert list(temporary.iterdir()) == []


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Path]]:
    """An office for several tests, and its temp folder; it was started from an environment full of what is ours."""
    made, folder = Office(), tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as ours:
        ours.setattr(tempfile, "tempdir", str(folder))
        ours.setenv("PERVICHKA_SECRET", "x")
        ours.setenv("FONTCONFIG_FILE", "/nowhere/fonts.conf")  # as docgen.pdf leaves it
        try:
            yield made, folder
        finally:
            made.close()
    assert processes(folder) == []
    assert list(folder.iterdir()) == []


def until(is_so) -> bool:
    """Whether it becomes so within 10 s."""
    return any(is_so() or threading.Event().wait(0.05) for _ in range(200))


@pytest.mark.office
def test_a_paper_becomes_a_pdf_with_its_words_its_properties_and_the_same_bytes_each_time() -> None:
    kind = find_kind("supply_contract")
    paper = render(read_kit(kind.folder / "sample.yaml", audiences()).snapshot, kind, "docx")
    made = office.docx_to_pdf(paper, seconds=LONG)
    try:
        assert office.docx_to_pdf(paper, seconds=LONG) == made
    finally:
        office.close()
    text = pdf_text(made).replace("\ufffe", "-")
    written, drawn = docx_words(paper), Counter(text.split())
    broken = written - drawn  # long words in narrow cells
    assert all(word in "".join(text.split()) for word in broken)
    assert sum(broken.values()) <= 2
    assert [word for word in drawn - written if not FOOTER.fullmatch(word) and word not in " ".join(broken)] == []
    assert b"/CreationDate(D:20261122000000" in made


@pytest.mark.office
def test_threads_wait_for_each_other_and_each_gets_its_own_paper(shared: tuple[Office, Path]) -> None:
    texts = [f"Договор № {number}" for number in range(4)]
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda text: shared[0].convert(document(text), LONG), texts))
    assert [" ".join(pdf_text(one).split()) for one in made] == texts


@pytest.mark.office
def test_libreoffice_is_limited_and_knows_nothing_of_our_environment(shared: tuple[Office, Path]) -> None:
    opened, folder = shared
    opened.convert(document("Договор"), LONG)
    [running] = processes(folder, "soffice.bin")
    told = Path(f"/proc/{running}/environ").read_text("utf-8").split("\0")
    limits = Path(f"/proc/{running}/limits").read_text("utf-8").splitlines()
    most = {line[:26].strip(): line[26:].split()[0] for line in limits}
    [private] = folder.iterdir()
    assert not [value for value in told if "SECRET" in value or "/nowhere" in value or "PYTHON" in value]
    assert {f"HOME={private}/home", f"FONTCONFIG_FILE={private}/fonts.conf"} <= set(told)
    assert most["Max address space"] == str(warden.LIMITS["RLIMIT_AS"])
    assert most["Max cpu time"] == str(warden.LIMITS["RLIMIT_CPU"])
    assert private.stat().st_mode & 0o777 == 0o700
    assert list((private / "work").iterdir()) == []


@pytest.mark.office
def test_what_libreoffice_cannot_open_is_told_and_does_not_spoil_the_next_paper(shared: tuple[Office, Path]) -> None:
    with pytest.raises(OfficeError, match="не смог открыть документ"):
        shared[0].convert(archive("[Content_Types].xml", "_rels/.rels"), LONG)
    assert "Договор" in pdf_text(shared[0].convert(document("Договор"), LONG))


@pytest.mark.office
def test_a_killed_a_hanging_and_an_abandoned_libreoffice_are_replaced(opened: Office, temporary: Path) -> None:
    opened.convert(document("один"), LONG)
    [killed] = processes(temporary, "soffice.bin")
    os.kill(killed, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as threads:
        at_work = threads.submit(opened.convert, document("два"), LONG)
        assert until(lambda: len(processes(temporary, "oosplash")) > 1)
        os.killpg(os.getpgid(killed), signal.SIGKILL)
        assert "два" in pdf_text(at_work.result())

    [hanging] = processes(temporary, "soffice.bin")
    os.kill(hanging, signal.SIGSTOP)
    with pytest.raises(OfficeError, match=r"не сделал PDF за 0\.5 с"):
        opened.convert(document("три"), 0.5)
    assert hanging not in processes(temporary)
    assert "четыре" in pdf_text(opened.convert(document("четыре"), LONG))

    [abandoned] = processes(temporary, "soffice.bin")
    [keeper] = [pid for pid in processes(temporary) if b"warden.py" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    listening = open_pipes(temporary)
    os.kill(keeper, signal.SIGKILL)
    assert "пять" in pdf_text(opened.convert(document("пять"), LONG))
    assert abandoned not in processes(temporary)
    assert listening
    assert not any(pipe.exists() for pipe in listening)


@pytest.fixture
def listening() -> Iterator[tuple[str, list[str]]]:
    """A web server of this machine and what was asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_OPTIONS = do_GET  # noqa: N815  names that http.server asks for

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.02,))
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}/x.png", asked
        server.shutdown()
        serving.join()


@pytest.mark.office
def test_linked_pictures_are_neither_fetched_nor_read_even_where_the_network_cannot_be_cut_off(
    opened: Office, listening: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "_without_network", tuple)
    address, asked = listening
    Image.new("RGB", (9, 9), "red").save(tmp_path / "secret.png")
    made = opened.convert(document("Договор", linked=(address, (tmp_path / "secret.png").as_uri())), LONG)
    assert (asked, pictures(made), pdf_text(made).strip()) == ([], 0, "Договор")


@pytest.mark.office
def test_without_the_settings_the_picture_would_be_fetched_but_there_is_no_network(
    opened: Office, listening: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "SETTINGS", ())
    address, asked = listening
    paper = document("Договор", linked=(address,))
    opened.convert(paper, LONG)
    is_cut_off = bool(instance._without_network())
    assert bool(asked) != is_cut_off


@pytest.mark.office
@pytest.mark.parametrize("is_trusted", [False, True])
def test_a_macro_that_runs_where_macros_are_trusted_does_not_run_here(
    temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_trusted: bool
) -> None:
    if is_trusted:
        monkeypatch.setattr(room, "SETTINGS", (("Office.Common/Security/Scripting", "MacroSecurityLevel", 0),))
    canary, private = tmp_path / "canary", room.make_room()
    (private / "macro.fodt").write_text(macro_document(canary), encoding="utf-8")
    profile = (private / "profile").as_uri()
    start = [program.launcher(), f"-env:UserInstallation={profile}", "--headless", "--norestore"]
    quiet = {
        "cwd": private,
        "env": room.environment(private),
        "stderr": subprocess.DEVNULL,
        "stdout": subprocess.DEVNULL,
    }
    subprocess.run([*start, "--terminate_after_init"], **quiet, check=True)
    running = subprocess.Popen([*start, "macro.fodt"], **quiet, process_group=0)
    try:
        assert until(lambda: any(pipe.exists() for pipe in warden.pipes(profile)))
        subprocess.run([*start, "--convert-to", "pdf", "macro.fodt"], **quiet, check=True)  # after what came before it
        assert until(canary.exists) if is_trusted else not canary.exists()
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        for pipe in warden.pipes(profile):
            pipe.unlink(missing_ok=True)
        room.remove_room(private)


@pytest.mark.office
def test_cyrillic_is_drawn_on_a_machine_without_fonts(opened: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = room._fonts_conf
    monkeypatch.setattr(room, "_fonts_conf", lambda folder: whole(folder).replace("/etc/fonts", "/nowhere"))
    monkeypatch.setenv("HOME", "/nowhere")
    for font, shipped in (("Arial", b"+PTSans-Regular"), ("Times New Roman", b"+PTSerif-Regular")):
        made = opened.convert(document("Договор № 5 — «Ёлка» 1 450,00 ₽", font=font), LONG)
        assert shipped in made
        assert pdf_text(made).strip() == "Договор № 5 — «Ёлка» 1 450,00 ₽"


@pytest.mark.office
def test_after_many_papers_libreoffice_is_started_anew(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warden, "PAPERS", 2)
    private = room.make_room()
    (private / "work/paper.docx").write_bytes(document("Договор"))
    keeper = warden.Keeper(private, program.launcher())
    try:
        assert keeper.convert(LONG) == warden.MADE
        assert len(processes(temporary, "soffice.bin")) == 1
        assert keeper.convert(LONG) == warden.MADE
        assert until(lambda: not processes(temporary))
    finally:
        keeper.end()
        room.remove_room(private)


@pytest.mark.office
def test_when_our_process_is_killed_nothing_is_left_though_a_forked_child_lives_on(temporary: Path) -> None:
    script = """
import os, sys, threading
from docgen import office
from tests.docgen.office.toys import document
office.docx_to_pdf(document("Договор"), seconds=60)
child = os.fork()
if child:
    print(child, flush=True)
threading.Event().wait(60)
"""
    environment = os.environ | {"TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, env=environment, stdout=subprocess.PIPE) as ours:
        child = int(ours.stdout.readline())
        try:
            assert processes(temporary, "soffice.bin")
            listening = open_pipes(temporary)
            ours.kill()
            ours.wait()
            assert until(lambda: not processes(temporary) and not list(temporary.iterdir()))
        finally:
            os.kill(child, signal.SIGKILL)
    assert listening
    assert not any(pipe.exists() for pipe in listening)


@pytest.mark.office
def test_the_version_is_told() -> None:
    assert int(office.version().split(".")[0]) >= 7


@pytest.mark.parametrize("content", [b"<html><img src='http://x'></html>", b"{\\rtf1}", archive("content.xml"), b""])
def test_what_is_no_docx_never_reaches_libreoffice(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office._office, "convert", lambda *_: pytest.fail("it was handed over"))
    with pytest.raises(OfficeError, match="Это не DOCX"):
        office.docx_to_pdf(content)


def test_where_libreoffice_is_missing_one_line_tells_what_to_install(
    monkeypatch: pytest.MonkeyPatch, temporary: Path
) -> None:
    monkeypatch.setattr(program, "COMMANDS", ())
    monkeypatch.setattr(program, "PLACES", ())
    assert not office.is_installed()
    with pytest.raises(OfficeError, match="sudo apt install libreoffice-writer-nogui") as told:
        Office().convert(document("Договор"), LONG)
    assert "\n" not in str(told.value)
    assert list(temporary.iterdir()) == []


def test_a_snap_is_passed_over_and_the_quick_launcher_is_preferred(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("snap", "a/soffice", "a/oosplash", "b/soffice"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch(0o755)
    (tmp_path / "soffice").symlink_to("snap")
    monkeypatch.setattr(program, "COMMANDS", ())
    monkeypatch.setattr(program, "PLACES", (str(tmp_path / "soffice"), str(tmp_path / "b/soffice")))
    assert program.launcher() == str(tmp_path / "b/soffice")
    monkeypatch.setattr(program, "PLACES", (str(tmp_path / "soffice"), str(tmp_path / "a/soffice")))
    assert program.launcher() == str(tmp_path / "a/oosplash")
