"""Asking for work from any process."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from tracker.jobs.table import JOBS
from tracker.settings import Settings

if TYPE_CHECKING:
    from dbos import DBOSClient

DRIVE: Final = "drive"
"""Name of the workflow that every job is."""


def enqueue(settings: Settings, job: str, argument: int) -> None:
    """Asks for a job; one with the same argument that waits or is being done already is enough. Raises DatabaseError.

    Call it after the commit of what there is to do. A worker that runs takes it within a second; without one it waits.
    """
    from tracker.jobs.storage import client

    if job not in JOBS:
        raise ValueError(f"no job {job!r}")
    with client(settings) as asking:
        ask(asking, [(job, argument)])


def ask(asking: DBOSClient, keys: Iterable[tuple[str, int]]) -> None:
    """Asks for jobs by their name and argument."""
    from tracker.jobs.storage import VERSION

    for job, argument in keys:
        key = f"{job}:{argument}"
        asking.enqueue(
            {
                "workflow_name": DRIVE,
                "queue_name": job,
                "workflow_id": workflow_id(job, argument),
                "app_version": VERSION,
                "deduplication_id": key,
                "duplication_policy": "return-existing",
            },
            job,
            argument,
            0,
            0,
        )


def workflow_id(job: str, argument: int) -> str:
    """A new id, in which the job and its argument can be read."""
    return f"{job}:{argument}:{uuid4().hex}"


def key_of(workflow: str) -> tuple[str, int]:
    """The job and the argument of such an id."""
    job, argument, _ = workflow.split(":")
    return job, int(argument)
