"""The command line. Each command imports what it uses and nothing else, so that a kit starts in a second."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from docgen.errors import DocgenError, InputError
from web.commands import (
    closing_cli,
    deals_cli,
    demo_cli,
    electronic_cli,
    facts_cli,
    issue_cli,
    jobs_cli,
    keeping_cli,
    legal_cli,
    letters_cli,
    lists_cli,
    papers_cli,
    payments_cli,
    people_cli,
    prices_cli,
    reminders_cli,
    scans_cli,
    serve_cli,
    statement_cli,
)
from web.commands.options import PATH
from web.commands.template_cli import template
from web.commands.usage import RussianGroup, explain_usage

BAD_INPUT = 2
_DEALS = "deals"


@click.group(cls=RussianGroup, help="Первичка: документы сделки от договора до подписанного акта.")
@click.version_option(package_name="pervichka", prog_name="pervichka", message="%(prog)s %(version)s", help="Версия.")
def commands() -> None:
    """The commands of Первичка."""


def main(args: list[str] | None = None) -> None:
    """Entry point of the console script. Expected errors are told in Russian and end with status 2."""
    try:
        status = commands.main(args, prog_name="pervichka", standalone_mode=False)
    except InputError as error:
        _tell(*map(str, error.faults), f"Ошибок: {len(error.faults)}. Ничего не записано.")
        status = BAD_INPUT
    except DocgenError as error:
        _tell(str(error))
        status = BAD_INPUT
    except click.ClickException as error:
        _tell(explain_usage(error))
        status = BAD_INPUT
    except UnicodeEncodeError:  # a word of the command or a variable with bytes of another encoding
        _tell("В словах команды или в переменных PERVICHKA_… есть знаки не в UTF-8: наберите их заново.")
        status = BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        status = 130
    except OSError:  # standard output is full or gone; files are told by OutputError
        _tell("Не удалось вывести ответ: проверьте, куда он направлен.")
        status = 1
    sys.exit(status if isinstance(status, int) else 0)


def _tell(*lines: str) -> None:
    for line in lines:
        click.echo(line, err=True)


def _warn(warnings: tuple[str, ...]) -> None:
    _tell(*(f"Внимание: {warning}" for warning in warnings))


_engine = click.option(
    "--engine",
    type=click.Choice(["plutoprint", "weasyprint"]),
    default="plutoprint",
    show_default=True,
    help="Чем рисовать PDF: plutoprint быстрее, weasyprint нужна библиотека Pango.",
)


@commands.command(help="Комплект из одного файла FILE: договор, счёт, коммерческое предложение.")
@click.argument("file", type=PATH)
@click.option("-o", "--output", "folder", type=PATH, required=True, help="Папка для комплекта.")
@_engine
def kit(file: Path, folder: Path, engine: str) -> None:
    """Reads the file, renders the kit from one snapshot and writes all of it or nothing."""
    _make_kit(file, folder, engine)


def _make_kit(file: Path, folder: Path, engine: str) -> None:
    from docgen.intake import read_kit
    from docgen.kit import assemble, write_kit
    from docgen.library import audiences, find_kind
    from web.settings import own_template

    order = read_kit(file, audiences())
    chosen = {name: own_template(name, None) for name in order.documents}
    own = {name: template for name, template in chosen.items() if template is not None}
    made = assemble(order.snapshot, [find_kind(name) for name in order.documents], order.attachments, engine, own=own)
    write_kit(made, folder)
    _warn(order.warnings)
    for name in made.files:
        click.echo(folder / name.name)


@commands.command(help="Один документ вида KIND из файла FILE; формат — по расширению OUT.")
@click.argument("kind")
@click.argument("file", type=PATH)
@click.option("-o", "--output", "out", type=PATH, required=True, help="Файл результата: .pdf, .docx или .xlsx.")
@click.option("--id", "document_id", default="", help="Идентификатор документа: печатается кодом на полях.")
@click.option("--template", "chosen", help="Номер своего шаблона или shipped; по умолчанию тот, что в работе.")
@_engine
def render(kind: str, file: Path, *, out: Path, document_id: str, chosen: str | None, engine: str) -> None:
    """Renders one paper; the format comes from the extension of the output file."""
    from docgen.bundle import write_file
    from docgen.page_code import check_id
    from docgen.papers import read_order
    from docgen.rendering import render_paper
    from web.settings import SettingError, own_template

    fault = check_id(document_id) if document_id else None
    if fault:
        raise SettingError(f"--id: {fault}")
    order = read_order(file, kind)
    fmt = out.suffix.removeprefix(".").lower()
    local = own_template(order.kind.name, chosen)
    content = render_paper(order.kind, order.context, fmt, engine, document_id=document_id, local=local)
    write_file(out, content)
    _warn(order.warnings)
    click.echo(out)


@commands.command(help="Виды документов: название, форматы, что подтверждают.")
@click.option("--json", "as_json", is_flag=True, help="Список в JSON.")
def kinds(as_json: bool) -> None:
    """Lists the library."""
    from docgen.library import kinds as library

    found = library().values()
    if as_json:
        keys = ("title", "audience", "formats", "confirms")
        listing = [{"kind": kind.name} | {key: getattr(kind, key) for key in keys} for kind in found]
        click.echo(json.dumps(listing, ensure_ascii=False, indent=2))
        return
    for kind in found:
        click.echo(f"{kind.name:24} {kind.title} ({', '.join(kind.formats)})")


@commands.command(help="JSON Schema входного файла: kit, deals или вид документа.")
@click.argument("name")
def schema(name: str) -> None:
    """Prints what an input file may hold."""
    from docgen.papers import input_schema

    if name == _DEALS:
        from tracker.deals_file.schema import json_schema

        click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
        return
    click.echo(json.dumps(input_schema(name), ensure_ascii=False, indent=2))


@commands.command(help="Что установлено и чего не хватает.")
def doctor() -> None:
    """Looks at the machine; ends with status 1 when something that every command needs is missing."""
    from web.commands.doctor import examine

    checks = examine()
    for check in checks:
        click.echo(f"{check.mark} {check.name}: {check.answer}")
    if not all(check.is_well or check.is_optional for check in checks):
        click.get_current_context().exit(1)


for _command in (
    demo_cli.command(_make_kit, _engine),
    template,
    deals_cli.load,
    deals_cli.audit,
    deals_cli.sweep,
    lists_cli.findings,
    lists_cli.obligations,
    lists_cli.rules,
    issue_cli.issue,
    papers_cli.paper,
    facts_cli.fact,
    payments_cli.import_statement,
    payments_cli.payments,
    papers_cli.deal,
    statement_cli.statement,
    statement_cli.mapping,
    scans_cli.scan,
    scans_cli.confirm,
    scans_cli.tray,
    legal_cli.claim,
    legal_cli.dossier,
    closing_cli.closing,
    jobs_cli.batch,
    jobs_cli.worker,
    electronic_cli.signature,
    electronic_cli.exchange,
    reminders_cli.remind,
    letters_cli.letter,
    reminders_cli.calendar,
    papers_cli.numbering,
    prices_cli.prices,
    people_cli.user,
    serve_cli.serve,
    keeping_cli.verify,
    keeping_cli.journal,
    keeping_cli.backup,
    keeping_cli.restore,
):
    commands.add_command(_command)


if __name__ == "__main__":
    main()
