"""Wrong use of a command, told in Russian: click speaks English."""

from __future__ import annotations

from collections.abc import Iterable

import click

_HEADINGS = {"Options": "Ключи", "Commands": "Команды"}
_WORDS = {
    "[OPTIONS]": "[КЛЮЧИ]",
    "COMMAND [ARGS]...": "КОМАНДА …",
    "[required]": "[обязательно]",
    "[default: ": "[по умолчанию: ",
}


class _Formatter(click.HelpFormatter):
    """Help whose headings and marks are Russian too."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _in_russian(args), prefix or "Применение: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(name, _in_russian(text)) for name, text in rows], col_max, col_spacing)


class _Context(click.Context):
    formatter_class = _Formatter


class RussianCommand(click.Command):
    """A command whose help is Russian."""

    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option itself, explained in Russian."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Показать эту справку."
        return option


class RussianGroup(RussianCommand, click.Group):
    """A group of such commands."""

    command_class = RussianCommand


def _in_russian(text: str) -> str:
    for english, russian in _WORDS.items():
        text = text.replace(english, russian)
    return text


def explain_usage(error: click.ClickException) -> str:
    """One line: what is wrong with the command and where to read how it is used."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.message
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "pervichka"
    return f"{_problem(error)} Как пользоваться: {command} --help"


def _problem(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            return f"Нет ключа {error.option_name}.{_near(error.possibilities)}"
        case click.MissingParameter():
            return f"Не указано: {_name(error.param)}."
        case click.BadParameter():
            return f"Значение не подходит: {_name(error.param)}.{_choices(error.param)}"
        case click.BadOptionUsage():
            return f"Ключу {error.option_name} нужно значение."
        case click.NoSuchCommand():
            return f"Нет команды «{error.command_name}».{_near(error.possibilities)}"
        case _:
            return "Лишние или неверные слова в команде."


def _name(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "параметр"
    return (
        " / ".join(parameter.opts)
        if isinstance(parameter, click.Option)
        else (parameter.human_readable_name or "").upper()
    )


def _choices(parameter: click.Parameter | None) -> str:
    if parameter is not None and isinstance(parameter.type, click.DateTime):
        return " Нужен день вида 2026-11-22."
    if parameter is None or not isinstance(parameter.type, click.Choice):
        return ""
    return f" Можно: {', '.join(map(str, parameter.type.choices))}."


def _near(possibilities: Iterable[str] | None) -> str:
    return f" Может быть, {' или '.join(possibilities)}?" if possibilities else ""
