"""Durable background work: what was asked for is done, whoever is killed meanwhile. The only room that knows DBOS.

``table.JOBS`` names every job. A job is two functions of the room that does the work:

    step(house: House, argument: int, today: date) -> float | None

does a little (a second or two, so that a worker can stop between two calls) and answers in how many seconds it wants
to be called again: 0 at once, 30.0 after half a minute (a mail server is down), None when nothing is left to do.

    waiting(house: House) -> Sequence[int]

answers the arguments for which there is something to do now. After ``step`` has answered None for an argument, it is
not among them; an argument that waits for its time (``step`` answered 30.0) may be.

The truth of the work is in the tables of its own room: a step is called again after kill -9, and what it did before
must be found done. DBOS only drives: it remembers what was asked, sees to it that no job with the same argument runs
twice at once, waits across restarts, and goes on where a killed worker left off. So its own database
(``PERVICHKA_HOME/jobs.sqlite3``, or the schema «pervichka_jobs» of PostgreSQL) can be lost without losing any work:
a worker asks every job what is waiting.

    enqueue(house.settings, "batch", batch_id)      # from any process, after the commit of what is to be done
    run(house, until_idle=True, today=...)          # a worker in this process, until nothing is left
"""

from __future__ import annotations

from tracker.jobs.queueing import enqueue
from tracker.jobs.worker import run

__all__ = ["enqueue", "run"]
