from __future__ import annotations

import pytest

from docgen.errors import TemplateError
from docgen.markup import flatten


def _flat(html: str, **files: str) -> str:
    return flatten(html, lambda name: files[name.removesuffix(".html")])


def test_a_child_fills_the_blocks_of_its_parent() -> None:
    base = "<body>{% block head %}шапка{% endblock %} {% block body %}{% endblock body %}</body>"
    assert (
        _flat('{% extends "base.html" %}{% block body %}текст{% endblock %}', base=base) == "<body>шапка текст</body>"
    )


def test_the_youngest_of_three_generations_wins_and_super_asks_the_elder() -> None:
    files = {
        "a": "[{% block x %}а{% endblock %}]",
        "b": '{% extends "a.html" %}{% block x %}{{ super() }}б{% endblock %}',
    }
    assert _flat("{% extends 'b.html' %}{% block x %}{{ super() }}в{% endblock %}", **files) == "[абв]"


def test_blocks_stand_inside_blocks() -> None:
    base = "{% block outer %}<{% block inner %}а{% endblock %}>{% endblock %}"
    assert _flat('{% extends "base.html" %}{% block inner %}б{% endblock %}', base=base) == "<б>"


def test_includes_are_written_out_with_their_loops_as_they_are() -> None:
    row = "<td>{{ line.name }}{% if line.note %}, {{ line.note }}{% endif %}</td>"
    flat = _flat('{% for line in lines %}{% include "row.html" %}{% endfor %}', row=row)
    assert flat == "{% for line in lines %}" + row + "{% endfor %}"


def test_comments_vanish_even_with_statements_in_them() -> None:
    assert _flat('а{# {% include "no.html" %} #}б') == "аб"


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('{% include "self.html" %}', "по кругу"),
        ("{% block a %}", "не закрыт"),
        ("{% endblock %}", "Лишний"),
        ("{% include name %}", "не понимают"),
        ("{% macro m() %}{% endmacro %}", "не понимают"),
    ],
)
def test_what_cannot_be_flattened_is_refused(html: str, said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        _flat(html, self='{% include "self.html" %}')
