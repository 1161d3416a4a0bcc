"""The table of jobs names functions that there are."""

from __future__ import annotations

from importlib import import_module

import pytest

from tracker.jobs.table import JOBS


@pytest.mark.parametrize("place", [place for job in JOBS.values() for place in (job.step, job.waiting)])
def test_a_job_is_a_function_of_its_room(place):
    module, _, function = place.partition(":")
    assert callable(getattr(import_module(module), function))
