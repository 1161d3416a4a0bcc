"""Words of texts and of questions: one spelling of letters, stems, sums and numbers whatever way they are written.

A mark is a word that no text can hold, since it begins with «_»: a whole number, ИНН or code, a sum, an owner.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from threading import Lock
from typing import Final
from unicodedata import normalize

import snowballstemmer

from tracker.errors import RefusedError

LONGEST_QUESTION: Final = 300
"""Signs of a question; whoever pastes more pasted something else."""

MOST_WORDS: Final = 24
LONGEST_WORD: Final = 60
_MOST_TEXT = 20_000  # signs of a text that are indexed; purposes and names are far shorter
_MOST_KOPECKS = 10**17

_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[0-9a-zа-я]+")
_SUM = re.compile(r"(?<![\w.,])(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d{1,15})(?:[.,](\d{2}))?(?![\w]|[.,]\d)")
_EMPTY = frozenset({"и", "в", "во", "на", "по", "от", "с", "со", "к", "ко", "о", "об", "за", "для", "из", "у", "не"})
_STEMMERS = {"ru": snowballstemmer.stemmer("russian"), "en": snowballstemmer.stemmer("english")}
_ONE_AT_A_TIME = Lock()  # a stemmer keeps the word that it works on


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question. ``is_begun``: the last one, of which only the beginning may be typed yet."""

    word: str
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """What must be in a text: all words, or the mark in their place."""

    words: tuple[Word, ...]
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question: every clause, or, better, one of the marks of a whole number, ИНН, code or sum."""

    clauses: tuple[Clause, ...]
    exact: tuple[str, ...]


def words_of(text: str) -> list[str]:
    """Words in one spelling: small letters, ё as е, nothing but letters and digits."""
    return [_spelled(word) for word in _WORD.findall(_folded(text[:_MOST_TEXT]))]


def _folded(text: str) -> str:
    return normalize("NFKC", text.replace("№", " ")).casefold().replace("ё", "е")


def _spelled(word: str) -> str:
    """Letters of other alphabets by their numbers: the two databases know different editions of Unicode."""
    if _PLAIN.fullmatch(word):
        return word[:LONGEST_WORD]
    return "".join(sign if _PLAIN.fullmatch(sign) else f"u{ord(sign):05x}" for sign in word)[:LONGEST_WORD]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a Russian or an English word; a word with digits is its own."""
    if not word.isalpha():
        return word
    with _ONE_AT_A_TIME:
        stemmed: str = _STEMMERS["en" if word.isascii() else "ru"].stemWord(word)
    return stemmed.replace("ё", "е") or word


def key_mark(text: str) -> str | None:
    """The mark of a whole number, ИНН or code: «12-2026/ПК», «12 2026 пк» and «122026ПК» have one."""
    joined = "".join(words_of(text))
    return f"_x{joined[:LONGEST_WORD]}" if joined else None


def sum_mark(kopecks: int) -> str:
    """The mark of a sum."""
    return f"_k{kopecks}"


def owner_mark(manager: str) -> str:
    """The mark of what belongs to a manager."""
    return f"_o{sha256(manager.encode('utf-8', 'surrogatepass')).hexdigest()[:20]}"


def marks_of(keys: Iterable[str | None], sums: Iterable[int | None], owners: Iterable[str | None]) -> set[str]:
    """All marks of a subject."""
    marks = {mark for key in keys if key and (mark := key_mark(key))}
    marks.update(sum_mark(kopecks) for kopecks in sums if kopecks)
    marks.update(owner_mark(owner) for owner in owners if owner)
    return marks


def question_of(text: str) -> Question | None:
    """What a text asks; None if there is no word in it. Raises RefusedError for one that is too long."""
    if len(text) > LONGEST_QUESTION:
        raise RefusedError(f"Запрос длиннее {LONGEST_QUESTION} знаков: оставьте несколько слов, номер или сумму.")
    folded = _folded(text)
    clauses = _clauses(folded)
    if sum(len(clause.words) for clause in clauses) > MOST_WORDS:
        raise RefusedError(f"В запросе больше {MOST_WORDS} слов: оставьте несколько слов, номер или сумму.")
    if not clauses:
        return None
    return Question(tuple(_without_empty(clauses)), tuple(_exact(folded)))


def _clauses(folded: str) -> list[Clause]:
    """Sums first, each as one clause, then words between them; the last word may be unfinished."""
    found: list[Clause] = []
    place = 0
    for match in _SUM.finditer(folded):
        found.extend(Clause((Word(word),)) for word in words_of(folded[place : match.start()]))
        kopecks = _kopecks(match)
        mark = sum_mark(kopecks) if kopecks else None
        found.append(Clause(tuple(map(Word, words_of(match.group()))), mark))
        place = match.end()
    found.extend(Clause((Word(word),)) for word in words_of(folded[place:]))
    if found and folded[-1:].isalnum():
        *others, last = found[-1].words
        found[-1] = Clause((*others, Word(last.word, is_begun=True)), found[-1].mark)
    return found


def _without_empty(clauses: list[Clause]) -> list[Clause]:
    """Prepositions say nothing, unless nothing else is asked; the last word may be the beginning of another."""
    kept = [clause for clause in clauses if clause.words[0].word not in _EMPTY or clause.words[0].is_begun]
    return kept or clauses


def _exact(folded: str) -> list[str]:
    mark = key_mark(folded)
    marks = [mark] if mark else []
    bare = folded.strip().removesuffix("₽").removesuffix("руб.").removesuffix("руб").strip()
    match = _SUM.fullmatch(bare)
    kopecks = _kopecks(match) if match else 0
    return [*marks, sum_mark(kopecks)] if kopecks else marks


def _kopecks(match: re.Match[str]) -> int:
    roubles = int("".join(re.findall(r"\d", match[1])))
    kopecks = roubles * 100 + int(match[2] or 0)
    return kopecks if kopecks < _MOST_KOPECKS else 0
