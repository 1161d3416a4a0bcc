"""The locks agree with pyproject.toml and with what the packages themselves require."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = {"requirements.lock": ("build",), "requirements-dev.lock": ("build", "dev")}
IMPORTERS = {"docgen": (), "tracker": (), "web": (), "tests": ("dev",)}


def locked(name: str) -> dict[str, Requirement]:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split(" --hash")[0] for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    pins = sorted(map(Requirement, lines), key=lambda one: applies(one, set()))  # of two, the one for this Python
    return {canonicalize_name(one.name): one for one in pins}


def asked(groups: tuple[str, ...]) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = list(project["project"]["dependencies"])
    for group in groups:
        lines += [line for line in project["dependency-groups"][group] if isinstance(line, str)]
    return [Requirement(line) for line in lines]


def imported(folder: str) -> Iterator[tuple[str, str]]:
    """Top-level names of the libraries that a folder's modules import, each with the module's path."""
    ours = {*sys.stdlib_module_names, "docgen", "tracker", "web", "tests"}
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            yield from ((name.split(".")[0], path.name) for name in names if name.split(".")[0] not in ours)


def applies(requirement: Requirement, extras: set[str]) -> bool:
    environment = default_environment()
    return not requirement.marker or any(
        requirement.marker.evaluate({**environment, "extra": extra}) for extra in extras or {""}
    )


def closure(roots: list[Requirement]) -> set[str]:
    """The names of all packages that these need on this machine, themselves included."""
    seen: set[tuple[str, frozenset[str]]] = set()
    queue = roots[:]
    while queue:
        one = queue.pop()
        key = (canonicalize_name(one.name), frozenset(one.extras))
        if key in seen:
            continue
        seen.add(key)
        needs = map(Requirement, distribution(one.name).requires or [])
        queue += [need for need in needs if applies(need, set(one.extras))]
    return {name for name, _ in seen}


@pytest.mark.parametrize(("lock", "groups"), LOCKS.items())
def test_each_dependency_is_pinned_at_a_version_that_pyproject_allows(lock: str, groups: tuple[str, ...]) -> None:
    pins = locked(lock)
    for requirement in asked(groups):
        (pin,) = pins[canonicalize_name(requirement.name)].specifier
        assert pin.operator == "=="
        assert requirement.specifier.contains(pin.version), f"{lock}: {pin} is not {requirement}"


@pytest.mark.parametrize(("folder", "groups"), IMPORTERS.items())
def test_each_library_that_is_imported_is_asked_for(folder: str, groups: tuple[str, ...]) -> None:
    declared = {canonicalize_name(requirement.name) for requirement in asked(groups)}
    owners = packages_distributions()
    undeclared = {
        f"{path} imports {name}"
        for name, path in imported(folder)
        if not declared & {canonicalize_name(owner) for owner in owners.get(name, [])}
    }
    assert undeclared == set()


@pytest.mark.parametrize(("lock", "groups"), LOCKS.items())
def test_a_lock_holds_what_is_needed_and_nothing_else(lock: str, groups: tuple[str, ...]) -> None:
    here = {name for name, pin in locked(lock).items() if applies(pin, set())}
    assert here == closure(asked(groups))


def test_the_program_is_tested_with_the_versions_it_is_run_with() -> None:
    run, test = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name: str(test.get(name)) for name in run} == {name: str(pin) for name, pin in run.items()}


@pytest.mark.parametrize("lock", LOCKS)
def test_each_pin_has_a_hash_and_the_lock_names_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[a-z0-9])", text.partition("\nannotated-types")[2]):
        assert "--hash=sha256:" in block, block.splitlines()[0]
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--(extra-)?index-url|--find-links)\b", text, re.MULTILINE)
