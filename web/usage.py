"""Wrong use of a command, told in Russian: click speaks English."""

from __future__ import annotations

from difflib import get_close_matches

import click


def explain_usage(error: click.ClickException) -> str:
    """One line: what is wrong with the command and where to read how it is used."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "pervichka"
    return f"{_problem(error)} Как пользоваться: {command} --help"


def _problem(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            near = f" Может быть, {' или '.join(error.possibilities)}?" if error.possibilities else ""
            return f"Нет ключа {error.option_name}.{near}"
        case click.MissingParameter():
            return f"Не указано: {_name(error.param)}."
        case click.BadParameter():
            return f"Значение не подходит: {_name(error.param)}.{_choices(error.param)}"
        case click.BadOptionUsage():
            return f"Ключу {error.option_name} нужно значение."
        case click.UsageError() if error.ctx is not None and isinstance(error.ctx.command, click.Group):
            return _unknown_command(error.ctx)
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


def _unknown_command(context: click.Context) -> str:
    group = context.command
    assert isinstance(group, click.Group)  # noqa: S101  the caller matched it
    names = group.list_commands(context)
    asked = next(
        (word for word in [*context.args, *getattr(context, "_protected_args", [])] if not word.startswith("-")), ""
    )
    near = get_close_matches(asked, names, n=1)
    hint = f" Может быть, {near[0]}?" if near else f" Есть: {', '.join(names)}."
    return f"Нет такой команды{f' «{asked}»' if asked else ''}.{hint}"
