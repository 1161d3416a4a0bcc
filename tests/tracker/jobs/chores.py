"""A job for tests. Its work is a file of lines to do; what is done goes into another file, a line at a time.

Run as a program it is a worker: ``python -m tests.tracker.jobs.chores HOME URL [--until-idle]``.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

from tracker.errors import TrackerError
from tracker.house import House
from tracker.jobs import run, table
from tracker.settings import Settings

TODAY = date(2026, 11, 30)
TABLE = {
    name: table.Job(step=f"{__name__}:{step}", waiting=f"{__name__}:waiting")
    for name, step in (("chore", "do_one"), ("other", "put_off"))
}


def ask_for(house: House, argument: int, *lines: str) -> None:
    _to_do(house, argument).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def done(house: House) -> list[str]:
    path = house.settings.home / "done"
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def do_one(house: House, argument: int, today: date) -> float | None:
    """Does the first line that is not done: «fail» fails once, «slow…» takes a while, «later» is put off once."""
    assert today == TODAY
    left = _left(house, argument)
    if not left:
        return None
    match left[0]:
        case "fail" if _is_first_time(house, "fail"):
            raise TrackerError("не вышло")
        case "later" if _is_first_time(house, "later"):
            return 0.3
        case line if line.startswith("slow"):
            time.sleep(0.2)
    with (house.settings.home / "done").open("a", encoding="utf-8") as stream:
        stream.write(f"{left[0]}\n")
    return 0


def put_off(house: House, argument: int, today: date) -> float | None:
    """Waits for an hour, whatever there is."""
    _is_first_time(house, "put-off")
    return 3600.0


def waiting(house: House) -> list[int]:
    found = [int(path.name.removeprefix("do-")) for path in house.settings.home.glob("do-*")]
    return [argument for argument in found if _left(house, argument)]


def _to_do(house: House, argument: int) -> Path:
    return house.settings.home / f"do-{argument}"


def _left(house: House, argument: int) -> list[str]:
    path = _to_do(house, argument)
    lines = path.read_text(encoding="utf-8").split() if path.exists() else []
    was = set(done(house))
    return [line for line in lines if line not in was]


def _is_first_time(house: House, name: str) -> bool:
    path = house.settings.home / f"was-{name}"
    is_first = not path.exists()
    path.touch()
    return is_first


def main(home: str, url: str, *options: str) -> None:
    table.JOBS = TABLE
    settings = Settings(home=Path(home), database_url=url)
    house = House.open(settings)
    print("ready", flush=True)  # noqa: T201
    run(house, until_idle="--until-idle" in options, today=lambda: TODAY, jobs=["chore"])
    house.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
