"""A day of contract control from end to end: money in, a month closed, signed papers scanned, nothing left to find."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.docgen.scanning.scanner import as_pdf, pages_of
from tests.web.shell import run

STATEMENT = """1CClientBankExchange
ВерсияФормата=1.03
Кодировка=Windows
РасчСчет=40702810938000012345
СекцияРасчСчет
ДатаНачала=22.11.2026
ДатаКонца=23.11.2026
РасчСчет=40702810938000012345
НачальныйОстаток=0.00
ВсегоПоступило=277755.00
ВсегоСписано=0.00
КонечныйОстаток=277755.00
КонецРасчСчет
СекцияДокумент=Платежное поручение
Номер=81
Дата=22.11.2026
Сумма=277755.00
ПлательщикСчет=40802810001300001234
ПлательщикИНН=500123456750
Плательщик1=ИП Шевченко Петр Андреевич
ПолучательСчет=40702810938000012345
ДатаПоступило=22.11.2026
ПолучательИНН=7712345671
НазначениеПлатежа=Оплата по счету № 1 от 22.11.2026. В т.ч. НДС 22%
КонецДокумента
КонецФайла
"""
SIGNED = ("--signed-on", "2026-11-23", "--authority", "head", "--original-on", "2026-11-23")


def exposed(capsys: pytest.CaptureFixture[str], as_of: str) -> dict:
    answer = json.loads(run(capsys, "audit", "--as-of", as_of, "--json").out)
    return answer["totals"] | {"rules": {finding["rule"] for finding in answer["findings"]}}


def test_a_paid_and_performed_deal_is_safe_once_its_signed_papers_are_scanned_and_confirmed(
    deal_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    statement = tmp_path / "statement.txt"
    statement.write_bytes(STATEMENT.replace("\n", "\r\n").encode("cp1251"))
    assert "отнесены к сделкам: 1" in run(capsys, "import-statement", statement).out
    assert run(capsys, "import-statement", statement).out.endswith("Ничего не изменилось.\n")
    for name in ("goods", "services"):
        run(capsys, "fact", "performed", "D1", name, "--on", "2026-11-23")
    later = exposed(capsys, "2027-06-01")
    assert later["refund"] == "277755.00"
    assert {"paid_unconfirmed", "closing_document_missing", "contract_unsigned"} <= later["rules"]

    assert "сделано 3 из 3" in run(capsys, "closing", "--month", "2026-11", "--issue", "--yes").out
    printed = next(
        Path(line)
        for line in run(capsys, "batch", "files", "1", "-o", tmp_path / "files").out.splitlines()
        if line.endswith(".pdf")
    )
    stack = [*pages_of(printed.read_bytes()), *pages_of((deal_home.parent / "contract.pdf").read_bytes())]
    scan = tmp_path / "stack.pdf"
    scan.write_bytes(as_pdf([page.rotate(180 * (place % 2)) for place, page in enumerate(reversed(stack))]))
    told = run(capsys, "scan", scan)
    assert told.status == 0
    assert exposed(capsys, "2027-06-01")["refund"] == "277755.00", "a scan proves nothing until a person looked at it"

    for code in re.findall(r"код (\w{12})", told.out):
        assert run(capsys, "confirm", code, *SIGNED).status == 0
    done = exposed(capsys, "2027-06-01")
    assert done["exposure"] == "0.00"
    assert not done["rules"] & {"paid_unconfirmed", "contract_unsigned", "scan_only", "tax_invoice_late"}
    assert run(capsys, "verify").status == 0


@pytest.fixture
def deal_home(deal_home: Path, issued_home: Path) -> Path:
    """The house with deal D1, and its contract as the client got it."""
    contract = next((issued_home / "out").glob("*оговор*.pdf"))
    (deal_home.parent / "contract.pdf").write_bytes(contract.read_bytes())
    return deal_home
