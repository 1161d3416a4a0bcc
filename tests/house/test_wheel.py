"""An installed wheel works outside the checkout: the templates and fonts travel with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DISTRIBUTION = f"{_PROJECT['name']}-{_PROJECT['version']}.dist-info"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def data_of(folder: Path) -> set[str]:
    """Files of a folder that are not Python's, by path below it."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"} and not path.name.startswith(".")
    }


def test_the_wheel_carries_the_whole_template_library(installed: Path) -> None:
    ours = data_of(ROOT / "templates")
    assert {name for name in ours if name.endswith(".ttf")}, "the fonts of the templates are gone"
    assert data_of(installed / "docgen" / "templates") == ours


@pytest.mark.parametrize("package", ["docgen", "tracker", "web"])
def test_the_wheel_carries_the_code_and_data_of_each_package(installed: Path, package: str) -> None:
    carried = {path.relative_to(installed) for path in (installed / package).rglob("*.py")}
    assert carried == {path.relative_to(ROOT) for path in (ROOT / package).rglob("*.py")}
    ours = data_of(ROOT / package)
    assert ours <= data_of(installed / package)


def test_the_wheel_carries_nothing_else(installed: Path) -> None:
    assert {path.name for path in installed.iterdir()} == {"docgen", "tracker", "web", DISTRIBUTION}


def test_the_same_tree_gives_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_installed_program_lists_its_kinds_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "web.cli", "kinds", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "supply_contract" in json.dumps(json.loads(done.stdout))


def test_the_installed_program_makes_a_kit_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "web.cli", "demo", "--once", "-o", str(tmp_path / "out")]
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "kit.pdf").read_bytes().startswith(b"%PDF-")
