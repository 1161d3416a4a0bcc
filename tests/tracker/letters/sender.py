"""A worker of its own that sends letters until it is killed: python -m tests.tracker.letters.sender HOME URL SMTP."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from tracker.house import House
from tracker.letters.sending import send_waiting
from tracker.settings import Settings


def main() -> None:
    home, url, smtp = sys.argv[1:]
    house = House.open(Settings(home=Path(home), database_url=url, smtp_url=smtp, mail_from="docs@example.ru"))
    while send_waiting(house, 0, date(2026, 11, 23)) is not None:
        pass


if __name__ == "__main__":
    main()
