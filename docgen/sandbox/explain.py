"""Turns whatever a foreign template brings about into one refusal in Russian."""

from __future__ import annotations

import re

import jinja2
from jinja2.exceptions import SecurityError

from docgen.errors import DocgenError, EngineError, LibraryError, TemplateError
from docgen.sandbox.errors import Finding, ForbiddenTemplateError, SandboxError, TooLargeError, shown
from docgen.sandbox.walls import ClosedError, WallError
from docgen.template_faults import russian

_ATTRIBUTE = re.compile(r"access to attribute '(?P<name>[^']*)'")
_CALL = re.compile(r"(?P<name>.*) is not safely callable", re.DOTALL)
_TOLD = (TemplateError, EngineError, LibraryError, SandboxError)
_FAULTS_OF_EXPRESSIONS = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError)


def explained(error: BaseException) -> DocgenError:
    """The refusal for an error that nobody has told yet, or told only in general words."""
    cause = error.__cause__ if isinstance(error, TemplateError) else error
    if isinstance(cause, RecursionError):
        return TooLargeError("Шаблон вложен слишком глубоко или вызывает сам себя: упростите его.")
    if isinstance(cause, MemoryError):
        return TooLargeError("Шаблону не хватило памяти: уменьшите картинки, таблицы и циклы в нём.")
    finding = _finding(cause, _place(error))
    if finding is not None:
        return ForbiddenTemplateError([finding])
    return error if isinstance(error, _TOLD) else _fault(error)


def _place(error: BaseException) -> str:
    """The part of the DOCX that the error names, else the line of the template."""
    if isinstance(error, TemplateError):
        return str(error).partition(": ")[0].removeprefix("Шаблон DOCX, ")
    line = line_of(error)
    return f"строка {line} шаблона" if line else "текст шаблона"


def line_of(error: BaseException) -> int:
    """The line of the template that Jinja's own traceback names, 0 if none."""
    line = int(getattr(error, "lineno", None) or 0)
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _finding(cause: BaseException | None, place: str) -> Finding | None:
    if isinstance(cause, WallError):
        return Finding(place, f"попытка выйти из ограниченного процесса ({shown(str(cause))})")
    if isinstance(cause, ClosedError):
        return Finding(place, f"попытка прочитать чужой файл ({shown(str(cause))})")
    if isinstance(cause, OverflowError) and str(cause).startswith("Range too big"):
        return Finding(place, "слишком длинный ряд чисел range()")
    if isinstance(cause, SecurityError):
        return Finding(place, _of_security(str(cause)))
    if isinstance(cause, jinja2.TemplateNotFound):
        return Finding(
            place, f"обращение к файлу «{shown(str(cause.name))}», которого нет среди общих файлов программы"
        )
    return None


def _of_security(text: str) -> str:
    if found := _ATTRIBUTE.search(text):
        return f"обращение к внутреннему имени «{shown(found['name'])}»"
    if found := _CALL.fullmatch(text):
        return f"вызов того, что вызывать нельзя: «{shown(found['name'])}»"
    return shown(text)


def _said(error: BaseException) -> str:
    """In Russian; what nobody has translated is foreign text and is cut short."""
    told = russian(error)
    return shown(told) if told in (str(error), getattr(error, "message", None)) else told


def _fault(error: BaseException) -> DocgenError:
    line = line_of(error)
    place = f"Шаблон, строка {line}" if line else "Шаблон"
    if isinstance(error, jinja2.UndefinedError):
        return TemplateError(f"{place}: {_said(error)}")
    if isinstance(error, jinja2.TemplateError):
        return TemplateError(f"{place}: ошибка в теге: {_said(error)}")
    if isinstance(error, DocgenError):  # a filter refuses its value
        return TemplateError(f"{place}: {error}")
    if isinstance(error, _FAULTS_OF_EXPRESSIONS):
        return TemplateError(f"{place}: значение не подходит тегу: {_said(error)}")
    return SandboxError(f"Файл не удалось разобрать ({type(error).__name__}): сохраните его заново и повторите.")
