"""`pervichka serve`: the desk for real use, in one process; the first start asks for an administrator."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from web.commands.options import today_option
from web.commands.usage import RussianCommand

if TYPE_CHECKING:
    from datetime import date

    from tracker.house import House

HOST, PORT = "127.0.0.1", 8000
host_option = click.option("--host", default=HOST, show_default=True, help="Адрес, на котором слушать.")
port_option = click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Порт; 0 — любой свободный."
)


@click.command(
    cls=RussianCommand, help="Рабочее место в браузере, до Ctrl-C. При первом запуске спросит администратора."
)
@host_option
@port_option
@today_option
def serve(host: str, port: int, today: str | None) -> None:
    """Serves the house of this environment, and does its background work."""
    from tracker.accounts.passwords import has_administrator
    from web.settings import open_house
    from web.settings import today as business_day

    house = open_house()
    try:
        with house.database.read() as connection:
            is_ready = has_administrator(connection)
        if not is_ready:
            ask_for_administrator(house, business_day(today))
        serve_house(house, host, port, today)
    finally:
        house.close()


def serve_house(house: House, host: str, port: int, today: str | None) -> None:
    """Serves until the process is asked to stop. Raises SettingError, AddressTakenError."""
    from web.application import create_app
    from web.config import desk_config
    from web.serving import served, work
    from web.settings import today as business_day

    def day() -> date:
        return business_day(today)

    app = create_app(house, desk_config(house.settings.home), day)
    with served(app, host, port) as chosen:
        click.echo(f"Открыто: http://{host}:{chosen}/  (остановить: Ctrl-C)")
        work(house, day)
    click.echo("Остановлено.")


def ask_for_administrator(house: House, day: date) -> None:
    """Asks on the terminal who sets the house up. Raises SettingError where nobody can answer."""
    from tracker.accounts.passwords import set_password
    from tracker.errors import NotFoundError
    from tracker.people import Role, add_person, change_role, find_person
    from web.settings import SettingError

    if not sys.stdin.isatty():
        raise SettingError(
            "Администратора ещё нет. Запустите pervichka serve в терминале, он спросит имя и пароль, или выполните "
            "pervichka user add ЛОГИН --name ИМЯ --role admin, затем pervichka user password ЛОГИН."
        )
    click.echo("Первый запуск: кто будет администратором?")
    login = click.prompt("Логин (строчные латинские буквы)", default="admin")
    name = click.prompt("Фамилия, имя, отчество")
    password = prompt_password(login)
    with house.work(login, day) as work:
        try:
            find_person(work.connection, login)
        except NotFoundError:
            add_person(work, login=login, name=name, role=Role.ADMIN)
        else:
            change_role(work, login, Role.ADMIN)
        set_password(work, login, password)
    click.echo(f"Администратор {login} добавлен.")


def prompt_password(login: str) -> str:
    """Asks for a new password, twice, until it is fit."""
    from tracker.accounts.passwords import check_strength
    from tracker.errors import RefusedError

    while True:
        password: str = click.prompt("Пароль", hide_input=True, confirmation_prompt="Пароль ещё раз")
        try:
            check_strength(password, login)
        except RefusedError as error:
            click.echo(str(error), err=True)
        else:
            return password
