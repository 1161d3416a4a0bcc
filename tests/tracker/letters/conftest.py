from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.tracker.letters.mailroom import Mailroom, Office, connect, open_mailroom, open_office
from tracker.house import House


@pytest.fixture
def office(house: House) -> Office:
    return open_office(house)


@pytest.fixture
def room(house: House) -> Iterator[Mailroom]:
    """A server of one's own; the house sends to it."""
    with open_mailroom() as opened:
        connect(house, opened)
        yield opened
