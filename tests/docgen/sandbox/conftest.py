"""Hostile files are let loose several at a time: each is a process that mostly waits for another core."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.docgen.sandbox.shooting import Outcome, shoot


@pytest.fixture(scope="module")
def outcome_of(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Outcome]]:
    """What came of a vector of the module; only those of the tests that were asked for are shot."""
    module = request.module
    asked = [item for item in request.session.items if getattr(item, "module", None) is module]
    names = [item.callspec.params["name"] for item in asked if hasattr(item, "callspec")]
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        shots = {name: pool.submit(shoot, module.VECTORS[name], module.render) for name in names}
        yield lambda name: shots[name].result()
