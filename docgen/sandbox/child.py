"""The limited process itself: imports what the job needs, ties its hands, puts up the walls, works, answers, ends."""

from __future__ import annotations

import importlib
import os
import pickle
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

from docgen.errors import DocgenError
from docgen.sandbox.errors import TooLargeError
from docgen.sandbox.explain import explained
from docgen.sandbox.jobs import Job, find_job
from docgen.sandbox.limits import Limits, tie
from docgen.sandbox.protocol import Answer, packed, packed_error


def main(asked: Mapping[str, Any]) -> NoReturn:
    """Does the job of ``asked`` on the payload from standard input and writes the answer to standard output."""
    limits = Limits(**asked["limits"])
    to_parent = _mouth()
    try:
        said = _said(find_job(asked["job"]), limits)
    except DocgenError as error:
        said = packed_error(error)
    except BaseException as error:  # noqa: BLE001  whatever happens here, the parent hears it as a refusal
        said = packed_error(explained(error))
    while said:
        said = said[os.write(to_parent, said) :]
    os._exit(0)  # nothing of what was loaded may run on


def _mouth() -> int:
    """The parent's pipe under another number, so that what a library prints is no part of the answer."""
    to_parent = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return to_parent


def _said(job: Job, limits: Limits) -> bytes:
    from docgen.sandbox.walls import raise_walls

    module, _, name = job.function.partition(":")
    function = getattr(importlib.import_module(module), name)
    for warm in job.warm:  # before the limits: so that Python may keep the bytecode of our own modules
        importlib.import_module(warm)
    tie(limits)
    payload = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  the parent wrote it
    raise_walls()
    answer: Answer = function(payload)
    if len(answer.data) > limits.answer:
        raise TooLargeError("Результат больше 64 МБ: уменьшите шаблон или разделите документ на части.")
    return packed(answer)
