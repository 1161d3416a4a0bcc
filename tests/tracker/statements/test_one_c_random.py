"""Statements that nobody thought of: random operations in random shapes, torn files, rubbish."""

from __future__ import annotations

import contextlib
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.statements.statement_files import OTHER, OWN, SECOND, File, Paper, Section, file_of, read
from tracker.facts import Direction
from tracker.statements import StatementError, open_statement
from tracker.statements.exchange.shapes import Shapes

_DAYS = st.dates(date(2026, 11, 1), date(2026, 11, 30))
_WORDS = st.text(st.sampled_from("абвгдежзийклмнопрстуфхцчшщыэюяАБВ 0123456789=,.-/\"'()"), max_size=60)
_ENCODINGS = st.sampled_from(["cp1251", "cp866", "utf-8", "utf-8-sig", "utf-16"])
_LINE_ENDS = st.sampled_from(["\r\n", "\n", "\r"])


@st.composite
def operations(draw):
    """(number, kopecks, day, direction, purpose) of an operation of OWN."""
    return (
        str(draw(st.integers(1, 10**6))),
        draw(st.integers(1, 10**12)),
        draw(_DAYS),
        draw(st.sampled_from(Direction)),
        " ".join(draw(_WORDS).split()),
    )


def paper_of(operation, rng):
    """A document that tells an operation, its sum, days and lines as one of many banks would write them."""
    number, kopecks, day, direction, purpose = operation
    is_in = direction is Direction.IN
    sums = [f"{kopecks // 100}.{kopecks % 100:02}", f"{kopecks // 100},{kopecks % 100:02}", f"{kopecks / 100:,.2f}"]
    sums = [*sums, sums[2].replace(",", " "), f"{kopecks // 100}-{kopecks % 100:02}"]
    days = [f"{day:%d.%m.%Y}", f"{day:%d.%m.%y}", day.isoformat()]
    return Paper(
        number=number,
        amount=rng.choice(sums),
        payer=OTHER if is_in else OWN,
        payee=OWN if is_in else OTHER,
        credited=rng.choice(days) if is_in else "",
        debited="" if is_in else rng.choice(days),
        purpose=purpose,
        extra=tuple(rng.sample(["Очередность=5", "ВидОплаты=01", "ПлательщикОГРН=1", "Код="], rng.randrange(4))),
    )


def file_with(papers, told):
    credited = sum(kopecks for _, kopecks, _, direction, _ in told if direction is Direction.IN)
    debited = sum(kopecks for _, kopecks, _, direction, _ in told) - credited
    roubles = {"credited": credited, "debited": debited, "closing": credited - debited}
    sums = {
        name: f"{'-' * (kopecks < 0)}{abs(kopecks) // 100}.{abs(kopecks) % 100:02}" for name, kopecks in roubles.items()
    }
    return File(papers=tuple(papers), sections=(Section(since="01.11.2026", until="30.11.2026", **sums),))


@settings(max_examples=80, deadline=None)
@given(st.lists(operations(), max_size=8, unique=True), st.randoms(use_true_random=False), _ENCODINGS, _LINE_ENDS)
def test_what_was_written_is_what_is_read(told, rng, encoding, line_end):
    lines = file_with([paper_of(operation, rng) for operation in told], told).lines()
    text = line_end.join(lines)
    content = text.replace("«", '"').replace("»", '"').replace("№", "N").encode(encoding)
    found, reading = read(content)
    assert reading.warnings.texts == []
    seen = [(one.number, one.amount, one.date, one.direction, one.purpose) for one in found]
    assert seen == told


@settings(max_examples=70, deadline=None)
@given(st.lists(operations(), min_size=1, max_size=6, unique=True), st.randoms(use_true_random=False), st.data())
def test_a_torn_file_gives_whole_operations_and_says_that_it_is_torn(told, rng, data):
    content = file_with([paper_of(operation, rng) for operation in told], told).encoded("cp1251", "\n")
    end = data.draw(st.integers(0, len(content) - 1))
    try:
        found, reading = read(content[:end])
    except StatementError:
        assert "СекцияДокумент=".encode("cp1251") not in content[:end]
        return
    assert [one.number for one in found] == [number for number, *_ in told[: len(found)]]
    assert all(one.amount == kopecks for one, (_, kopecks, *_) in zip(found, told, strict=False))
    is_whole = content[:end].endswith("КонецФайла".encode("cp1251"))
    assert reading.warnings.needs_consent is not is_whole
    assert len(found) == len(told) or reading.warnings.needs_consent


@settings(max_examples=70, deadline=None)
@given(st.lists(operations(), min_size=1, max_size=5, unique=True), st.randoms(use_true_random=False), st.data())
def test_no_operation_vanishes_from_a_damaged_file_without_a_word(told, rng, data):
    papers = [paper_of(operation, rng) for operation in told]
    has_totals = data.draw(st.booleans())
    lines = (file_with(papers, told) if has_totals else file_of(*papers)).lines()
    place = data.draw(st.integers(1, len(lines) - 1))
    damage = data.draw(st.sampled_from(["drop", "double", "rubbish", "swap"]))
    if damage == "drop":
        del lines[place]
    elif damage == "double":
        lines.insert(place, lines[place])
    elif damage == "rubbish":
        lines[place] = data.draw(_WORDS)
    else:
        other = data.draw(st.integers(1, len(lines) - 1))
        lines[place], lines[other] = lines[other], lines[place]
    found, reading = read("\n".join(lines).encode("cp1251"))
    is_same = sorted((one.amount, one.direction) for one in found) == sorted((k, d) for _, k, _, d, _ in told)
    if not is_same and (has_totals or len(found) != len(told)):
        assert reading.warnings.needs_consent


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=600), st.booleans())
def test_rubbish_is_refused_or_read_but_never_breaks_the_reader(rubbish, with_header):
    content = (b"1CClientBankExchange\r\n" if with_header else b"") + rubbish
    with contextlib.suppress(StatementError):
        found, _ = read(content)
        assert all(one.amount > 0 for one in found)


_LINE = st.sampled_from([
    "СекцияДокумент=Платежное поручение", "КонецДокумента", "СекцияРасчСчет", "КонецРасчСчет", "КонецФайла",
    f"РасчСчет={OWN}", f"РасчСчет={SECOND}", "Номер=5", "Сумма=10.00", "Сумма=", "Сумма=-1", "Дата=20.11.2026", "Дата=",
    f"ПлательщикСчет={OWN}", f"ПолучательСчет={SECOND}", f"ПолучательСчет={OTHER}", "ДатаСписано=20.11.2026",
    "НазначениеПлатежа=за свет", "ещё", "", "=", "НачальныйОстаток=1", "КонечныйОстаток=x", "\x00", "ВсегоПоступило=5",
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_LINE, max_size=40))
def test_any_order_of_lines_is_read_and_no_finished_document_is_lost_without_a_word(lines):
    content = "\n".join(["1CClientBankExchange", *lines]).encode("cp1251")
    found, reading = read(content)
    if len(found) < lines.count("СекцияДокумент=Платежное поручение"):
        assert reading.warnings.texts
    assert all(one.amount > 0 and one.repeat >= 0 for one in found)


@pytest.mark.parametrize("seed", range(5))
def test_documents_read_at_once_and_line_by_line_are_the_same(seed, monkeypatch):
    rng = random.Random(seed)
    told = [
        (str(n), rng.randrange(1, 10**9), date(2026, 11, 1) + timedelta(n % 29), rng.choice([*Direction]), f"счёт {n}")
        for n in range(200)
    ]
    papers = [paper_of(operation, rng) for operation in told]
    papers[7] = replace(papers[7], extra=("ещё строка",))
    content = file_with(papers, told).encoded()
    at_once = read(content)
    monkeypatch.setattr(Shapes, "match", lambda *_: None)
    by_lines = read(content)
    assert at_once[0] == by_lines[0]
    assert at_once[1].warnings == by_lines[1].warnings
    assert len(at_once[0]) == 200


@pytest.mark.parametrize("cut", range(-3, 4))
def test_the_border_between_two_pieces_of_a_file_is_not_seen(cut):
    base = File(papers=(Paper(number="1", purpose=""), Paper(number="2"), Paper(number="3")))
    room = (1 << 16) - len(base.encoded()) // 2 + cut
    file = replace(base, papers=(replace(base.papers[0], purpose="ю" * room), *base.papers[1:]))
    for line_end in ("\r\n", "\n", "\r"):
        found, _ = read(file.encoded(line_end=line_end))
        assert [one.number for one in found] == ["1", "2", "3"]


def test_a_key_is_the_same_in_every_encoding_and_order_of_operations():
    told = [
        ("1", 100, date(2026, 11, 3), Direction.IN, "за свет"),
        ("2", 200, date(2026, 11, 3), Direction.OUT, "возврат"),
    ]
    papers = [paper_of(operation, random.Random(1)) for operation in told]
    forward = read(file_with(papers, told).encoded("utf-8"))[0]
    backward = read(file_with(papers[::-1], told).encoded("cp1251"))[0]
    assert {one.key for one in forward} == {one.key for one in backward}
    assert len({one.key for one in forward}) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"number": "16"}, {"amount": "1200.51"}, {"kind": "Банковский ордер"}, {"credited": "21.11.2026"},
        {"payer": "40702810500000000034"}, {"purpose": "Оплата по счёту № 16"},
    ],
)  # fmt: skip
def test_whatever_makes_an_operation_another_makes_its_key_another(change):
    silent = Section(opening="", credited="", debited="", closing="")
    file = File(papers=(Paper(), replace(Paper(), **change)), sections=(silent,))
    found = [*open_statement(file.encoded()).operations()]
    assert found[0].key != found[1].key
    assert found[1].repeat == 0
