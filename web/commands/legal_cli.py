"""The lawyer's commands: the claim of a deal and its dossier."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from web.commands.claim_options import choice_of, computing, letter_terms_of
from web.commands.options import DAY, PATH, today_option
from web.commands.usage import RussianCommand

if TYPE_CHECKING:
    from tracker.claims.sending import Dispatch

_WAYS = ("valuable", "registered", "courier", "email")


@click.command(
    cls=RussianCommand,
    help="Претензия по сделке DEAL: расчёт долга с процентами по ст. 395 ГК РФ или пенями; --issue выпускает письмо, "
    "--sent-on записывает отправку и срок, после которого возможен иск.",
)
@click.argument("deal")
@click.option("--on", type=DAY, metavar="ДЕНЬ", help="Последний день расчёта; по умолчанию рабочий день.")
@computing
@click.option("--penalty-clause", metavar="ПУНКТ", help="Пункт договора о пенях, например 7.1: войдёт в письмо.")
@click.option(
    "--court",
    metavar="СУД",
    help="Суд для иска, например «Арбитражный суд города Москвы»; без ключа — как в договоре, выпущенном здесь.",
)
@click.option(
    "--response-days", type=click.IntRange(1, 365), metavar="ДНЕЙ", help="Срок ответа; без ключа 30 календарных дней."
)
@click.option(
    "--way",
    type=click.Choice(_WAYS),
    metavar="СПОСОБ",
    help="Как отправить: valuable — ценным письмом с описью, registered — заказным, courier, email.",
)
@click.option("--pages", multiple=True, metavar="ДОКУМЕНТ=N", help="Листов в копии документа; можно повторять.")
@click.option("--issue", "is_issued", is_flag=True, help="Выпустить письмо: номер, файлы в хранилище.")
@click.option("-o", "--output", "out", type=PATH, help="Файл .pdf: проект письма, а с --issue — само письмо и DOCX.")
@click.option("--sent-on", type=DAY, metavar="ДЕНЬ", help="Выпущенная претензия отправлена в этот день.")
@click.option("--delivered-on", type=DAY, metavar="ДЕНЬ", help="Вместе с --sent-on: вручена, и это можно доказать.")
@click.option("--number", "track", help="Вместе с --sent-on: номер почтового отправления или накладной курьера.")
@click.option("--json", "as_json", is_flag=True, help="Ответ в JSON.")
@today_option
def claim(
    deal: str,
    *,
    on: datetime | None,
    is_issued: bool,
    out: Path | None,
    sent_on: datetime | None,
    delivered_on: datetime | None,
    track: str | None,
    as_json: bool,
    today: str | None,
    **asked: Any,
) -> None:
    """Shows the claim, issues its letter, or records that it was sent."""
    from tracker.claims.sending import Dispatch
    from web.settings import SettingError

    if sent_on is not None:
        if is_issued or on or out:
            raise SettingError("--sent-on записывает отправку уже выпущенного письма: уберите --issue, --on и -o.")
        dispatch = Dispatch(
            sent_on=sent_on.date(),
            way=asked["way"],
            number=track,
            delivered_on=delivered_on.date() if delivered_on else None,
            response_days=asked["response_days"],
        )
        _send(deal, dispatch, today)
        return
    if delivered_on or track:
        raise SettingError("--delivered-on и --number говорят об отправке: добавьте --sent-on.")
    last_day = on.date() if on else None
    if is_issued:
        _issue(deal, last_day, asked, out, today)
    else:
        _show(deal, last_day, asked, today, as_json=as_json)
        if out is not None:
            _draft(deal, last_day, asked, out, today)


def _show(deal: str, on: date | None, asked: dict[str, Any], today: str | None, *, as_json: bool) -> None:
    from tracker.claim_terms import sent_claims
    from tracker.claims.computing import NothingToClaimError
    from tracker.claims.preparing import claim_of
    from tracker.lookup import deal_key
    from web.commands.claim_lines import claim_data, claim_lines, sent_lines
    from web.settings import open_house
    from web.settings import today as business_day

    day = business_day(today)
    with closing(open_house()) as house, house.database.read() as connection:
        key = deal_key(connection, deal)
        sent = sent_claims(connection, key, day)
        try:
            computed = claim_of(connection, key, on or day, house.settings.grace_days, choice_of(asked))
        except NothingToClaimError:
            _echo([] if as_json else sent_lines(sent, day))
            raise
    if as_json:
        click.echo(json.dumps(claim_data(computed, sent, day), ensure_ascii=False, indent=2))
        return
    _echo(claim_lines(computed))
    _echo(sent_lines(sent, day))
    _warn(computed.cautions)


def _draft(deal: str, on: date | None, asked: dict[str, Any], out: Path, today: str | None) -> None:
    """Writes the letter as it would be, with «ПРОЕКТ» in the place of its number."""
    from docgen.bundle import write_file
    from tracker.claims.letters import draft_letter, write_letter
    from tracker.claims.preparing import claim_of
    from tracker.lookup import deal_key
    from web.settings import open_house
    from web.settings import today as business_day

    day = business_day(today)
    with closing(open_house()) as house, house.database.read() as connection:
        key = deal_key(connection, deal)
        computed = claim_of(connection, key, on or day, house.settings.grace_days, choice_of(asked))
        written = write_letter(connection, key, computed, letter_terms_of(connection, key, asked), day)
    write_file(out, draft_letter(written))
    _warn(one for one in written.warnings if one not in computed.cautions)
    click.echo(f"{out}: проект без номера, выпустить — --issue", err=True)


def _issue(deal: str, on: date | None, asked: dict[str, Any], out: Path | None, today: str | None) -> None:
    from docgen.bundle import refuse_unwritable, write_file
    from tracker.claims.letters import issue_letter
    from tracker.claims.preparing import claim_of
    from tracker.lookup import deal_key
    from tracker.phrases import roubles
    from web.commands.placing import issued_already
    from web.working import change

    if out is not None:
        refuse_unwritable(out.parent)
    with change(today) as work:
        key = deal_key(work.connection, deal)
        computed = claim_of(work.connection, key, on or work.today, work.grace_days, choice_of(asked))
        made, warnings = issue_letter(work, key, computed, letter_terms_of(work.connection, key, asked))
    places = {fmt: out.with_suffix(f".{fmt}") for fmt in made.files} if out is not None else {}
    with issued_already(made.page_id):
        for fmt, place in places.items():
            write_file(place, made.files[fmt].content)
    _warn(dict.fromkeys([*computed.cautions, *warnings]))
    click.echo(f"{made.context['document']['full_title']}, код на страницах {made.page_id}")
    click.echo(f"Требование: долг {roubles(computed.principal)}, всего {roubles(computed.whole)}")
    _echo(map(str, places.values()))
    click.echo(f"Когда письмо уйдёт, запишите: pervichka claim {deal} --sent-on ДЕНЬ --way СПОСОБ --number НОМЕР")


def _send(deal: str, dispatch: Dispatch, today: str | None) -> None:
    from tracker.claims.sending import record_sending
    from tracker.lookup import deal_key
    from web.working import change

    with change(today) as work:
        recorded = record_sending(work, deal_key(work.connection, deal), dispatch)
    _warn(recorded.cautions)
    click.echo(f"Записано. {recorded.claim.line(dispatch.sent_on)}.")


@click.command(
    cls=RussianCommand,
    help="Досье по сделке DEAL одним PDF: хронология, договор, счета, оплаты, закрывающие документы, отправка, "
    "переписка, расчёт требования, выписка из журнала, чего не хватает; листы пронумерованы, есть опись и закладки.",
)
@click.argument("deal")
@click.option("-o", "--output", "out", type=PATH, required=True, help="Файл .pdf.")
@click.option("--on", type=DAY, metavar="ДЕНЬ", help="По состоянию на день; по умолчанию рабочий день.")
@click.option("--for-court", is_flag=True, help="Без рабочих разделов юриста: рисков и пробелов.")
@click.option("--by", "prepared_by", metavar="КТО", help="Кто подготовил; по умолчанию PERVICHKA_USER.")
@computing
@today_option
def dossier(
    deal: str,
    *,
    out: Path,
    on: datetime | None,
    for_court: bool,
    prepared_by: str | None,
    today: str | None,
    **asked: Any,
) -> None:
    """Writes the dossier; what it cannot show is told, and is no failure."""
    from docgen.bundle import refuse_unwritable, write_file
    from tracker.dossier.gathering import gather
    from tracker.dossier.journal_extract import read_extract
    from tracker.dossier.making import make_dossier
    from tracker.lookup import deal_key
    from web.settings import actor, open_house
    from web.settings import today as business_day

    refuse_unwritable(out.parent)
    day = on.date() if on else business_day(today)
    with closing(open_house()) as house:
        with house.database.read() as connection:
            key = deal_key(connection, deal)
            gathered = gather(connection, key, day, house.settings.grace_days, choice_of(asked), for_court=for_court)
            extract = read_extract(connection, gathered)
        # Drawn after the database was read and let go, so that nobody waits.
        made = make_dossier(house.vault, gathered, extract, prepared_by or actor())
    write_file(out, made.book.content)
    _warn(made.absent)
    click.echo(f"{out}: листов {made.book.sheets}, документов в описи {len(made.book.spans)}")


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _warn(cautions: Iterable[str]) -> None:
    for caution in cautions:
        click.echo(f"Внимание: {caution}", err=True)
