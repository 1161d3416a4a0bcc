"""Kills writers many times and checks that nothing acknowledged is lost: `./run soak kills --kills 100`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from tests import postgres
from tests.tracker import kills as harness
from tracker.settings import Settings


@click.command()
@click.option("--kills", type=int, default=100, show_default=True, help="how many writers are killed")
@click.option("--database", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True)
@click.option("--seconds", type=float, default=0.0, help="how long the writers work before the first is killed")
@click.option("--seed", type=int, default=1, show_default=True, help="of the moments of death")
def main(kills: int, seconds: float, database: str, seed: int) -> None:
    """Kill writers and look at what is left. Exits with 1 if anything is amiss."""
    with tempfile.TemporaryDirectory() as folder, _database(database) as at:
        settings = Settings(home=Path(folder), database_url=at)
        outcome = harness.run(settings, kills=kills, seed=seed, seconds=seconds)
    click.echo(f"{database}: {outcome}")
    sys.exit(1 if outcome.faults else 0)


@contextmanager
def _database(name: str) -> Iterator[str | None]:
    if name == "sqlite":
        yield None
        return
    with postgres.cluster(fsync=True) as cluster, cluster.database() as made:
        yield made


if __name__ == "__main__":
    main()
