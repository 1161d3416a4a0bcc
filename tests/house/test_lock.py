"""The locks agree with pyproject.toml and with what the packages themselves require."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = {"requirements.lock": ("build",), "requirements-dev.lock": ("build", "dev")}


def locked(name: str) -> dict[str, Requirement]:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split(" --hash")[0] for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return {canonicalize_name(one.name): one for one in map(Requirement, lines)}


def asked(groups: tuple[str, ...]) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = list(project["project"]["dependencies"])
    for group in groups:
        lines += [line for line in project["dependency-groups"][group] if isinstance(line, str)]
    return [Requirement(line) for line in lines]


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
