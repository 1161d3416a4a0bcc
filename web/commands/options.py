"""Keys and types of values that many commands share."""

from __future__ import annotations

from pathlib import Path

import click

DAY = click.DateTime(["%Y-%m-%d"])
PATH = click.Path(path_type=Path, readable=False)
"""What cannot be read is told by whoever reads it, in Russian."""

RIGHT = click.Choice(["head", "power_of_attorney", "circumstances", "approved", "none", "unknown"])
"""By what right a client's signature was given: values of ``tracker.facts.Authority``."""

today_option = click.option("--today", metavar="ДАТА", help="Рабочий день; по умолчанию PERVICHKA_TODAY или сегодня.")
