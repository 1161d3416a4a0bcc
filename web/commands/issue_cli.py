"""`pervichka issue …`: papers issued for good, and their files in a folder.

A folder that takes no files is refused before anything is issued; files are written after the commit. So a process that
is killed in between leaves issued papers without copies in the folder, which the vault gives, and never a copy of a
paper that was not issued.
"""

from __future__ import annotations

from pathlib import Path
from shlex import quote

import click

from web.commands.options import PATH, today_option
from web.commands.usage import RussianGroup

_output = click.option("-o", "--output", "folder", type=PATH, required=True, help="Папка для файлов.")


@click.group(cls=RussianGroup, help="Выпустить документы: номер, вечные данные, файлы в хранилище, запись в журнале.")
def issue() -> None:
    """Issues papers into the database."""


@issue.command(name="kit", help="Сделка из файла комплекта FILE: договор, счёт и предложение с номерами.")
@click.argument("file", type=PATH)
@_output
@click.option("--code", help="Идентификатор сделки; на него ссылается одобрение скидки. Без него даёт программа.")
@click.option("--by", "login", help="Кто даёт скидки: логин из pervichka user; по умолчанию PERVICHKA_USER.")
@today_option
def issue_kit(file: Path, folder: Path, code: str | None, login: str | None, today: str | None) -> None:
    """Makes the deal, issues its papers and writes the kit."""
    from docgen.intake import read_kit
    from docgen.kit import refuse_folder, write_kit
    from docgen.library import audiences
    from tracker.papers.kits import assemble
    from web.commands.placing import issued_already
    from web.settings import own_template
    from web.working import change

    order = read_kit(file, audiences())
    own = {name: template for name in order.documents if (template := own_template(name, None)) is not None}
    with change(today) as work:
        made = assemble(work, order, code=code, own=own, seller=login)
        refuse_folder(made.kit, folder)
    with issued_already(quote(made.deal_code)):
        write_kit(made.kit, folder)
    for warning in order.warnings:
        click.echo(f"Внимание: {warning}", err=True)
    click.echo(f"Сделка {made.deal_code}")
    for paper in made.papers:
        click.echo(f"{paper.context['document']['full_title']}, код на страницах {paper.page_id}")
    click.echo(folder / "kit.pdf")


@issue.command(name="paper", help="Документ вида KIND из файла FILE; к сделке или сам по себе.")
@click.argument("kind_name", metavar="KIND")
@click.argument("file", type=PATH)
@_output
@click.option("--deal", "deal_code", help="Идентификатор сделки.")
@click.option("--covers", multiple=True, metavar="ID=СУММА", help="Что документ покрывает; можно повторять.")
@click.option("--instead", metavar="ДОКУМЕНТ", help="Заменяет этот документ: тот же номер, исправление.")
@click.option("--reason", default="", help="Почему заменяется документ, который клиент подписал.")
@today_option
def issue_paper(
    kind_name: str,
    file: Path,
    *,
    folder: Path,
    deal_code: str | None,
    covers: tuple[str, ...],
    instead: str | None,
    reason: str,
    today: str | None,
) -> None:
    """Issues one paper."""
    from docgen.bundle import refuse_unwritable
    from docgen.intake.source import read_source
    from docgen.library import find_kind
    from tracker.lookup import deal_key, paper_key
    from tracker.papers.cautions import cautions_of
    from tracker.papers.issuing import issue as issue_one
    from tracker.papers.issuing import supersede
    from web.commands.drafting import draft_of, owner_of
    from web.commands.placing import issued_already, place
    from web.settings import own_template
    from web.working import change

    kind = find_kind(kind_name)
    source = read_source(file)
    refuse_unwritable(folder)
    with change(today) as work:
        deal = deal_key(work.connection, deal_code) if deal_code is not None else None
        former = paper_key(work.connection, deal_code, instead) if instead is not None else None
        draft = draft_of(
            work, kind, source, folder=file.parent, owner=owner_of(work, source, deal), covers=covers,
            local=own_template(kind.name, None),
        )  # fmt: skip
        warnings = list(cautions_of(work.connection, draft, former))
        made = issue_one(work, draft) if former is None else supersede(work, former, draft, reason)
    with issued_already(made.page_id):
        written = place(folder, made.page_id, list(made.files.values()))
    for warning in warnings:
        click.echo(f"Внимание: {warning}", err=True)
    click.echo(f"{made.context['document']['full_title']}, код на страницах {made.page_id}")
    for path in written:
        click.echo(path)
