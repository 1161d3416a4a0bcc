from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.declension import initials


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Кравцова Анна Сергеевна", "Кравцова А. С."),
        ("Шевченко Пётр Андреевич", "Шевченко П. А."),
        ("КРАВЦОВА АННА СЕРГЕЕВНА", "Кравцова А. С."),
        ("Орлова Мария", "Орлова М."),
        ("Мария Орлова", "Орлова М."),
        ("Иван Петрович Сидоров", "Сидоров И. П."),
        ("Владимир Ким", "Ким В."),
        ("Алиев Рашид Мамед оглы", "Алиев Р. М. оглы"),
        ("Алиева Лейла Гасан кызы", "Алиева Л. Г. кызы"),
        ("Алиев Рашид Мамед-оглы", "Алиев Р. М.-оглы"),
        ("Дюпон Жан-Поль", "Дюпон Ж.-П."),
        ("Римская-Корсакова Мария Никитична", "Римская-Корсакова М. Н."),
        ("ван дер Берг Пётр Иванович", "ван дер Берг П. И."),
        ("Людвиг ван Бетховен", "ван Бетховен Л."),
        ("Иванова Анна Мария Сергеевна", "Иванова А. М. С."),
        ("Саркисян Мкртич Ашотович", "Саркисян М. А."),
        ("Ёлкин Ёсиф Ёсифович", "Ёлкин Ё. Ё."),
        ("Иванов И. И.", "Иванов И. И."),
        ("Иванов И.И.", "Иванов И. И."),
        ("И. И. Иванов", "Иванов И. И."),
        ("Дюпон Ж.-П.", "Дюпон Ж.-П."),
        ("Иванов", "Иванов"),
        ("Анна Сергеевна", "Анна Сергеевна"),
        ("", ""),
    ],
)
def test_a_name_is_shortened_to_surname_and_initials(name, short):
    assert initials(name).replace("\u00a0", " ") == short


def test_initials_do_not_part_from_the_surname_at_the_end_of_a_line():
    assert initials("Кравцова Анна Сергеевна") == "Кравцова\u00a0А.\u00a0С."


def test_short_names_are_not_shortened_further(name_case):
    once = initials(name_case[0])
    assert initials(once) == (once if "." in once else " ".join(once.split()))


@given(st.text())
def test_any_text_is_answered(text):
    assert isinstance(initials(text), str)
