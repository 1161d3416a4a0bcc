"""Jinja, strict and sandboxed: an unknown name is an error, a template can call nothing and change nothing.

Three environments share filters and walls: «html» escapes for HTML, «docx» for XML, «text» is for clauses,
whose text is escaped later by the skin that prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from docgen.errors import TemplateError
from docgen.filters import FILTERS
from docgen.library import Kind, page_of, templates_root
from docgen.tails import keep_tails

_BUILTIN_FILTERS = (
    "batch", "default", "first", "format", "groupby", "int", "items", "join", "last", "length", "list", "lower", "map",
    "max", "min", "reject", "rejectattr", "replace", "select", "selectattr", "sort", "sum", "title", "trim", "unique",
    "upper",
)  # fmt: skip
_LARGEST_OPERAND = 10_000
_PLAIN = frozenset({str, Markup, int, Decimal})
_HOLDERS = (Mapping, list, tuple, Iterator)


class Sandbox(ImmutableSandboxedEnvironment):
    """ImmutableSandboxedEnvironment with an allow-list of filters and without operators that can explode."""

    intercepted_binops = frozenset({"**", "*", "%", "//"})

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A name is a key first: contexts are dicts, «group.items» means the items, and it is quicker."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuses powers and repeated texts: the sandbox itself bounds neither time nor memory."""
        is_number = isinstance(left, int) and isinstance(right, int) and max(abs(left), abs(right)) < _LARGEST_OPERAND
        if operator == "**" or not is_number:
            raise jinja2.exceptions.SecurityError(f"Действие «{operator}» в шаблоне запрещено.")
        return super().call_binop(context, operator, left, right)


def printed(value: Any) -> Any:
    """What a tag of our own templates prints: never a word of Python («None», «[…]») in a client's paper."""
    if type(value) in _PLAIN:  # all but a few: this is asked of every cell of a long table
        return value
    if value is None:
        raise jinja2.TemplateRuntimeError("значение пусто, и вместо него напечаталось бы «None»")
    if isinstance(value, _HOLDERS):
        what = f"раздел из {', '.join(map(str, value))}" if isinstance(value, Mapping) else "список"
        raise jinja2.TemplateRuntimeError(f"печатается целый {what}: назовите поле в нём")
    return value


@cache
def environment(skin: str) -> Sandbox:
    """The environment of a skin: «html», «docx» or «text»."""
    made = Sandbox(
        finalize=None if skin == "text" else printed,
        autoescape=skin != "text",
        undefined=jinja2.StrictUndefined,
        loader=jinja2.FileSystemLoader(templates_root()) if skin == "html" else jinja2.DictLoader({}),
        trim_blocks=skin == "html",
        lstrip_blocks=skin == "html",
        keep_trailing_newline=False,
    )
    made.filters = {name: made.filters[name] for name in _BUILTIN_FILTERS} | FILTERS
    made.globals = {"range": made.globals["range"]}
    return made


TEMPLATE_FAULTS = (
    jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError,
)  # fmt: skip
"""What a template, or an expression in it, can end in when its author or its data are wrong."""


@cache
def compiled_text(text: str) -> jinja2.Template:
    """A short Jinja text of our own library: a heading, a message."""
    return environment("text").from_string(text)


def one_line(template: jinja2.Template, context: Mapping[str, Any]) -> str:
    """What a short text prints, without the spaces that its own statements leave; no-break spaces stay."""
    return " ".join(word for word in template.render(context).split(" ") if word)


@cache
def compiled_condition(expression: str) -> Callable[..., Any]:
    """A Jinja expression of our own library, to be called with the context."""
    return environment("text").compile_expression(expression, undefined_to_none=False)


@cache
def style_of(kind: Kind) -> Markup:
    """CSS of a kind behind the shared one. It is our own file, so it is marked as safe."""
    base = templates_root() / "_base"
    sheets = [base / "document.css", *([] if kind.is_of_kit else [base / "form.css"]), kind.folder / "style.css"]
    return Markup("".join(sheet.read_text(encoding="utf-8") for sheet in sheets if sheet.is_file()))  # noqa: S704


@cache
def _template(kind: Kind) -> jinja2.Template:
    """Its own file is read from the kind's folder, what it extends and includes from the library."""
    return environment("html").from_string(page_of(kind))


def render_html(kind: Kind, context: Mapping[str, Any]) -> str:
    """The whole HTML page of a paper. Raises TemplateError in Russian naming the template and line."""
    try:
        return keep_tails(_template(kind).render(context, style=style_of(kind)))
    except TEMPLATE_FAULTS as error:
        raise TemplateError(f"Шаблон {kind.name}/template.html: {error}") from error
