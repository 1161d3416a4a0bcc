"""Digests: ГОСТ Р 34.11-2012 against the vectors of its standard, and what is not compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.signatures.digests import ALGORITHMS, MOST_GOST_BYTES, Comparer, algorithm_of, digest_of, why_not_compared
from tests.docgen.signatures.making import GOST_94, GOST_256, GOST_512, SHA_256

# GOST R 34.11-2012, appendix A (RFC 6986, 10.1 and 10.2), bytes in the order in which programs write them; the empty
# message and a whole block of zeros are vectors of other implementations.
FIRST = b"012345678901234567890123456789012345678901234567890123456789012"
SECOND = "Се ветри, Стрибожи внуци, веютъ с моря стрелами на храбрыя плъкы Игоревы".encode("cp1251")
LONG_FIRST = (
    "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
    "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48"
)
LONG_SECOND = (
    "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376"
    "035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28"
)
VECTORS = [
    (GOST_256, FIRST, "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"),
    (GOST_256, SECOND, "9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50"),
    (GOST_256, b"", "3f539a213e97c802cc229d474c6aa32a825a360b2a933a949fd925208d9ce1bb"),
    (GOST_256, bytes(64), "df1fda9ce83191390537358031db2ecaa6aa54cd0eda241dc107105e13636b95"),
    (
        GOST_512,
        FIRST,
        LONG_FIRST,
    ),
    (
        GOST_512,
        SECOND,
        LONG_SECOND,
    ),
]


@pytest.mark.parametrize(("oid", "message", "expected"), VECTORS)
def test_gost_digests_are_those_of_the_standard(oid: str, message: bytes, expected: str) -> None:
    assert digest_of(ALGORITHMS[oid], message).hex() == expected


@given(st.binary(max_size=200), st.binary(min_size=1, max_size=4))
def test_a_digest_is_of_this_content_and_of_no_other(content: bytes, more: bytes) -> None:
    for oid in (GOST_256, SHA_256):
        digest = digest_of(ALGORITHMS[oid], content)
        comparer = Comparer()
        assert comparer.is_equal(ALGORITHMS[oid], digest, content) is True
        assert comparer.is_equal(ALGORITHMS[oid], digest, content + more) is False


def test_contents_that_come_and_go_are_not_taken_for_each_other() -> None:
    """A cache by address would answer for a content that has died."""
    comparer = Comparer()
    known = ALGORITHMS[SHA_256]
    for number in range(200):
        content = b"%d" % number * 100
        assert comparer.is_equal(known, digest_of(known, content), content) is True
        del content


def test_what_would_take_minutes_is_not_compared_and_says_so() -> None:
    known = ALGORITHMS[GOST_256]
    large = bytes(MOST_GOST_BYTES + 1)
    assert Comparer(budget=10**9).is_equal(known, bytes(32), large) is None
    assert "больше 3 МБ" in why_not_compared(known, [large])
    comparer = Comparer(budget=100)
    assert comparer.is_equal(known, bytes(32), bytes(80)) is False
    assert comparer.is_equal(known, bytes(32), bytes(81)) is None
    assert comparer.is_equal(ALGORITHMS[SHA_256], bytes(32), bytes(10**6)) is False
    assert "не для всех" in why_not_compared(known, [b""])


@pytest.mark.parametrize(("oid", "told"), [(GOST_94, "ГОСТ Р 34.11-94"), ("1.2.3", "алгоритм 1.2.3")])
def test_an_algorithm_that_is_not_computed_is_named(oid: str, told: str) -> None:
    known = algorithm_of(oid)
    assert Comparer().is_equal(known, bytes(32), b"x") is None
    assert told in why_not_compared(known, [b"x"])
    with pytest.raises(KeyError):
        digest_of(known, b"x")
