import pytest

from docgen.thawing import FrozenSnapshotError, thaw


def test_what_is_no_snapshot_is_refused():
    for frozen in ({}, {"seller": 1}, {"terms": {"payments": [{"amount": {"kopecks": "много"}}]}}):
        with pytest.raises(FrozenSnapshotError, match="непонятны"):
            thaw(frozen)
