"""`python -m tests.bench.parts.statement`: a 1C statement of 100,000 operations against reading its lines; memory."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tracker.statements import open_statement

SPEED_LIMIT = 3.0
MEMORY_LIMIT = 1.2
OPERATIONS = 100_000
ROUNDS = 3
_OWN = "40702810900000000007"
_LINES = """\
СекцияДокумент=Платежное поручение
Номер={number}
Дата={day}
Сумма={sum}
КвитанцияДата={day}
КвитанцияВремя=10:15:00
КвитанцияСодержание=Документ проведён
ПлательщикСчет={payer}
ДатаСписано={debited}
Плательщик=ИНН {inn} Общество с ограниченной ответственностью «Покупатель {client}»
ПлательщикИНН={inn}
ПлательщикКПП=770101001
Плательщик1=ООО «Покупатель {client}»
ПлательщикРасчСчет={payer}
ПлательщикБанк1=АО «Учебный банк»
ПлательщикБанк2=г. Москва
ПлательщикБИК=044525999
ПлательщикКорсчет=30101810000000000999
ПолучательСчет={payee}
ДатаПоступило={credited}
Получатель=ИНН 7701000007 ООО «Светотехника»
ПолучательИНН=7701000007
ПолучательКПП=770101001
Получатель1=ООО «Светотехника»
ПолучательРасчСчет={payee}
ПолучательБанк1=АО «Учебный банк»
ПолучательБанк2=г. Москва
ПолучательБИК=044525999
ПолучательКорсчет=30101810000000000999
ВидПлатежа=Электронно
ВидОплаты=01
Код=0
Очередность=5
НазначениеПлатежа=Оплата по счёту № {number} от {day} за светильники, в том числе НДС 22% — {sum} руб.
СтатусСоставителя=
ПоказательКБК=
ОКАТО=
КонецДокумента
"""
_PEAK = """
import sys
from tests.bench.parts.statement import peak
print(peak(sys.argv[1]))
"""


def report() -> bool:
    """Prints the figures; whether both limits hold."""
    with tempfile.TemporaryDirectory(prefix="pervichka-bench-") as folder:
        large, small = Path(folder) / "large.txt", Path(folder) / "small.txt"
        write(large, OPERATIONS)
        write(small, OPERATIONS // 10)
        lines, ours = _times(large)
        size = large.stat().st_size / 1e6
        print(f"Выписка 1С: {OPERATIONS} операций, {size:.0f} МБ")
        print(f"  строки и «=»: {lines:.2f} с; операции с ключами: {ours:.2f} с, {OPERATIONS / ours:.0f} операций/с")
        held = [_peak(path) for path in (small, large)]
        print(f"  память: {held[0]:.1f} МБ на {OPERATIONS // 10} операций, {held[1]:.1f} МБ на {OPERATIONS}")
    speed = _verdict("разбор / чтение строк", ours / lines, SPEED_LIMIT)
    return _verdict("память: в десять раз больше операций", held[1] / held[0], MEMORY_LIMIT) and speed


def write(path: Path, operations: int) -> None:
    """A statement of so many different operations on one account, in and out, its totals right."""
    credited = debited = 0
    with path.open("w", encoding="cp1251", newline="\r\n") as file:
        documents = []
        for number in range(operations):
            kopecks = 100 + number * 7919 % 100_000_000
            is_in = number % 3 > 0
            credited, debited = (credited + kopecks, debited) if is_in else (credited, debited + kopecks)
            documents.append(_document(number, kopecks, is_in=is_in))
        file.write(_head(credited, debited))
        file.writelines(documents)
        file.write("КонецФайла\n")


def _head(credited: int, debited: int) -> str:
    return (
        "1CClientBankExchange\nВерсияФормата=1.03\nКодировка=Windows\nОтправитель=Учебный банк\nПолучатель=\n"
        f"ДатаСоздания=28.02.2026\nДатаНачала=01.01.2026\nДатаКонца=28.02.2026\nРасчСчет={_OWN}\n"
        f"СекцияРасчСчет\nДатаНачала=01.01.2026\nДатаКонца=28.02.2026\nРасчСчет={_OWN}\nНачальныйОстаток=0.00\n"
        f"ВсегоПоступило={_roubles(credited)}\nВсегоСписано={_roubles(debited)}\n"
        f"КонечныйОстаток={_roubles(credited - debited)}\nКонецРасчСчет\n"
    )


def _document(number: int, kopecks: int, *, is_in: bool) -> str:
    day = f"{number % 28 + 1:02}.{number % 2 + 1:02}.2026"
    other = f"407028101000000{number % 5000:05}"
    return _LINES.format(
        number=number,
        day=day,
        sum=_roubles(kopecks),
        client=number % 5000,
        inn=f"77{number % 5000:08}",
        payer=other if is_in else _OWN,
        payee=_OWN if is_in else other,
        credited=day if is_in else "",
        debited="" if is_in else day,
    )


def _roubles(kopecks: int) -> str:
    sign = "-" if kopecks < 0 else ""
    return f"{sign}{abs(kopecks) // 100}.{abs(kopecks) % 100:02}"


def _times(path: Path) -> tuple[float, float]:
    """Seconds of processor, the best of some interleaved rounds: splitting the lines, and our reading."""
    lines, ours = [], []
    for _ in range(ROUNDS):
        begun = time.process_time()
        with path.open(encoding="cp1251") as file:
            for line in file:
                line.rstrip("\r\n").split("=", 1)
        lines.append(time.process_time() - begun)
        begun = time.process_time()
        count = sum(1 for _ in open_statement(path).operations())
        ours.append(time.process_time() - begun)
        if count != OPERATIONS:
            raise AssertionError(f"прочитано {count} операций из {OPERATIONS}")
    return min(lines), min(ours)


def peak(path: str) -> str:
    """Peak memory in MB of this process after a statement was read in it, and what it was warned of, as JSON."""
    reading = open_statement(Path(path))
    count = sum(1 for _ in reading.operations())
    # Not getrusage: its peak is that of the parent too, if the parent was larger when this process was started.
    held = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return json.dumps([int(held[1]) / 1024 if held else 0, count, reading.warnings.texts])


def _peak(path: Path) -> float:
    done = subprocess.run([sys.executable, "-c", _PEAK, str(path)], capture_output=True, text=True, check=True)
    held, _, warnings = json.loads(done.stdout)
    if warnings:
        raise AssertionError(f"в верной выписке нашлись нарушения: {warnings}")
    return float(held)


def _verdict(what: str, ratio: float, limit: float) -> bool:
    is_held = ratio <= limit
    print(f"  {what}: {ratio:.2f} (не больше {limit}) {'да' if is_held else 'НЕТ'}")
    return is_held


if __name__ == "__main__":
    sys.exit(0 if report() else 1)
