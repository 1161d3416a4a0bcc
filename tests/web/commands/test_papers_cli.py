"""`pervichka paper …`, `deal`, `numbering`: what became of papers, told as it happens and shown as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from tests.web.shell import GOODS, SERVICES, codes, run, write_paper_file
from tracker.deals_file import sample_file
from tracker.models import DocumentRow, EventRow
from web.cli import main
from web.settings import open_house

Capture = pytest.CaptureFixture[str]
FACTS = [
    ("--sent-on", "Отправлен"),
    ("--delivered-on", "Доставлен"),
    ("--signed-by-us-on", "Подписан нами"),
    ("--refused-on", "Мотивированный отказ"),
    ("--signed-by-client-on", "Подписан клиентом"),
    ("--scan-on", "Скан-копия у нас"),
    ("--electronic-on", "ЭДО (КЭП)"),
    ("--original-on", "Оригинал у нас"),
]


@pytest.fixture
def act(deal_home: Path, tmp_path: Path, capsys: Capture) -> str:
    """The code on the pages of an act in deal D1."""
    file = write_paper_file(tmp_path, "acceptance_certificate")
    issue = ("issue", "paper", "acceptance_certificate", file, "-o", tmp_path, "--deal", "D1")
    (code,) = codes(run(capsys, *issue, "--covers", f"services={SERVICES}").out)
    return code


def columns(page_id: str) -> dict[str, object]:
    house = open_house()
    with house.database.read() as connection:
        statement = select(DocumentRow.__table__).where(DocumentRow.page_id == page_id)
        found = dict(connection.execute(statement).mappings().one())
    house.close()
    return found


def events() -> list[str]:
    house = open_house()
    with house.database.read() as connection:
        found = list(connection.execute(select(EventRow.kind).order_by(EventRow.seq)).scalars())
    house.close()
    return found


@pytest.mark.parametrize(("fact", "state"), FACTS)
def test_what_happened_is_recorded_and_shown(act: str, capsys: Capture, fact: str, state: str) -> None:
    assert run(capsys, "paper", "record", "D1", act, fact, "2026-11-23") == (0, "Записано.\n", "")
    assert f"{act}: Акт № 1 от 23.11.2026 — {state}" in run(capsys, "deal", "D1").out


def test_facts_of_one_command_are_recorded_together_or_not_at_all(act: str, capsys: Capture) -> None:
    before = events()
    bad = run(capsys, "paper", "record", "D1", act, "--sent-on", "2026-11-23", "--original-on", "2026-11-01")
    assert (bad.status, "раньше даты самого документа" in bad.err) == (2, True)
    assert (columns(act)["sent_on"], events()) == (None, before)
    run(capsys, "paper", "record", "D1", act, "--refused-on", "2026-11-23", "--refusal-answered-on", "2026-11-23")
    assert events()[len(before) :] == ["document.refused", "document.refusal_answered"]


def test_a_paper_is_found_by_the_code_on_its_pages_as_a_person_or_a_scanner_types_it(act: str, capsys: Capture) -> None:
    for named in ([act], [act.lower()], [f"{act}/1/1"], ["D1", act.lower()], ["D1", f" {act.replace('0', 'O')}/1/1"]):
        assert run(capsys, "paper", "record", *named, "--sent-on", "2026-11-23").status == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["D1", "act"], "Укажите хотя бы один день"),
        (["D1", "act", "--authority", "head"], "ещё не подписан: укажите и день"),
        (
            ["D1", "act", "--authority", "король", "--signed-by-client-on", "2026-11-23"],
            "Можно: head, power_of_attorney",
        ),
        (["D1", "act", "--sent-on", "вчера"], "Нужен день вида 2026-11-22"),
        (["D1", "act", "--sent-on", "2026-02-30"], "Нужен день вида 2026-11-22"),
        (["D1", "act", "--sent-on", "2026-11-24"], "24.11.2026 ещё не наступило"),
        (["D1", "act", "--sent-on", "2026-11-23", "--today", "2026-11-22"], "23.11.2026 ещё не наступило"),
        (["D1", "act", "--signed-by-client-on", "2026-11-22"], "раньше даты самого документа"),
        (["D1", "act", "--sent-on", "2026-11-23", "--delivered-on", "2026-11-22"], "раньше, чем отправка"),
        (["D1", "act", "--refusal-answered-on", "2026-11-23"], "отказа ещё нет"),
        (["D1", "нет", "--sent-on", "2026-11-23"], "Документа «нет» в этой сделке нет"),
        (["D1", "' OR 1=1 --", "--sent-on", "2026-11-23"], "в этой сделке нет"),
        (["d1", "contract", "--sent-on", "2026-11-23"], "Сделки «d1» в базе нет"),
        (["D1", "--sent-on", "2026-11-23"], "Документа с кодом «D1» нет"),
    ],
)
def test_what_cannot_be_recorded_is_told_in_russian(act: str, capsys: Capture, arguments: list[str], told: str) -> None:
    before = events()
    answer = run(capsys, "paper", "record", *(act if word == "act" else word for word in arguments))
    assert (answer.status, answer.out, told in answer.err) == (2, "", True), answer.err
    assert events() == before


def test_the_right_to_sign_stays_until_another_is_told(act: str, capsys: Capture) -> None:
    sign = ("paper", "record", act, "--signed-by-client-on", "2026-11-23")
    run(capsys, *sign)
    assert columns(act)["signer_authority"] == "unknown"
    power = ("--attorney", "17/26", "--attorney-from", "2026-01-12", "--attorney-until", "2026-12-31")
    run(capsys, "paper", "record", act, *power)
    run(capsys, *sign)
    kept = columns(act)
    assert (kept["signer_authority"], kept["attorney_number"]) == ("power_of_attorney", "17/26")
    assert str(kept["attorney_until"]) == "2026-12-31"
    run(capsys, "paper", "record", act, "--authority", "approved")
    kept = columns(act)
    assert (kept["signer_authority"], kept["attorney_number"]) == ("approved", None)
    bad = run(capsys, *sign, "--authority", "head", "--attorney", "17/26")
    assert (bad.status, "подписано не по ней" in bad.err) == (2, True)


def test_a_contract_is_signed_by_the_head_unless_told_otherwise(deal_home: Path, capsys: Capture) -> None:
    run(capsys, "paper", "record", "D1", "contract", "--signed-by-client-on", "2026-11-23")
    told = run(capsys, "deal", "D1").out
    assert "● Договор подписан, 23.11.2026" in told
    assert "Полномочия" not in told


def test_a_paper_is_annulled_once_with_a_reason_and_its_number_stays_taken(act: str, capsys: Capture) -> None:
    assert "укажите причину" in run(capsys, "paper", "annul", "D1", act, "--reason", " ").err
    assert run(capsys, "paper", "annul", act, "--reason", "Не тот период").out == "Аннулирован.\n"
    again = run(capsys, "paper", "annul", "D1", act, "--reason", "Ещё раз")
    assert (again.status, "документ аннулирован 23.11.2026" in again.err) == (2, True)
    late = run(capsys, "paper", "record", "D1", act, "--sent-on", "2026-11-23")
    assert (late.status, "Выберите действующий" in late.err) == (2, True)
    assert run(capsys, "verify").status == 0


def test_an_annulled_contract_leaves_its_name_to_the_next(deal_home: Path, capsys: Capture) -> None:
    annul = ("paper", "annul", "D1", "contract", "--reason", "Не подписали")
    assert run(capsys, *annul).status == 0
    again = run(capsys, *annul)
    assert (again.status, "Действующего договора в этой сделке нет" in again.err) == (2, True)
    told = run(capsys, "deal", "D1").out
    assert "Договор № 1/11-2026 от 22.11.2026 — Аннулирован" in told
    assert "  contract: " not in told


def test_files_of_a_paper_come_from_the_vault_byte_for_byte(
    deal_home: Path, issued_home: Path, tmp_path: Path, capsys: Capture
) -> None:
    answer = run(capsys, "paper", "files", "D1", "-o", tmp_path / "again")
    assert answer.status == 0
    assert len(answer.out.splitlines()) == 6
    contract = tmp_path / "again" / "Договор № 1-11-2026.pdf"
    assert contract.read_bytes() == (issued_home / "out" / "1 Договор № 1-11-2026.pdf").read_bytes()
    contract.write_bytes(b"mine")
    answer = run(capsys, "paper", "files", "D1", "contract", "-o", tmp_path / "again")
    assert contract.read_bytes() == b"mine"
    assert len(list((tmp_path / "again").iterdir())) == 8, "beside it, under its code"
    assert answer.out == run(capsys, "paper", "files", "D1", "contract", "-o", tmp_path / "again").out


def test_files_that_are_not_there_or_not_what_they_were_are_told(
    deal_home: Path, tmp_path: Path, capsys: Capture
) -> None:
    for path in (deal_home / "vault").glob("??/*"):
        path.chmod(0o640)
        path.write_bytes(b"other")
    answer = run(capsys, "paper", "files", "D1", "contract", "-o", tmp_path / "out")
    assert (answer.status, "повреждён" in answer.err, (tmp_path / "out").exists()) == (2, True, False)
    assert "Документа с кодом «нет» нет" in run(capsys, "paper", "files", "нет", "-o", tmp_path / "out").err
    run(capsys, "load", sample_file(), "--update")
    assert "которые выпустила программа" in run(capsys, "paper", "files", "СВ-1", "-o", tmp_path / "out").err
    assert "выпустила не эта программа" in run(capsys, "paper", "files", "СВ-1", "упд", "-o", tmp_path / "out").err


def test_a_deal_is_shown_on_one_page(home: Path, capsys: Capture) -> None:
    run(capsys, "load", sample_file())
    assert run(capsys, "deal", "УЦ-2").out.splitlines() == [
        "УЦ-2: Опоры освещения, 6 м. ООО «Уральский цех», ведёт belov",
        "  ✓ Договорились, 06.07.2026",
        "  ○ Договор и счёт выставлены",
        "  ✓ Договор подписан, 08.07.2026",
        "  ✓ Сообщил об оплате, 14.07.2026",
        "  ● Деньги поступили, 14.07.2026",
        "  ○ Исполнено",
        "  ○ Подтверждено подписью клиента",
        "  ○ Заплатил снова: клиент наш",
        "Обязательства",
        "  опоры: товар на 768 000,00 руб., срок 15.09.2026 — ждёт исполнения, 768 000,00 руб.",
        "  аванс: оплата на 384 000,00 руб., срок 15.07.2026 — закрыто",
        "  остаток: оплата на 384 000,00 руб., срок 15.12.2026 — ждёт оплаты, 384 000,00 руб.",
        "Документы",
        "  contract: Договор № 14/07-2026 от 06.07.2026 — Оригинал у нас",
        "Деньги",
        "  14.07.2026 384 000,00 руб. — деньги поступили, выписка",
        "Находки на 23.11.2026: 2",
        *run(capsys, "deal", "УЦ-2").out.splitlines()[18:],
    ]


def test_a_deal_is_shown_as_it_was_on_a_day(home: Path, capsys: Capture) -> None:
    run(capsys, "load", sample_file())
    told = run(capsys, "deal", "УЦ-2", "--today", "2026-07-10").out
    assert "● Договор подписан" in told
    assert "contract: Договор № 14/07-2026 от 06.07.2026 — Подписан клиентом" in told
    assert told.endswith("Деньги: пока нет\nНаходки на 10.07.2026: 0\n")
    assert "Документы: пока нет" in run(capsys, "deal", "УЦ-2", "--today", "2026-07-05").out


def test_no_sum_and_no_number_breaks_between_two_lines(home: Path, capsys: Capture) -> None:
    run(capsys, "load", sample_file())
    with pytest.raises(SystemExit):
        main(["deal", "УЦ-1"])
    told = capsys.readouterr().out
    assert "312\u00a0400,00\u00a0руб." in told
    assert "№\u00a061" in told
    assert '"' not in told


def test_there_is_no_deal_of_an_id_that_nobody_gave(home: Path, capsys: Capture) -> None:
    for code in ("нет", "", "' OR 1=1 --"):
        answer = run(capsys, "deal", code)
        assert (answer.status, answer.out, "в базе нет" in answer.err) == (2, "", True)
    assert "не в UTF-8" in run(capsys, "deal", "\udcff").err


def test_the_shape_of_numbers_is_chosen_for_papers_to_come(deal_home: Path, tmp_path: Path, capsys: Capture) -> None:
    shape = ("numbering", "shape", "waybill")
    assert run(capsys, *shape).out == "{n}\n"
    assert run(capsys, *shape, "РМ-{n:05}/{yy}").out == "РМ-{n:05}/{yy}\n"
    issue = ("issue", "paper", "waybill", write_paper_file(tmp_path, "waybill"), "-o", tmp_path, "--deal", "D1")
    assert run(capsys, *issue, "--covers", f"goods={GOODS}").out.startswith(
        "Товарная накладная № РМ-00001/26 от 23 ноября"
    )
    assert run(capsys, *shape, "--usual").out == "{n}\n"
    assert run(capsys, *issue).out.startswith("Товарная накладная № 2 от 23 ноября")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["waybill", "15"], "нет поля {n}"),
        (["waybill", ""], "нет поля {n}"),
        (["waybill", "{n}{q}"], "непонятное поле"),
        (["waybill", "{n}{0.__class__}"], "непонятное поле"),
        (["waybill", "{n}\n"], "в одну строку"),
        (["waybill", "{n}" + "а" * 60], "до 60 видимых знаков"),
        (["waybil", "{n}"], "Ряда номеров «waybil» нет. Есть: acceptance_certificate,"),
        (["waybill", "{n}", "--usual"], "вместе не бывают"),
        (["waybill", "{n}", "--inn", "1"], "ИНН 1"),
    ],
)
def test_a_shape_that_cannot_be_is_told_with_what_can(
    deal_home: Path, capsys: Capture, arguments: list[str], told: str
) -> None:
    answer = run(capsys, "numbering", "shape", *arguments)
    assert (answer.status, told in answer.err) == (2, True), answer.err
    assert "numbering.shape_changed" not in events()


def test_a_receipt_is_laid_beside_a_paper_once_and_stands_in_its_dossier(
    deal_home: Path, tmp_path: Path, capsys: Capture
) -> None:
    receipt = tmp_path / "Уведомление.png"
    Image.new("L", (400, 300), 200).save(receipt)
    beside = ("paper", "attach", "D1", "contract", receipt, "--as", "dispatch")
    assert run(capsys, *beside).out == "Приложено.\n"
    assert run(capsys, *beside).out == "Этот файл у документа уже есть: ничего не изменилось.\n"
    assert events().count("document.attached") == 1
    assert run(capsys, "dossier", "D1", "-o", tmp_path / "dossier.pdf").status == 0
    texts = [page.extract_text().replace("\n", " ") for page in PdfReader(tmp_path / "dossier.pdf").pages]
    assert any("доказательство отправки или вручения" in text for text in texts)
    assert run(capsys, "verify").status == 0


def test_a_file_that_no_dossier_could_show_is_not_laid_beside_a_paper(
    deal_home: Path, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "письмо.txt").write_text("Получили, подпишем.", encoding="utf-8")
    for name, told in (("письмо.txt", "Приложите PDF, JPEG, PNG или TIFF"), ("нет.pdf", "нет.pdf")):
        answer = run(capsys, "paper", "attach", "D1", "contract", tmp_path / name, "--as", "correspondence")
        assert (answer.status, told in answer.err) == (2, True), answer.err
    assert "document.attached" not in events()


def test_help_names_each_day_and_each_right_in_russian(capsys: Capture) -> None:
    told = run(capsys, "paper", "record", "--help").out
    assert "%Y" not in told
    assert json.dumps(told, ensure_ascii=False).count("ДЕНЬ") == 11
    assert "по доверенности" in told
