"""What is committed works on any machine: no paths of one machine, no registry, scripts that can be run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MADE = {".git", ".venv", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__", "out", "var"}

# In pieces, so that this file does not find itself.
FORBIDDEN = re.compile(
    "|".join(
        [
            r"(?<![\w.])/(?:work|root)/" + r"\w",
            r"(?<![\w.])/(?:home|Users)/(?!user\b|me\b)" + r"\w",
            "/opt/" + "(?:wheels|pypi)",
            "/tmp/" + r"\w/",
            "(?:pypi|pythonhosted|npmjs)" + r"\.org\b(?!/project/)",
            r"(?:deb|security)\." + r"debian\.org",
            "--(?:extra-)?index-" + "url [^-]",
            "--find-" + "links [^-]",
        ]
    )
)


AS_PUBLISHED = (".min.js", ".min.css")
"""Files of others, kept byte for byte; manifests beside them tell their hashes."""


def known_to_git() -> list[Path]:
    """Tracked files and those that would be; none outside a checkout that git will read."""
    if not shutil.which("git"):
        return []
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=False).stdout.split(b"\0")
    return [ROOT / os.fsdecode(name) for name in names if name]


def files() -> list[Path]:
    found = known_to_git() or [path for path in ROOT.rglob("*") if not MADE & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in found if path.is_file())


def texts() -> list[tuple[str, str]]:
    found = []
    for path in files():
        data = path.read_bytes()
        if b"\0" not in data:
            found.append((path.relative_to(ROOT).as_posix(), data.decode("utf-8")))
    return found


def test_no_file_names_one_machine_or_a_registry() -> None:
    found = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for name, text in texts()
        for match in FORBIDDEN.finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "see /work" + "/main",
        "cd /root" + "/x",
        "/home" + "/anna/deal.yaml",
        "-f /opt" + "/wheels",
        "https://files.python" + "hosted.org/x",
    ],
)
def test_a_path_of_one_machine_would_be_seen(line: str) -> None:
    assert FORBIDDEN.search(line)


def test_text_files_end_with_one_line_feed_and_hold_no_carriage_returns() -> None:
    ours = [(name, text) for name, text in texts() if not name.endswith(AS_PUBLISHED)]
    wrong = [name for name, text in ours if text and ("\r" in text or not text.endswith("\n"))]
    assert wrong == []


def test_the_repository_stays_small() -> None:
    sizes = {path.relative_to(ROOT).as_posix(): path.stat().st_size for path in files()}
    assert {name: size for name, size in sizes.items() if size > 3_000_000} == {}


@pytest.mark.parametrize("name", ["run", ".ci/run"])
def test_a_script_can_be_run_and_has_no_errors_of_syntax(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
    done = subprocess.run(["bash", "-n", ROOT / name], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
