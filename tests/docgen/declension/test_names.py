from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.declension import Gender, name_genitive

RUSSIAN = st.text("абвгдежзийклмнопрстуфхцчшщыьэюяё", min_size=1, max_size=8)
GENDERS = st.sampled_from([Gender.MASCULINE, Gender.FEMININE])


def test_every_name_of_the_table_gets_its_genitive(name_case):
    nominative, gender, genitive = name_case
    assert name_genitive(nominative, Gender(gender)) == genitive


def test_capitals_of_the_writer_do_not_change_a_genitive(shouted_case):
    nominative, gender, genitive = shouted_case
    assert name_genitive(nominative.upper(), Gender(gender)) == genitive


@given(st.text(), st.sampled_from(Gender))
def test_any_text_is_answered(text, gender):
    assert isinstance(name_genitive(text, gender), str)


@given(st.lists(st.one_of(RUSSIAN, st.sampled_from(["оглы", "ван", "И.", "(", "-", "’", "де"])), max_size=5), GENDERS)
def test_a_genitive_has_as_many_words_as_the_name(words, gender):
    assert len(name_genitive(" ".join(words), gender).split(" ")) == max(1, len(words))


@given(
    st.sampled_from(["Иванов Иван Иванович", "Кац Лев Ильич", "де Голль Шарль"]),
    st.sampled_from([" ", "\t", "\u00a0", "  "]),
)
def test_spaces_of_the_writer_do_not_matter(name, space):
    assert name_genitive(f" {name.replace(' ', space)} ", Gender.MASCULINE) == name_genitive(name, Gender.MASCULINE)


@given(RUSSIAN, st.sampled_from(["ко", "ых", "дзе", "швили", "ово", "аго", "у", "ю"]), GENDERS)
def test_an_indeclinable_surname_stays(stem, ending, gender):
    surname = (stem + ending).capitalize()
    assert name_genitive(f"{surname} Иванов-Петрович", gender).split()[0] == surname


@given(RUSSIAN, st.sampled_from("бвгдзклмнпрстфхцчшщйь"))
def test_a_womans_surname_in_a_consonant_stays(stem, last):
    surname = (stem + last).capitalize()
    assert name_genitive(f"{surname} Анна Ивановна", Gender.FEMININE) == f"{surname} Анны Ивановны"


@given(RUSSIAN, GENDERS)
def test_the_first_letter_and_the_capital_are_kept(stem, gender):
    word = stem.capitalize()
    genitive = name_genitive(f"{word} Мария Ивановна", gender)
    assert genitive[0] == word[0]
    assert genitive.split()[0][1:] == genitive.split()[0][1:].lower()


@pytest.mark.parametrize(
    ("surname", "genitive"),
    [
        ("Берёза", "Берёзы"),
        ("Семёнов", "Семёнова"),
        ("Щёлок", "Щёлока"),
        ("Королёв", "Королёва"),
        ("Королев", "Королева"),
    ],
)
def test_the_letter_yo_stays_as_it_was_written(surname, genitive):
    assert name_genitive(f"{surname} Пётр Семёнович", Gender.MASCULINE) == f"{genitive} Петра Семёновича"
