"""`pervichka signature …` and `exchange …`: what people see of signatures and of operators' archives."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docgen.exchange.making import CLIENT_INN, zipped
from tests.docgen.signatures.making import SHA_256, lines, signed
from tests.web.shell import run

Capture = pytest.CaptureFixture[str]
CLIENT = {"2.5.4.3": "Шевченко Пётр Андреевич", "2.5.4.10": 'ИП "Шевченко"', "1.2.643.3.131.1.1": CLIENT_INN}


def contract(issued_home: Path) -> bytes:
    return (issued_home / "out" / "1 Договор № 1-11-2026.pdf").read_bytes()


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def sig(folder: Path, content: bytes, name: str = "договор.sig") -> Path:
    return write(folder / name, lines(signed(content, CLIENT, oid=SHA_256)))


def test_a_signature_is_added_shown_and_accepted(
    deal_home: Path, issued_home: Path, tmp_path: Path, capsys: Capture
) -> None:
    file = sig(tmp_path, contract(issued_home))
    added = run(capsys, "signature", "add", "D1", "contract", file, "--today", "2026-11-25")
    assert (added.status, added.err) == (0, "")
    assert added.out.splitlines() == [
        "«договор.sig»: подпись клиента; разобрана, не проверена",
        "  подписал: Шевченко Пётр Андреевич, ИНН 500123456750; ИП «Шевченко»",
        "  время: 24.11.2026 12:15 МСК по часам подписавшего",
        "  файл «Договор № 1-11-2026.pdf»: хеш совпадает с файлом (SHA-256)",
        "  сертификат: № 1234ABCD, Удостоверяющий центр, действует с 12.01.2026 по 12.04.2027",
        "Подпись сохранена рядом с документом.",
    ]
    assert "Эта подпись уже есть" in run(capsys, "signature", "add", "D1", "contract", file).out
    shown = run(capsys, "signature", "show", "D1").out
    assert shown.startswith("Договор № 1/11-2026 от 22.11.2026\n  «договор.sig»: подпись клиента")
    assert shown == run(capsys, "signature", "show", "D1", "contract").out
    accept = ("signature", "accept", "D1", "contract", "--authority", "head")
    early = run(capsys, *accept)
    assert (early.status, "24.11.2026 ещё не наступило" in early.err) == (2, True)
    done = run(capsys, *accept, "--today", "2026-11-25")
    assert done.out == "Записано: подписан клиентом 24.11.2026, через ЭДО.\n"
    assert "ЭДО (КЭП)" in run(capsys, "deal", "D1", "--today", "2026-11-25").out


def test_what_cannot_be_added_or_accepted_is_told(
    deal_home: Path, issued_home: Path, tmp_path: Path, capsys: Capture
) -> None:
    add = ("signature", "add", "D1", "contract")
    told = {
        "%PDF": run(capsys, *add, write(tmp_path / "1.sig", b"%PDF")),
        "обрезан": run(capsys, *add, write(tmp_path / "2.sig", signed(b"x")[:-1])),
        "нет такого файла": run(capsys, *add, tmp_path / "3.sig"),
        "подписей нет": run(capsys, "signature", "accept", "D1", "contract", "--authority", "head"),
        "--authority": run(capsys, "signature", "accept", "D1", "contract"),
    }
    assert "Это PDF, а не подпись" in told.pop("%PDF").err
    for text, answer in told.items():
        assert (answer.status, answer.out, text in answer.err) == (2, "", True), answer.err
    assert run(capsys, "signature", "show", "D1").out == "Подписей нет.\n"
    other = run(capsys, *add, sig(tmp_path, b"other"))
    assert "ХЕШ НЕ СОВПАДАЕТ: подписан другой файл" in other.out
    named = run(capsys, *add, sig(tmp_path, b"other", "п.sig"), "--file", write(tmp_path / "п.xml", b"other"))
    assert "файл «п.xml»: хеш совпадает" in named.out


def test_archives_are_taken_one_by_one_tied_and_applied(
    deal_home: Path, issued_home: Path, tmp_path: Path, capsys: Capture
) -> None:
    pdf, letter = contract(issued_home), b"%PDF letter"
    sgn = signed(pdf, CLIENT, oid=SHA_256)
    good = write(tmp_path / "диадок.zip", zipped({"Д/Договор.pdf": pdf, "Д/Договор.sgn": sgn, "п.pdf": letter}))
    bad = write(tmp_path / "битый.zip", good.read_bytes()[:200])
    answer = run(capsys, "exchange", "take", bad, good, "--today", "2026-11-25")
    assert (answer.status, answer.err.splitlines()) == (
        2,
        [
            "битый.zip: Архив обрезан или испорчен: скачайте его у оператора заново.",
            "Архивов не взято: 1 из 2. Остальные взяты.",
        ],
    )
    assert answer.out.splitlines()[1:] == [
        "  [1] Договор № 1/11-2026 от 22.11.2026, сделка D1 (тот же файл)",
        "    подписан клиентом 24.11.2026 12:15:00 — Шевченко Пётр Андреевич",
        "    можно записать: подписан клиентом 24.11.2026, подпись в ЭДО 24.11.2026 (pervichka exchange apply 1)",
        "  [2] п.pdf: документ не найден, номер документа по файлам не узнать",
        "    о состоянии ничего не сказано",
        "    отнести: pervichka exchange tie 2 СДЕЛКА ДОКУМЕНТ",
    ]
    assert "уже взят раньше, ничего не изменено" in run(capsys, "exchange", "take", good).out
    tied = run(capsys, "exchange", "tie", "2", "D1", "contract")
    assert (tied.status, tied.out.splitlines()[-1]) == (0, "Отнесено.")
    applied = run(capsys, "exchange", "apply", "1", "--today", "2026-11-25").out
    assert applied == "Договор № 1/11-2026 от 22.11.2026: подписан клиентом 24.11.2026, подпись в ЭДО 24.11.2026.\n"
    assert "всё уже записано" in run(capsys, "exchange", "apply", "1").out
    assert run(capsys, "verify").status == 0


def test_only_what_was_asked_for_is_listed(deal_home: Path, issued_home: Path, tmp_path: Path, capsys: Capture) -> None:
    assert "ещё не брали" in run(capsys, "exchange", "list").out
    pdf = contract(issued_home)
    files = {"Д/Договор.pdf": pdf, "Д/Договор.sgn": signed(pdf, CLIENT, oid=SHA_256), "п.pdf": b"%PDF letter"}
    run(capsys, "exchange", "take", write(tmp_path / "а.zip", zipped(files)))
    assert run(capsys, "exchange", "list", "--conflicts").out == "Таких записей нет.\n"
    unmatched = run(capsys, "exchange", "list", "--unmatched").out
    assert ("[2] п.pdf" in unmatched, "[1]" in unmatched) == (True, False)
    run(capsys, "paper", "record", "D1", "contract", "--signed-by-client-on", "2026-11-23")
    told = run(capsys, "exchange", "list", "--conflicts").out
    assert "    ПРОТИВОРЕЧИЕ: в архиве: подписан клиентом 24.11.2026; у нас: подписан клиентом 23.11.2026\n" in told
    refused = run(capsys, "exchange", "apply", "1", "--today", "2026-11-25")
    assert (refused.status, "запись архива противоречива" in refused.err) == (2, True)
    missing = run(capsys, "exchange", "apply", "9")
    assert (missing.status, "Записи 9 нет" in missing.err) == (2, True)


def test_help_is_russian(capsys: Capture) -> None:
    for words in (("signature", "accept"), ("exchange", "take"), ("exchange", "apply"), ("exchange", "list")):
        told = run(capsys, *words, "--help").out
        assert "Применение" in told
        assert "%Y" not in told


def test_a_name_that_is_no_text_stops_no_archive(deal_home: Path, tmp_path: Path, capsys: Capture) -> None:
    odd = write(tmp_path / "\udcff\nимя.zip", zipped({"п.txt": b"1"}))
    broken = write(tmp_path / "\udcff.zip", b"1")
    taken = run(capsys, "exchange", "take", odd, broken)
    assert (taken.status, taken.out.splitlines()[0].partition(",")[0]) == (2, "Архив «? имя.zip»")
    assert taken.err.splitlines()[-1] == "Архивов не взято: 1 из 2. Остальные взяты."
    assert run(capsys, "exchange", "take", broken, broken).err.endswith("Архивов не взято: 2 из 2.\n")
