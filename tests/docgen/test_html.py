"""The sandbox: a template can name what it was given and nothing else."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import jinja2
import pytest

from docgen.html import environment

HOSTILE = [
    "{{ ''.__class__.__mro__ }}",
    "{{ value.__init__.__globals__ }}",
    "{{ cycler.__init__ }}",
    "{{ self.__init__ }}",
    "{{ 'a' * 10000000 }}",
    "{{ 9 ** 99999999 }}",
    "{{ '%1000000000d' % 1 }}",
    "{% for i in range(100000000) %}x{% endfor %}",
    "{{ items.append(1) }}",
    "{{ lipsum(n=1000) }}",
    "{{ value | attr('real') }}",
    "{{ '{0.__class__}'.format(value) }}",
    "{% include '/etc/passwd' %}",
    "{% include '../pyproject.toml' %}",
    "{{ missing }}",
    "{{ value.missing }}",
    "{{ value | unknown }}",
]


@pytest.mark.parametrize(("text", "skin"), list(product(HOSTILE, ["html", "docx", "text"])))
def test_hostile_text_is_refused(text: str, skin: str) -> None:
    with pytest.raises((jinja2.TemplateError, OverflowError)):
        environment(skin).from_string(text).render(value=Decimal(5), items=[1])


@pytest.mark.parametrize("skin", ["html", "docx"])
def test_values_are_escaped_for_the_page(skin: str) -> None:
    drawn = environment(skin).from_string("{{ name }}").render(name="<script>&\"'")
    assert drawn == "&lt;script&gt;&amp;&#34;&#39;"


def test_text_of_clauses_is_left_for_the_skin_to_escape() -> None:
    assert environment("text").from_string("{{ name }}").render(name="A & B") == "A & B"


def test_a_name_in_the_data_comes_before_a_method_of_the_dict() -> None:
    template = environment("html").from_string("{{ group.items | join }}{{ group.name }}")
    assert template.render(group={"items": ["а", "б"], "name": "в"}) == "абв"


@pytest.mark.parametrize("skin", ["html", "docx"])
@pytest.mark.parametrize(("value", "told"), [(None, "пусто"), ([1], "целый список"), ({"inn": 1}, "раздел из inn")])
def test_a_word_of_python_is_never_printed(skin: str, value: object, told: str) -> None:
    with pytest.raises(jinja2.TemplateRuntimeError, match=told):
        environment(skin).from_string("{{ value }}").render(value=value)
