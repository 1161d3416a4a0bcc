"""Jinja that looks for Python behind the data, or never ends, in every place that a Word file has."""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import escape

from tests.docgen.docx import toys
from tests.docgen.sandbox import docx_files as files
from tests.docgen.sandbox.shooting import QUICK, Surroundings, Vector


def _escape_to(canary: str) -> str:
    return f"cycler.__init__.__globals__.os.system('touch {canary}')"


INNER = "внутреннему имени|неизвестное имя|вызов того"
# Expressions that look for Python behind the data. The data are name, lines and number.
WALKS = {
    "class": "{{ name.__class__ }}",
    "subclasses": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "globals of a value": "{{ name.__init__.__globals__ }}",
    "mro by index": "{{ ()['__class__']['__base__'] }}",
    "name glued together": "{{ ''['__cl' ~ 'ass__'] }}",
    "name in hexadecimal": r"{{ ''['\x5f\x5fclass\x5f\x5f'] }}",
    "set and walk": "{% set a = name.__class__ %}{{ a.__base__ }}",
    "cycler": "{{ cycler.__init__.__globals__ }}",
    "joiner": "{{ joiner.__init__.__globals__ }}",
    "lipsum": "{{ lipsum.__globals__['os'] }}",
    "namespace": "{{ namespace.__init__.__globals__ }}",
    "dict": "{{ dict.__base__.__subclasses__() }}",
    "config": "{{ config.items() }}",
    "self": "{{ self.__init__.__globals__ }}",
    "self dict": "{{ self._TemplateReference__context }}",
    "super": "{% block a %}{{ super.__init__.__globals__ }}{% endblock %}",
    "loop": "{% for line in lines %}{{ loop.__init__.__globals__ }}{% endfor %}",
    "macro": "{% macro m() %}{% endmacro %}{{ m.__init__.__globals__ }}",
    "macro's function": "{% macro m() %}{% endmacro %}{{ m._func.__code__ }}",
    "caller": "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "range": "{{ range.__self__ }}",
    "bound method": "{{ name.encode.__self__.__class__ }}",
    "frame of a generator": "{{ (lines | map('upper')).gi_frame.f_globals }}",
    "code of a filter": "{{ (lines | map('upper')).gi_code }}",
    "selectattr": "{{ lines | selectattr('__class__') | list }}",
    "format method": "{{ '{0.__class__}'.format(name) }}",
    "format_map": "{{ '{a.__class__}'.format_map({'a': name}) }}",
    "format through map": "{% set f = '{0.__class__}'.format %}{{ f(name) }}",
    "append": "{{ lines.append(1) }}",
    "clear": "{{ lines.clear() }}",
    "setitem": "{{ lines.__setitem__(0, 1) }}",
}
# These find nothing behind the data; what they make is a list, which is not printed.
BLIND = {
    "map attribute": "{{ lines | map(attribute='__class__') | list }}",
    "nested map attribute": "{{ lines | map(attribute='x.__class__') | list }}",
    "sort attribute": "{{ lines | sort(attribute='__class__') }}",
    "groupby": "{{ lines | groupby('__class__') }}",
}
FILTERS = {
    "attr": "{{ name | attr('__class__') }}",
    "map attr": "{{ lines | map('attr', '__class__') | list }}",
    "safe": "{{ '<w:altChunk/>' | safe }}",
    "tojson": "{{ name | tojson }}",
    "xmlattr": "{{ {'a': 'b'} | xmlattr }}",
    "pprint": "{{ name | pprint }}",
    "center": "{{ 'a' | center(1000000000) }}",
    "indent": "{{ 'a' | indent(1000000000) }}",
    "wordwrap": "{{ 'a' | wordwrap(1) }}",
    "urlize": "{{ name | urlize }}",
}
FILES = {
    "include a file": "{% include '/etc/passwd' %}",
    "include upwards": "{% include '../../../../etc/passwd' %}",
    "include of what is not there": "{% include ['a', '/etc/passwd'] %}",
    "extends": "{% extends '/etc/passwd' %}",
    "extends itself": "{% extends self %}",
    "import": "{% import '/etc/passwd' as a %}",
    "import os": "{% import 'os' as os %}{{ os.system('id') }}",
    "from import": "{% from 'os' import system %}",
}
BOMBS = {
    "power": "{{ 9 ** 9 ** 9 }}",
    "repeated text": "{{ 'a' * 1000000000 }}",
    "repeated list": "{{ [1] * 1000000000 }}",
    "repeated number": "{{ 99999999999 * 99999999999 }}",
    "range": "{% for a in range(10 ** 9) %}{% endfor %}",
    "long range": "{% for a in range(1000000000) %}{% endfor %}",
    "list of a range": "{{ range(1000000000) | list }}",
    "percent operator": "{{ '%1000000000d' % 1 }}",
    "percent filter": "{{ '%1000000000d' | format(1) }}",
    "format width": "{{ '{:1000000000}'.format(1) }}",
    "center method": "{{ 'a'.center(1000000000) }}",
    "zfill": "{{ 'a'.zfill(1000000000) }}",
    "expandtabs": r"{{ '\t'.expandtabs(1000000000) }}",
    "batch": "{{ [1] | batch(1000000000, 'x') | list }}",
    "doubled text": "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "replaced text": "{% set a = 'a' %}" + "{% set a = a | replace('a', 'aaaaaaaaaa') %}" * 12 + "{{ a }}",
    "joined lists": "{% set a = [1, 2] %}" + "{% set a = a + a %}" * 40 + "{{ a | length }}",
    "long number": "{{ 1" + "0" * 5_000 + " }}",
    "money of an astronomic number": "{{ '1E+999999999' | money }}",
    "sum in words of an astronomic number": "{{ '1E+99999' | sum_words }}",
    "payment code of a long text": "{{ ('a' | replace('a', 'aaaaaaaaaa' | replace('a', 'aaaaaaaaaa'"
    " | replace('a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')))) | payment_qr }}",
    "macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "block that prints itself": "{% block a %}{{ self.a() }}{% endblock %}",
    "deep brackets": "{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}",
    "deep lists": "{{ " + "[" * 3_000 + "]" * 3_000 + " }}",
    "deep nots": "{{ " + "not " * 5_000 + "1 }}",
}
SLOW = {
    "loops in loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "loops that print": "{% for a in range(99999) %}{% for b in range(99999) %}aaaaaaaa{% endfor %}{% endfor %}",
    "recursive loop": "{% for a in range(300) recursive %}{{ loop(range(300)) }}{% endfor %}",
}


def _in_body(expression: str) -> Callable[[Surroundings], bytes]:
    return lambda _: toys.template(expression)


def _of_template() -> dict[str, Vector]:
    made = {f"walk: {name}": Vector(make=_in_body(text), told=INNER) for name, text in WALKS.items()}
    made["walk: self dict"] = Vector(make=_in_body(WALKS["self dict"]))
    made |= {f"blind: {name}": Vector(make=_in_body(text), told="печатается целый") for name, text in BLIND.items()}
    made |= {
        f"filter: {name}": Vector(make=_in_body(text), told="ошибка в теге.*фильтр") for name, text in FILTERS.items()
    }
    made |= {f"file: {name}": Vector(make=_in_body(text)) for name, text in FILES.items()}
    made |= {f"bomb: {name}": Vector(make=_in_body(text)) for name, text in BOMBS.items()}
    slow = {f"slow: {name}": _in_body(text) for name, text in SLOW.items()}
    return made | {name: Vector(make=make, limits=QUICK) for name, make in slow.items()}


def _places() -> dict[str, Vector]:
    """The same code in every place that a Word file has."""

    def code(around: Surroundings) -> str:
        return "{{ " + _escape_to(around.canary) + " }}"

    def app(around: Surroundings) -> bytes:
        name = "docProps/app.xml"
        xml = files.members()[name].decode()
        return files.with_members(
            {name: xml.replace("</Properties>", f"<Company>{escape(code(around))}</Company></Properties>").encode()}
        )

    def custom(around: Surroundings) -> bytes:
        kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
        return files.with_type(kind, "docProps/custom.xml", f"<Properties>{escape(code(around))}</Properties>".encode())

    def split(around: Surroundings) -> bytes:
        text = code(around)
        return files.with_runs(*(text[at : at + 3] for at in range(0, len(text), 3)))

    def in_table(around: Surroundings) -> bytes:
        return toys.template(draw=lambda document: toys.add_table(document, (code(around), "1")))

    dead = {"told": None}
    return {
        "place: body": Vector(make=lambda a: toys.template(code(a)), told=INNER),
        "place: header": Vector(make=lambda a: files.with_margins(code(a), ""), told=INNER),
        "place: footer": Vector(make=lambda a: files.with_margins("", code(a)), told=INNER),
        "place: core properties": Vector(make=lambda a: files.with_core_title(code(a)), told=INNER),
        "place: footnotes": Vector(make=lambda a: files.with_notes("footnotes", code(a)), told=INNER),
        "place: split over runs": Vector(make=split, told=INNER),
        "place: table": Vector(make=in_table, told=INNER),
        "place: endnotes": Vector(make=lambda a: files.with_notes("endnotes", code(a)), **dead),
        "place: comments": Vector(make=lambda a: files.with_notes("comments", code(a)), told="удалите примечания"),
        "place: app properties": Vector(make=app, **dead),
        "place: custom properties": Vector(make=custom, **dead),
    }


VECTORS = _of_template() | _places()
