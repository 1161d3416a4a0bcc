"""The dative of names, positions and titles of papers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.declension import Gender, name_dative, position_dative


@pytest.mark.parametrize(
    ("name", "gender", "dative"),
    [
        ("Соловей Игорь Львович", "m", "Соловью Игорю Львовичу"),
        ("Мельник Ольга Игоревна", "f", "Мельник Ольге Игоревне"),
        ("Кравцова Мария Ильинична", "f", "Кравцовой Марии Ильиничне"),
        ("Толстой Лев Павлович", "m", "Толстому Льву Павловичу"),
        ("Римская-Корсакова Любовь Никитична", "f", "Римской-Корсаковой Любови Никитичне"),
        ("Мицкевич Илья Юрьевич", "m", "Мицкевичу Илье Юрьевичу"),
        ("Скиба Никита Андреевич", "m", "Скибе Никите Андреевичу"),
        ("Дурново Пётр Ильич", "m", "Дурново Петру Ильичу"),
        ("Бессмертных Зоя Евгеньевна", "f", "Бессмертных Зое Евгеньевне"),
        ("Крайний Евгений Лукич", "m", "Крайнему Евгению Лукичу"),
        ("Алиев Рашид Мамед оглы", "m", "Алиеву Рашиду Мамед оглы"),
        ("Петрова Ия Сергеевна", "f", "Петровой Ие Сергеевне"),
        ("ПЕТРОВ ИВАН ИВАНОВИЧ", "m", "Петрову Ивану Ивановичу"),
    ],
)
def test_a_name_gets_its_dative(name: str, gender: str, dative: str) -> None:
    assert name_dative(name, Gender(gender)) == dative


@pytest.mark.parametrize(
    ("words", "dative"),
    [
        ("Водитель-экспедитор", "Водителю-экспедитору"),
        ("Старшая медицинская сестра", "Старшей медицинской сестре"),
        ("Заведующая складом", "Заведующей складом"),
        ("Материально ответственное лицо", "Материально ответственному лицу"),
        ("Менеджер по закупкам", "Менеджеру по закупкам"),
        ("Договор возмездного оказания услуг", "Договору возмездного оказания услуг"),
        ("ГЕНЕРАЛЬНЫЙ ДИРЕКТОР", "ГЕНЕРАЛЬНОМУ ДИРЕКТОРУ"),
        ("Государственный контракт", "Государственному контракту"),
        ("Рамочное соглашение о поставках", "Рамочному соглашению о поставках"),
    ],
)
def test_a_position_and_a_title_get_their_dative(words: str, dative: str) -> None:
    assert position_dative(words) == dative


def test_every_position_of_the_table_declines_as_its_genitive_says(position_case: tuple[str, str]) -> None:
    nominative, genitive = position_case
    dative = position_dative(nominative)
    assert (dative == " ".join(nominative.split())) == (genitive == nominative) or genitive.endswith(("ей", "ой"))
    assert len(dative.split()) == len(genitive.split())


@given(st.text(max_size=60), st.sampled_from([Gender.MASCULINE, Gender.FEMININE]))
def test_any_text_is_answered(text: str, gender: Gender) -> None:
    assert isinstance(name_dative(text, gender), str)
    assert isinstance(position_dative(text), str)
