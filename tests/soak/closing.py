"""Kills the workers of a month's closing and checks each paper is there once: `./run soak closing --kills 30`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from tests.soak.kills import _database
from tests.tracker.closing import kills as harness
from tracker.settings import Settings


@click.command()
@click.option("--kills", type=int, default=3, show_default=True, help="how many workers are killed")
@click.option("--deals", type=int, default=30, show_default=True, help="deals to close; two papers each on average")
@click.option("--database", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="of the moments of death")
def main(kills: int, deals: int, database: str, seed: int) -> None:
    """Close a month, killing workers on the way. Exits with 1 if anything is amiss."""
    with tempfile.TemporaryDirectory() as warm:
        harness.prepare_process(Path(warm))
    with tempfile.TemporaryDirectory() as folder, _database(database) as at:
        settings = Settings(home=Path(folder), database_url=at)
        outcome = harness.close_with_kills(settings, deals=deals, kills=kills, seed=seed)
    click.echo(f"{database}: {outcome}")
    sys.exit(1 if outcome.faults or outcome.kills != kills else 0)


if __name__ == "__main__":
    main()
