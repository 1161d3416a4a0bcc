from __future__ import annotations

from tracker.facts import Authority
from web.commands.options import RIGHT


def test_every_right_that_the_tracker_knows_can_be_named():
    assert set(RIGHT.choices) == {authority.value for authority in Authority}
