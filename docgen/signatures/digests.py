"""Digests of signed files: which algorithms are known, and whether a digest is that of a file.

ГОСТ Р 34.11-2012 («Стрибог», RFC 6986) is computed by a library in pure Python, some 180 KB in a second, so there is a
limit to what is compared; ГОСТ Р 34.11-94 is not computed at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

MOST_GOST_BYTES: Final = 3_000_000
"""A larger file is not compared by ГОСТ Р 34.11-2012: it would take more than a quarter of a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Algorithm:
    """A digest algorithm. ``name``: of hashlib or gostcrypto; None for one that is only recognised."""

    label: str
    name: str | None = None
    is_gost: bool = False


ALGORITHMS: Final = {
    "1.3.14.3.2.26": Algorithm(label="SHA-1", name="sha1"),
    "2.16.840.1.101.3.4.2.1": Algorithm(label="SHA-256", name="sha256"),
    "2.16.840.1.101.3.4.2.2": Algorithm(label="SHA-384", name="sha384"),
    "2.16.840.1.101.3.4.2.3": Algorithm(label="SHA-512", name="sha512"),
    "1.2.643.7.1.1.2.2": Algorithm(label="ГОСТ Р 34.11-2012, 256 бит", name="streebog256", is_gost=True),
    "1.2.643.7.1.1.2.3": Algorithm(label="ГОСТ Р 34.11-2012, 512 бит", name="streebog512", is_gost=True),
    "1.2.643.2.2.9": Algorithm(label="ГОСТ Р 34.11-94"),
}
"""By object identifier, from ITU-T and TC 26 registries."""


def algorithm_of(oid: str) -> Algorithm:
    """The algorithm; one that nobody here knows is called by its identifier."""
    return ALGORITHMS.get(oid) or Algorithm(label=f"алгоритм {oid}")


def digest_of(algorithm: Algorithm, content: bytes) -> bytes:
    """The digest. Raises KeyError for an algorithm that is only recognised."""
    if algorithm.name is None:
        raise KeyError(algorithm.label)
    if not algorithm.is_gost:
        return hashlib.new(algorithm.name, content, usedforsecurity=False).digest()
    from gostcrypto.gosthash.gost_34_11_2012 import new

    # The whole file at once: between calls the library loses a piece that ends with a block.
    return bytes(new(algorithm.name, data=bytearray(content)).digest())


@dataclass(slots=True)
class Comparer:
    """Compares digests with files; a digest is computed once for a file, ГОСТ up to ``budget`` bytes of all files."""

    budget: int = MOST_GOST_BYTES
    _known: dict[tuple[str, int], tuple[bytes, bytes | None]] = field(default_factory=dict)

    def is_equal(self, algorithm: Algorithm, digest: bytes, content: bytes) -> bool | None:
        """Whether the digest is the content's; None if that is not computed."""
        if algorithm.name is None:
            return None
        key = (algorithm.name, id(content))
        if key not in self._known:  # the content stays there too, so that no other one gets its address
            self._known[key] = (content, self._computed(algorithm, content))
        known = self._known[key][1]
        return None if known is None else known == digest

    def _computed(self, algorithm: Algorithm, content: bytes) -> bytes | None:
        if algorithm.is_gost:
            if len(content) > min(self.budget, MOST_GOST_BYTES):
                return None
            self.budget -= len(content)
        return digest_of(algorithm, content)


def why_not_compared(algorithm: Algorithm, files: Sequence[bytes]) -> str:
    """Why a digest could not be compared, in Russian."""
    if algorithm.name is None:
        return f"хеш по {algorithm.label} программа не считает"
    if any(len(content) > MOST_GOST_BYTES for content in files):
        return f"файл больше {MOST_GOST_BYTES // 1_000_000} МБ, хеш по ГОСТ для него не считается"
    return "файлов слишком много, хеш по ГОСТ посчитан не для всех"
