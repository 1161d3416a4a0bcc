"""The code on each page of a paper: which paper it is, which page of how many, as text for a QR code.

«7K3MZQ4X9B2T/3/10» is page 3 of the ten of paper 7K3MZQ4X9B2T. All its characters are in the alphanumeric mode of QR
(ISO/IEC 18004), and a paper of up to 999 pages with an identifier of any allowed length fits the smallest symbol,
version 1 at level M: twenty characters. The larger the modules, the worse a scan may be.

There is no check character. A scan is checked by the code itself: its Reed–Solomon words turn noise into a wrong text
less than once in a billion, and one of this grammar still more seldom. What a person types is checked by how
seldom identifiers stand among all possible ones: of 2⁶⁰ texts that new_id may return, a slip hits no other paper's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from docgen.errors import DocgenError

# Digits and capital letters without I, L, O, U, which are taken for 1, 1, 0 and V: the 32 signs of Crockford's base 32.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHORTEST_ID = 4
LONGEST_ID = 12
MOST_PAGES = 9999

_BITS = 5  # in one sign
_RANDOM_BYTES = 8
_ID = re.compile(f"[{ALPHABET}]{{{SHORTEST_ID},{LONGEST_ID}}}")
_CODE = re.compile(rf"({_ID.pattern})/([1-9][0-9]{{0,3}})/([1-9][0-9]{{0,3}})")


class PageCodeError(DocgenError):
    """A code that cannot stand on a page: a bad identifier, or a page outside its paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCode:
    """Page ``page`` (from 1) of the ``pages`` pages of a paper. Raises PageCodeError for values no code may hold."""

    document_id: str
    page: int
    pages: int

    def __post_init__(self) -> None:
        problem = check_id(self.document_id)
        if problem:
            raise PageCodeError(problem)
        if not 1 <= self.page <= self.pages <= MOST_PAGES:
            raise PageCodeError(
                f"Нет страницы {self.page} из {self.pages}: счёт идёт от 1, в документе до {MOST_PAGES} страниц."
            )

    def encode(self) -> str:
        """The text of the code, «7K3MZQ4X9B2T/3/10»."""
        return f"{self.document_id}/{self.page}/{self.pages}"


def decode(text: str) -> PageCode | None:
    """The code that a scanner read; None for any other text, such as the payment code of an invoice."""
    found = _CODE.fullmatch(text)
    if not found or int(found[2]) > int(found[3]):
        return None
    return PageCode(document_id=found[1], page=int(found[2]), pages=int(found[3]))


def check_id(text: str) -> str | None:
    """What is wrong with an identifier of a paper, in Russian; None if it may stand in a code."""
    if _ID.fullmatch(text):
        return None
    return (
        f"Идентификатор документа «{text[:40]}» не годится для кода на страницах: нужно от {SHORTEST_ID} "
        f"до {LONGEST_ID} цифр и заглавных латинских букв, кроме I, L, O и U. Пример: 7K3MZQ4X9B2T."
    )


def new_id(random_bytes: bytes) -> str:
    """An identifier of twelve signs from at least eight random bytes, as ``secrets.token_bytes(8)`` gives them.

    It takes 60 bits of the eight bytes: among five million papers two get the same one once in 90,000 times, so whoever
    keeps papers still refuses a repeated identifier. Raises PageCodeError for fewer bytes.
    """
    if len(random_bytes) < _RANDOM_BYTES:
        raise PageCodeError(
            f"Для идентификатора нужно {_RANDOM_BYTES} случайных байтов, а дано {len(random_bytes)}. Передайте больше."
        )
    number = int.from_bytes(random_bytes[:_RANDOM_BYTES])
    return "".join(ALPHABET[number >> shift & 31] for shift in range(0, LONGEST_ID * _BITS, _BITS))
