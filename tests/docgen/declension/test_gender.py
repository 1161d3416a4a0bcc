from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.declension import Gender, gender_of


def test_the_gender_of_a_name_is_told_rightly_or_not_at_all(name_case):
    nominative, gender, _ = name_case
    assert gender_of(nominative) in (None, Gender(gender))


def test_a_name_with_a_patronymic_always_tells_its_gender(patronymic_case):
    nominative, gender, _ = patronymic_case
    assert gender_of(nominative) is Gender(gender)


@pytest.mark.parametrize(
    "name",
    [
        "Орлова Мария",
        "Мария Орлова",
        "Шевченко Ольга",
        "Кравцова А. С.",
        "Троицкая Е. В.",
        "Юдина Женя",
        "Женя Иванова",
        "Абрамович Ирина",
        "Ирина Абрамович",
        "Ирина Петровна Абрамович",
        "Грин Анна",
        "Мехринисо Каримзода",
        "Нгуен Тхи Лан",
        "ИВАНОВА АННА СЕРГЕЕВНА",
        "Ким Анна-Мария",
        "Толстая С. А.",
        "Ю Елена Петровна",
        "Соломия Тимошина",
        "Хуршида Портная",
        "Ганна Бойко",
        "Пушкина А. С.",
        "Ли Анна",
    ],
)
def test_a_woman_is_told_by_her_name(name):
    assert gender_of(name) is Gender.FEMININE


@pytest.mark.parametrize(
    "name",
    [
        "Орлов Саша",
        "Шевченко Пётр",
        "Пётр Шевченко",
        "Иванов И. И.",
        "И.И. Иванов",
        "Троицкий Е. В.",
        "Роман Абрамович",
        "Абрамович Роман",
        "Иван Петрович Абрамович",
        "Дюма Александр",
        "Гарибальди Джузеппе",
        "Калина Иван",
        "Нурмагомед Шанавазов",
        "Алиев Рашид Мамед оглы",
        "Руссо Жан-Жак",
        "Никита Кожемяка",
        "Данила Козловский",
        "О Виталий Сергеевич",
        "Виталий Сергеевич О",
        "Ким Баир Бато-Мункуевич",
        "Вилен Польских",
        "Лука Ребров",
    ],
)
def test_a_man_is_told_by_his_name(name):
    assert gender_of(name) is Gender.MASCULINE


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "—",
        "42",
        "Шевченко П. А.",
        "Шевченко Саша",
        "Ким Женя",
        "Нгуен Ван Хай",
        "Ким Ир Сен",
        "Черных А. А.",
        "Мария Роман",
        "Анна Роман",
        "Елена Лазарь",
        "Юлия Борис",
        "Ольга Иван",
        "Мариам Лев",
        "Скорина А. А.",
        "Малина А. А.",
        "Рябина А. А.",
        "Смородина А. А.",
        "Дубина А. А.",
        "Кручина А. А.",
        "Былина А. А.",
        "Сенчина А. А.",
        "Чаплин Джеральдина",
        "Чаплин Уна",
        "О В. С.",
        "John Smith",
    ],
)
def test_a_name_that_does_not_tell_is_not_guessed(name):
    assert gender_of(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "Иванова Анна Сергеевич",
        "Иванов Иван Сергеевна",
        "Иванова Иван",
        "Иванов Анна",
        "Троицкая Пётр",
        "Сидоров Мария",
    ],
)
def test_a_name_that_contradicts_itself_is_not_guessed(name):
    assert gender_of(name) is None


@given(st.text())
def test_any_text_is_answered(text):
    assert gender_of(text) in (None, Gender.MASCULINE, Gender.FEMININE)
