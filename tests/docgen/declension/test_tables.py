"""The word lists beside the code, held to the dictionary of pymorphy3, which they spare the program."""

from __future__ import annotations

from functools import cache

import pytest
from pymorphy3 import MorphAnalyzer

from docgen.declension import Gender, name_genitive
from docgen.declension.data import fold, mapping, words
from docgen.declension.given_names import given_name_genitive, known_gender
from docgen.declension.readings import _everyday

# The dictionary marks «судья» ms-f, which its gender gives as None.
GENDERS: dict[str, set[str | None]] = {"m": {"masc"}, "f": {"femn"}, "n": {"neut"}, "c": {"masc", "femn", None}}
# Clipped words and new ones that the dictionary declines otherwise or does not know.
NOT_IN_DICTIONARY = {"коуч", "игумения", "гендиректор", "замглавы", "замначальника", "капитан-лейтенант"} | {
    "завгар",
    "клинер",
    "байер",
    "имам",
    "ди-джей",
    "диджей",
}
LISTS = ("masculine", "masculine_last_half", "feminine", "common")


@cache
def dictionary() -> MorphAnalyzer:
    return MorphAnalyzer()


def dictionary_genitives(word: str, genders: set[str | None]) -> set[str]:
    found = (parse for parse in dictionary().parse(word) if {"nomn", "sing"} <= set(parse.tag.grammemes))
    agreeing = (parse for parse in found if parse.tag.gender in genders)
    return {fold(form.word) for parse in agreeing if (form := parse.inflect({"gent", "sing"}))}


@pytest.mark.parametrize("word", sorted(set(_everyday()) - NOT_IN_DICTIONARY))
def test_an_everyday_word_declines_as_the_dictionary_says(word):
    for reading in _everyday()[word]:
        assert fold(reading.genitive) in dictionary_genitives(word, GENDERS[reading.gender])


@pytest.mark.parametrize(("noun", "genitive"), sorted(mapping("surnames", "fleeting").items()))
def test_a_surname_with_a_fleeting_vowel_declines_as_its_noun(noun, genitive):
    assert genitive in dictionary_genitives(noun, {"masc"})


@pytest.mark.parametrize("noun", sorted(words("surnames", "nouns_in_oy") - {"нестрой", "упокой", "неупокой"}))
def test_a_surname_in_oy_that_is_a_noun_is_a_noun_in_the_dictionary(noun):
    assert fold(name_genitive(noun.capitalize(), Gender.MASCULINE)) in dictionary_genitives(noun, {"masc"})


def test_a_given_name_is_in_one_list_only():
    for place, first in enumerate(LISTS):
        for second in LISTS[place + 1 :]:
            assert not words("given_names", first) & words("given_names", second)


def test_a_given_name_is_written_in_letters_only():
    assert all(name.isalpha() for key in LISTS for name in words("given_names", key))


@pytest.mark.parametrize("key", ["masculine", "masculine_last_half"])
def test_men_of_the_lists_decline_as_the_dictionary_says(key):
    chosen_otherwise = set(mapping("given_names", "masculine_genitive"))
    rule_is_clear = {"гия": "гии"}
    assert differing(words("given_names", key) - chosen_otherwise, feminine=False).items() <= rule_is_clear.items()


def test_women_of_the_list_decline_as_the_dictionary_says():
    chosen_otherwise = words("given_names", "feminine_third_declension")
    assert differing(words("given_names", "feminine") - chosen_otherwise, feminine=True) == {}


def differing(names, *, feminine: bool) -> dict[str, str]:
    """Names whose genitive the dictionary knows and gives otherwise."""
    gender = "femn" if feminine else "masc"
    computed = {name: fold(given_name_genitive(name, feminine=feminine)) for name in names if is_known(name, gender)}
    known = {name: dictionary_genitives(name, {gender}) for name in computed}
    return {name: form for name, form in computed.items() if known[name] and form not in known[name]}


def is_known(name: str, gender: str) -> bool:
    parses = dictionary().parse(name)
    return any("Name" in parse.tag and parse.tag.gender == gender and parse.is_known for parse in parses)


def test_a_double_name_of_one_gender_is_known_and_of_two_is_not():
    assert known_gender("Анна-Мария") == "feminine"
    assert known_gender("Жан-Поль") == "masculine"
    assert known_gender("Анна-Пётр") == "common"
