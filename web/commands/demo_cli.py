"""`pervichka demo`: a first kit, what is at risk in a few deals, and a company of three years to walk through."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from web.commands import deals_cli
from web.commands.options import PATH, today_option
from web.commands.serve_cli import host_option, port_option, serve_house

if TYPE_CHECKING:
    from datetime import date

    from tracker.demo import DemoCompany

COMPANY, ABOUT = "company", "company.json"
_PART = "company.part"
_WORDS = (
    *("лес", "река", "мост", "поле", "зима", "утро", "снег", "клён"),
    *("лист", "гора", "сосна", "ветер", "облако", "берег", "песок", "камень"),
)

MakeKit = Callable[[Path, Path, str], None]
"""Writes the kit of a file into a folder by an engine, and says so."""


def run(make_kit: MakeKit, folder: Path | None, engine: str, today: str | None) -> Path:
    """Makes and tells everything of the demo but the server; answers the folder of the company's house."""
    from docgen.library import find_kind
    from web.settings import home
    from web.settings import today as business_day

    sample = find_kind("supply_contract").folder / "sample.yaml"
    target = (folder or home() / "demo").absolute()
    click.echo(f"Образец: {sample}")
    make_kit(sample, target, engine)
    click.echo(f"Готово. Откройте {target / 'kit.pdf'}: договор, счёт на оплату и коммерческое предложение.\n")
    deals_cli.show_sample(target / "deals")
    house = target / COMPANY
    if not (house / ABOUT).is_file():
        make_company(target, business_day(today))
    _introduce(json.loads((house / ABOUT).read_text(encoding="utf-8")))
    return house


def make_company(folder: Path, day: date) -> None:
    """Seeds the company into the folder, whole or not at all: a demo that was broken off begins anew."""
    from tracker.accounts.passwords import set_password
    from tracker.demo import seed
    from tracker.house import House
    from tracker.settings import Settings

    part = folder / _PART
    if part.exists():
        shutil.rmtree(part)
    click.echo("\nСобираю учебную компанию: три организации, 60 клиентов, 250 сделок за три года…")
    house = House.open(Settings(home=part))
    try:
        company = seed(house, day)
        password = " ".join(secrets.choice(_WORDS) for _ in range(4))
        with house.work("demo", day) as work:
            for person in company.people:
                set_password(work, person.login, password)
    finally:
        house.close()
    about = json.dumps(_about(company, password), ensure_ascii=False, indent=2)
    (part / ABOUT).touch(mode=0o600)
    (part / ABOUT).write_text(about, encoding="utf-8")
    part.rename(folder / COMPANY)


def _about(company: DemoCompany, password: str) -> dict[str, Any]:
    return {
        "password": password,
        "people": [{"login": one.login, "name": one.name, "role": one.role.label} for one in company.people],
        "deals": [{"login": one.login, "code": one.code, "why": one.why} for one in company.first_deals],
    }


def _introduce(about: Mapping[str, Any]) -> None:
    click.echo("\nУчебная компания готова. Пароль у всех один: " + about["password"])
    for person in about["people"]:
        click.echo(f"  {person['login']:12} {person['role']:20} {person['name']}")
    click.echo("С чего начать:")
    for deal in about["deals"]:
        click.echo(f"  {deal['login']}: сделка {deal['code']} — {deal['why']}")


def command(make_kit: MakeKit, engine_option: Callable[[Any], Any]) -> click.Command:
    """The command, which makes its kit as the command `kit` does."""

    @click.command(help="Учебная компания: комплект из образца, 250 сделок и рабочее место в браузере, до Ctrl-C.")
    @click.option("-o", "--output", "folder", type=PATH, help="Папка; по умолчанию demo внутри PERVICHKA_HOME (./var).")
    @click.option("--once", "is_once", is_flag=True, help="Всё подготовить и закончить, не открывая рабочее место.")
    @host_option
    @port_option
    @today_option
    @engine_option
    def demo(folder: Path | None, *, is_once: bool, host: str, port: int, today: str | None, engine: str) -> None:
        from tracker.house import House
        from tracker.settings import Settings

        place = run(make_kit, folder, engine, today)
        if is_once:
            click.echo("Открыть рабочее место: pervichka demo")
            return
        house = House.open(Settings(home=place))
        try:
            serve_house(house, host, port, today)
        finally:
            house.close()

    return demo
