"""`pervichka user …`: who works with the program, in which role, and by which position discounts are theirs to give."""

from __future__ import annotations

import json
import sys
from contextlib import closing

import click

from web.commands.options import today_option
from web.commands.usage import RussianGroup

_ROLES = ("manager", "control", "lawyer", "head", "admin")
_json = click.option("--json", "as_json", is_flag=True, help="Ответ в JSON.")
_title = click.option("--title", help="Должность, как в правилах скидок; по умолчанию обычная для роли.")
_login = click.argument("login")


@click.group(name="user", cls=RussianGroup, help="Пользователи: добавить, сменить роль или адрес, заблокировать.")
def user() -> None:
    """People of the house."""


@user.command(help="Добавить пользователя LOGIN: строчные латинские буквы, цифры и знаки «._-».")
@_login
@click.option("--name", required=True, help="Фамилия, имя, отчество.")
@click.option("--role", "word", type=click.Choice(_ROLES), required=True, help="Роль.")
@_title
@today_option
def add(login: str, *, name: str, word: str, title: str | None, today: str | None) -> None:
    """Adds a person."""
    from tracker import people
    from web.settings import actor, open_house
    from web.settings import today as business_day

    with closing(open_house()) as house, house.work(actor(), business_day(today)) as work:
        person = people.add_person(work, login=login, name=name, role=people.Role(word), title=title)
    click.echo(f"Добавлен {person.login}: {person.name}, {person.role.label}, должность «{person.title}».")


@user.command(name="list", help="Все пользователи.")
@_json
def list_users(as_json: bool) -> None:
    """Lists people, the blocked ones too."""
    from dataclasses import asdict

    from tracker.people import list_people
    from web.settings import open_house

    with closing(open_house()) as house, house.database.read() as connection:
        people = list_people(connection)
    if as_json:
        click.echo(json.dumps([asdict(person) for person in people], ensure_ascii=False, indent=2))
        return
    for person in people:
        blocked = "" if person.is_active else "  (заблокирован)"
        address = f", {person.email}" if person.email else ""
        click.echo(f"{person.login:20} {person.role.label:20} {person.name}, {person.title}{address}{blocked}")


@user.command(help="Дать пользователю LOGIN роль ROLE; должность меняется вместе с ней.")
@_login
@click.argument("word", metavar="ROLE", type=click.Choice(_ROLES))
@_title
@today_option
def role(login: str, word: str, title: str | None, today: str | None) -> None:
    """Changes a role."""
    from tracker import people
    from web.settings import actor, open_house
    from web.settings import today as business_day

    with closing(open_house()) as house, house.work(actor(), business_day(today)) as work:
        person = people.change_role(work, login, people.Role(word), title)
    click.echo(f"{person.login}: {person.role.label}, должность «{person.title}».")


@user.command(help="Сказать, на какой адрес писать пользователю LOGIN; без ADDRESS писать ему некуда.")
@_login
@click.argument("address", required=False)
@today_option
def email(login: str, address: str | None, today: str | None) -> None:
    """Changes the address to which letters go."""
    from tracker import people
    from web.working import change

    with change(today) as work:
        person = people.change_email(work, login, address)
    click.echo(f"{person.login}: {person.email or 'адреса нет, писем не будет'}.")


@user.command(help="Заблокировать пользователя LOGIN: его права больше не действуют.")
@_login
@today_option
def block(login: str, today: str | None) -> None:
    """Blocks a person."""
    from tracker import people
    from web.settings import actor, open_house
    from web.settings import today as business_day

    with closing(open_house()) as house, house.work(actor(), business_day(today)) as work:
        people.block(work, login)
    click.echo(f"{login}: заблокирован.")


@user.command(help="Снять блокировку с пользователя LOGIN.")
@_login
@today_option
def unblock(login: str, today: str | None) -> None:
    """Unblocks a person."""
    from tracker import people
    from web.settings import actor, open_house
    from web.settings import today as business_day

    with closing(open_house()) as house, house.work(actor(), business_day(today)) as work:
        people.unblock(work, login)
    click.echo(f"{login}: блокировка снята.")


@user.command(help="Дать пользователю LOGIN пароль для входа в браузере; его прежние входы закроются.")
@_login
@click.option("--stdin", "is_piped", is_flag=True, help="Взять пароль из первой строки стандартного ввода.")
@today_option
def password(login: str, *, is_piped: bool, today: str | None) -> None:
    """Gives a password that the person is asked to change at the first entry."""
    from tracker.accounts.passwords import set_password
    from tracker.people import find_person
    from web.commands.serve_cli import prompt_password
    from web.settings import actor, open_house
    from web.settings import today as business_day

    with closing(open_house()) as house:
        with house.database.read() as connection:
            find_person(connection, login)
        chosen = sys.stdin.readline().rstrip("\r\n") if is_piped else prompt_password(login)
        with house.work(actor(), business_day(today)) as work:
            set_password(work, login, chosen, must_change=True)
    click.echo(f"Пароль для {login} задан: при входе программа попросит заменить его своим.")


@user.command(name="internal-prices", help="Разрешить или запретить пользователю LOGIN внутренние цены.")
@_login
@click.option("--allow/--deny", "is_allowed", required=True, help="Разрешить или запретить.")
@today_option
def internal_prices(login: str, *, is_allowed: bool, today: str | None) -> None:
    """A right of its own: it comes with no role."""
    from tracker.accounts.visitors import allow_internal_prices
    from web.settings import actor, open_house
    from web.settings import today as business_day

    with closing(open_house()) as house, house.work(actor(), business_day(today)) as work:
        allow_internal_prices(work, login, is_allowed=is_allowed)
    click.echo(f"Внутренние цены для {login}: {'разрешены' if is_allowed else 'запрещены'}.")
