"""Errors of Jinja are told in Russian and name what is wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from docgen.html import environment
from docgen.template_faults import russian

CONTEXT: dict[str, Any] = {"none": None, "d": {"a": 1}, "l": [1], "e": [], "s": "x", "n": Decimal(5)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ none.x }}", "«x» берётся из раздела, который пуст: поставьте вокруг {% if раздел %}"),
        ("{{ d.b }}", "неизвестное имя: в этом разделе нет «b»"),
        ("{{ zzz }}", "неизвестное имя «zzz»"),
        ("{{ l[4] }}", "в списке меньше строк, чем нужно тегу"),
        ("{{ e | first }}", "список пуст, а тег берёт его строку"),
        ("{{ 1 / 0 }}", "деление на ноль"),
        ("{{ n / 0 }}", "деление на ноль"),
        ("{{ s | money }}", "текст вместо числа"),
        ("{{ none | date_long }}", "значение пусто, а тегу нужно непустое: поставьте вокруг него {% if … %}"),
        ("{{ none | money }}", "значение пусто, а тегу нужно непустое: поставьте вокруг него {% if … %}"),
        ("{{ none + 1 }}", "значение пусто, а тегу нужно непустое: поставьте вокруг него {% if … %}"),
        ("{{ s | date_long }}", "значение не того вида, который нужен фильтру"),
        ("{{ s() }}", "вызывать ничего нельзя: есть фильтры, {{ имя | фильтр }}"),
        ("{{ s | nope }}", "нет фильтра «nope»"),
        ("{{ s is nope }}", "нет проверки «is nope»"),
        ("{{ «a» }}", "лишний знак « (кавычки нужны прямые и парные)"),
        ("{{ 'a }}", "лишний знак ' (кавычки нужны прямые и парные)"),
        ("{{ a\u200bb }}", "в теге невидимый знак: сотрите тег и наберите его заново"),
        ("{{ }}", "тег пуст, не закончен или в нём лишнее"),
        ("{{ 5 + }}", "тег пуст, не закончен или в нём лишнее"),
        ("{{ s s }}", "лишнее в теге: «s»"),
        ("{% for x l %}{% endfor %}", "вместо «l» ожидается «in»"),
        ("{% for x in l %}", "оператор {% for %} открыт и не закрыт: добавьте {% endfor %}"),
        ("{% if s %}", "оператор {% if %} открыт и не закрыт: добавьте {% endif %}"),
        ("{% endfor %}", "неизвестный или лишний оператор «endfor»: проверьте, что ему есть пара"),
        ("{{ s ", "тег или оператор не закрыт"),
        ("{{ (s }}", "вместо «}» ожидается «)»"),
    ],
)
def test_an_error_is_told_in_russian(text: str, told: str) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011  of any class: that is what is told
        environment("docx").from_string(text).render(CONTEXT)
    assert russian(raised.value) == told


def test_what_is_not_known_stays_as_it_was_said() -> None:
    assert russian(ValueError("something {else}")) == "something {else}"
