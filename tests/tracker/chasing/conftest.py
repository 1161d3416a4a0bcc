from __future__ import annotations

import pytest

from tests.tracker.chasing.desk import Desk, open_desk
from tracker.house import House


@pytest.fixture
def desk(house: House) -> Desk:
    """A client with a contact, a manager, control and a lawyer; each of them has an address."""
    return open_desk(house)
