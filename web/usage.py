"""Wrong use of a command, told in Russian: click speaks English."""

from __future__ import annotations

from collections.abc import Iterable

import click


def explain_usage(error: click.ClickException) -> str:
    """One line: what is wrong with the command and where to read how it is used."""
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
    if parameter is None or not isinstance(parameter.type, click.Choice):
        return ""
    return f" Можно: {', '.join(map(str, parameter.type.choices))}."


def _near(possibilities: Iterable[str] | None) -> str:
    return f" Может быть, {' или '.join(possibilities)}?" if possibilities else ""
