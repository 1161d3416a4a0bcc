"""What the program finds on this machine, and what mends it."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module, metadata

_REQUIRED = (
    "plutoprint",
    "pypdf",
    "jinja2",
    "docxtpl",
    "lxml",
    "pydantic",
    "yaml",
    "segno",
    "fontTools",
    "xlsxwriter",
    "pymorphy3",
    "click",
    "sqlalchemy",
    "alembic",
)
_DISTRIBUTIONS = {
    "yaml": "PyYAML",
    "jinja2": "Jinja2",
    "fontTools": "fonttools",
    "xlsxwriter": "XlsxWriter",
    "sqlalchemy": "SQLAlchemy",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One look at the machine: what, whether it is well, what was found or what mends it."""

    name: str
    is_well: bool
    answer: str
    is_optional: bool = False

    @property
    def mark(self) -> str:
        """✓ well, ✗ missing, — missing but not needed by everyone."""
        return "✓" if self.is_well else ("—" if self.is_optional else "✗")


def examine() -> list[Check]:
    """Every check in the order it is told."""
    checks = [_python(), *(_library(name) for name in _REQUIRED), _templates(), _fonts(), _database()]
    checks.append(_optional("Почта", _mail))
    return [*checks, _optional("WeasyPrint и Pango", _weasyprint), _optional("LibreOffice", _libreoffice)]


def _python() -> Check:
    return Check("Python", sys.version_info >= (3, 11), f"{platform.python_version()}, нужен 3.11 или новее")


def _library(name: str) -> Check:
    try:
        import_module(name)
        return Check(name, True, metadata.version(_DISTRIBUTIONS.get(name, name)))
    except ImportError:
        return Check(name, False, "не установлена; выполните ./run demo или pip install pervichka")


def _templates() -> Check:
    from docgen.errors import DocgenError
    from docgen.library import kinds, templates_root

    try:
        return Check("Библиотека шаблонов", True, f"видов документов: {len(kinds())}, {templates_root()}")
    except DocgenError as error:
        return Check("Библиотека шаблонов", False, str(error))


def _fonts() -> Check:
    from docgen import fonts
    from docgen.errors import DocgenError

    try:
        found = sorted(path.stem for path in fonts.folder().glob("*.ttf"))
    except DocgenError:
        found = []
    return Check("Шрифты", bool(found), ", ".join(found) or "не найдены; переустановите программу")


def _database() -> Check:
    """Whether the database can be opened, if there is one yet; nothing is made or changed."""
    import sqlite3

    from docgen.errors import DocgenError
    from tracker.database import Database, journal_mode
    from tracker.migrations import current, newest
    from web.settings import house_settings

    name = "База данных"
    try:
        settings = house_settings()
        if settings.database_url is None and not settings.home.exists():  # to ask the database would make its folder
            return Check(name, True, f"ещё нет, её сделает первая команда в папке {settings.home}")
        database = Database.at(settings.url)
        if database.path and not database.path.exists():
            return Check(name, True, f"ещё нет, её сделает первая команда: {database.path}")
        with database.read() as connection:
            revision = current(connection)
    except DocgenError as error:
        return Check(name, False, str(error))
    kind = f"SQLite {sqlite3.sqlite_version}, {'/'.join(journal_mode())}" if database.is_sqlite else "PostgreSQL"
    database.dispose()
    return Check(name, True, f"{kind}, версия таблиц {revision or 'никакая'} из {newest()}")


def _optional(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look(), is_optional=True)
    except LookupError as absence:
        return Check(name, False, str(absence.args[0]), is_optional=True)


def _mail() -> str:
    """Where letters go; the server itself is not asked, and its password is not shown."""
    from docgen.errors import DocgenError
    from tracker.letters.server import NOT_SET, server_of
    from web.settings import house_settings

    try:
        server = server_of(house_settings())
    except DocgenError as error:
        raise LookupError(str(error)) from error
    if server is None:
        raise LookupError(NOT_SET)
    return f"{server}, письма уходят от {server.sender}"


def _weasyprint() -> str:
    from docgen.errors import EngineError
    from docgen.pdf import check_engine

    try:
        return check_engine("weasyprint")
    except EngineError as error:
        raise LookupError(str(error)) from error


def _libreoffice() -> str:
    from docgen.office import OfficeError, version

    try:
        return version()
    except OfficeError as error:
        raise LookupError(str(error)) from error
