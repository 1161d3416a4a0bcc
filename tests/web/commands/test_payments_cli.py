from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.web.shell import environment
from tests.web.shell import run as run_captured
from tracker.deals_file import sample_file
from web.cli import main

OWN = "40702810938000012345"
URAL = ("ООО «Уральский цех»", "6671234569", "40702810800000054321")
STRANGER = ("ООО «Ветер»", "7707083893", "40702810700000099999")
FULL = "Оплата по счету № 93 от 12.10.2026. В т.ч. НДС 22%"
ADVANCE = "Оплата по договору 14/07-2026 от 06.07.2026"


def statement(*operations: tuple, closing: int | None = None) -> str:
    """A statement of 1C: kopecks, other side, purpose, and the number of the order."""
    came = sum(amount for amount, *_ in operations)
    end = came if closing is None else closing
    period = ["ДатаНачала=01.11.2026", "ДатаКонца=20.11.2026"]
    lines = ["1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows", *period, f"РасчСчет={OWN}"]
    lines += ["СекцияРасчСчет", *period, f"РасчСчет={OWN}", "НачальныйОстаток=0.00", f"ВсегоПоступило={_sum(came)}"]
    lines += ["ВсегоСписано=0.00", f"КонечныйОстаток={_sum(end)}", "КонецРасчСчет"]
    for number, (amount, (name, inn, account), purpose) in enumerate(operations, start=1):
        lines += ["СекцияДокумент=Платежное поручение", f"Номер={number}", "Дата=19.11.2026", f"Сумма={_sum(amount)}"]
        lines += [f"ПлательщикСчет={account}", f"ПлательщикИНН={inn}", f"Плательщик1={name}"]
        lines += [f"ПолучательСчет={OWN}", "ПолучательИНН=7712345671", "ДатаПоступило=20.11.2026"]
        lines += [f"НазначениеПлатежа={purpose}", "КонецДокумента"]
    return "\r\n".join([*lines, "КонецФайла", ""])


def _sum(kopecks: int) -> str:
    return f"{kopecks // 100}.{kopecks % 100:02}"


@pytest.fixture(scope="module")
def loaded_home(tmp_path_factory):
    """A house with the sample deals, to be copied."""
    home = tmp_path_factory.mktemp("loaded") / "home"
    with pytest.MonkeyPatch.context() as patch:
        environment(patch, home)
        with pytest.raises(SystemExit) as end:
            main(["load", str(sample_file())])
    assert not end.value.code
    return home


@pytest.fixture
def run(home, loaded_home, capsys):
    """Commands in a house with the sample deals, on 23.11.2026."""
    shutil.copytree(loaded_home, home)

    def command(*words):
        return run_captured(capsys, *words)

    return command


@pytest.fixture
def bring(run, tmp_path):
    """Imports a statement of these operations."""

    def command(*operations, closing=None, keys=()):
        path: Path = tmp_path / "kl_to_1c.txt"
        path.write_bytes(statement(*operations, closing=closing).encode("cp1251"))
        return run("import-statement", path, *keys)

    return command


def test_a_statement_pays_an_invoice_and_the_deal_shows_it(run, bring):
    done = bring((31_240_000, URAL, FULL), (5_000, STRANGER, "Оплата за товар"))
    assert done.status == 0
    assert "прочитано операций 2, новых 2" in done.out
    assert "отнесены к сделкам: 1" in done.out
    assert "→ УЦ-1: 312 400,00 руб.; Счет № 93 от 12.10.2026 — 312 400,00 руб. (программой)" in done.out
    assert "ИНН плательщика — клиент ООО «Уральский цех»" in done.out
    assert "плательщик неизвестен. ООО «Ветер», ИНН 7707083893" in done.out
    assert "20.11.2026 312 400,00 руб. — деньги поступили, выписка" in run("deal", "УЦ-1").out


def test_the_same_file_once_more_changes_nothing_and_says_so(run, bring):
    bring((31_240_000, URAL, FULL))
    again = bring((31_240_000, URAL, FULL))
    assert again.status == 0
    assert "Новых операций нет" in again.out
    assert "Всего: 1" in run("payments", "list", "--state", "matched").out


def test_wrong_totals_are_told_and_loaded_only_with_consent(run, bring):
    refused = bring((31_240_000, URAL, FULL), closing=1)
    assert refused.status == 2
    assert "--consent" in refused.err
    assert "Выписок ещё не загружали" in run("payments", "statements").out
    done = bring((31_240_000, URAL, FULL), closing=1, keys=("--consent",))
    assert done.status == 0
    assert "Внимание:" in done.err
    assert "kl_to_1c.txt, операций 1" in run("payments", "statements").out


def test_a_doubtful_payment_is_sorted_by_a_person(run, bring):
    bring((10_000_000, URAL, "Оплата за светильники"), (5_000, STRANGER, "Проценты"))
    listed = run("payments", "list").out
    assert "Всего: 2" in listed
    key = re.search(r"^(\d+):.*Уральский", listed, re.MULTILINE)[1]
    other = re.search(r"^(\d+):.*Ветер", listed, re.MULTILINE)[1]
    assert "предложить нечего: в назначении не названы ни счёт, ни договор, ни акт" in run("payments", "show", key).out
    moved = run("payments", "allocate", key, "--to", "УЦ-1/93=60000.00", "--to", "УЦ-2=40000.00")
    assert moved.status == 0
    assert "→ УЦ-2: 40 000,00 руб. (человеком)" in moved.out
    assert "отложен: проценты" in run("payments", "ignore", other, "--reason", "проценты").out
    assert "Всего: 0" in run("payments", "list").out
    assert run("payments", "undo", key).status == 0
    assert "Всего: 1" in run("payments", "list").out


def test_a_payer_is_named_and_its_proposal_accepted(run, bring):
    bring((31_240_000, STRANGER, FULL))
    key = re.search(r"^(\d+):", run("payments", "list").out)[1]
    named = run("payments", "payer", key, "ural")
    assert "? 1. УЦ-1, Счет № 93 от 12.10.2026: 312 400,00 руб." in named.out
    assert "отнесён. ООО «Уральский цех»" in run("payments", "accept", key).out
    assert "с предложениями: 0" in run("payments", "rematch").out


def test_what_the_program_did_is_undone_for_a_whole_statement(run, bring):
    bring((31_240_000, URAL, FULL), (38_400_000, URAL, ADVANCE))
    undone = run("payments", "undo", "--statement", "1")
    assert "Отменено отнесений программы: 2" in undone.out
    assert "отнесено: 2" in run("payments", "rematch", "--apply").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("payments", "show", "99"), "Платежа с ключом 99"),
        (("payments", "undo"), "что-то одно"),
        (("payments", "allocate", "1", "--to", "УЦ-1"), "нужно «сделка=сумма»"),
        (("payments", "allocate", "1", "--to", "УЦ-9=5"), "Сделки «УЦ-9»"),
        (("payments", "allocate", "1", "--to", "УЦ-1=пять"), "--to"),
        (("payments", "payer", "1", "nobody"), "Клиента «nobody»"),
        (("import-statement", "нет.txt"), "нет такого файла"),
    ],
)
def test_wrong_words_are_told(run, words, told):
    answer = run(*words)
    assert answer.status == 2
    assert told in answer.err


def test_a_table_of_a_bank_is_loaded_by_a_mapping(run, tmp_path):
    columns = {"date": "Дата", "amount": "Приход", "purpose": "Назначение", "inn": "ИНН", "number": "Номер"}
    mapping, table = tmp_path / "bank.json", tmp_path / "bank.csv"
    mapping.write_text(json.dumps({"account": OWN, "columns": columns}), encoding="utf-8")
    table.write_text(f"Дата;Приход;Назначение;ИНН;Номер\n20.11.2026;312400,00;{FULL};{URAL[1]};5\n", encoding="utf-8")
    done = run("import-statement", table, "--mapping", mapping)
    assert "отнесены к сделкам: 1" in done.out
    assert run("mapping", "save", "банк", mapping).status == 0
    assert "Новых операций нет" in run("import-statement", table, "--mapping", "банк").out
    assert "Настройки столбцов «нет»" in run("import-statement", table, "--mapping", "нет").err
