"""What is wrong with a file or a page of a scanner."""

from __future__ import annotations

from docgen.errors import DocgenError
from docgen.sandbox import CrashedError, SandboxError, TooLargeError, TooLongError, UnavailableError


class ScanError(DocgenError):
    """A scan that cannot be opened, read or shown."""


def told(error: DocgenError) -> str:
    """Why the limited process gave a scan up, in Russian; its own words speak of templates."""
    match error:
        case UnavailableError():
            return str(error)
        case TooLongError():
            return "разбор шёл слишком долго и остановлен: отсканируйте страницу заново"
        case TooLargeError():
            return "на разбор не хватило памяти: отсканируйте с разрешением 150–300 точек на дюйм"
        case CrashedError():
            return "разбор оборвался, файл повреждён или слишком велик: отсканируйте страницу заново"
        case _ if type(error) is SandboxError:  # what the job itself has told
            return str(error).removesuffix(".")
        case _:
            return "не удалось разобрать: отсканируйте страницу заново"
