"""What goes wrong inside a template, told in Russian."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import jinja2

from docgen.errors import TemplateError
from docgen.template_faults import russian

_FAULTS_OF_EXPRESSIONS = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)


@contextmanager
def told(part: str) -> Iterator[None]:
    """Turns errors of Jinja, and of expressions that it evaluates, into TemplateError naming the part of the DOCX."""
    try:
        yield
    except jinja2.exceptions.SecurityError as error:
        raise TemplateError(f"Шаблон DOCX, {part}: запрещённое действие: {error}") from error
    except jinja2.UndefinedError as error:
        raise TemplateError(f"Шаблон DOCX, {part}: {russian(error)}") from error
    except jinja2.TemplateError as error:
        raise TemplateError(f"Шаблон DOCX, {part}: ошибка в теге: {russian(error)}") from error
    except _FAULTS_OF_EXPRESSIONS as error:
        raise TemplateError(f"Шаблон DOCX, {part}: значение не подходит тегу: {russian(error)}") from error
