"""Cards as clients send them: what is read, what is told, and that the order and the spacing do not matter."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.requisites import check_account, check_corr_account, check_inn, check_kpp, check_ogrn
from docgen.requisites_text import recognise

CARDS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cards.yaml").read_text(encoding="utf-8"))
WHOLE = CARDS[0]["fields"]
NUMBERS = ("inn", "kpp", "ogrn", "bic", "account", "corr_account")
LABELS = {
    "inn": ["ИНН", "ИНН:", "инн —", "ИНН организации"],
    "kpp": ["КПП", "КПП:", "Кпп"],
    "ogrn": ["ОГРН", "ОГРН:", "Основной государственный регистрационный номер"],
    "bic": ["БИК", "БИК:", "Бик банка"],
    "account": ["р/с", "Р/сч.", "р/счет №", "Расчётный счёт:", "Расчетный счет", "р.с."],
    "corr_account": ["к/с", "К/сч.", "Корр. счёт", "Корреспондентский счет:", "кор/счет"],
}


@pytest.mark.parametrize("card", CARDS, ids=[card["title"] for card in CARDS])
def test_a_card_is_read_as_a_person_reads_it(card: dict[str, Any]) -> None:
    found = recognise(card["text"])
    wanted = card["fields"]
    assert {key: found.fields.get(key) for key in wanted} == wanted
    assert sorted({one.field for one in found.doubts}) == sorted(set(card["doubts"]))
    in_doubt = {one.field for one in found.doubts if one.field in NUMBERS}
    assert not in_doubt & found.fields.keys()


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_neither_order_nor_spacing_matters(data: st.DataObject) -> None:
    lines = []
    for name in data.draw(st.permutations(NUMBERS)):
        label = data.draw(st.sampled_from(LABELS[name]))
        gap = data.draw(st.sampled_from([" ", "\t", ": ", "\n", "  ", "\u00a0"]))
        lines.append(f"{label}{gap}{_spaced(data, WHOLE[name])}")
    joint = data.draw(st.sampled_from(["\n", "\n\n", ",\n", "; "]))
    found = recognise(joint.join(lines))
    assert {name: found.fields.get(name) for name in NUMBERS} == {name: WHOLE[name] for name in NUMBERS}
    assert not found.doubts


def _spaced(data: st.DataObject, digits: str) -> str:
    size = data.draw(st.sampled_from([len(digits), 3, 4, 5]))
    space = data.draw(st.sampled_from([" ", "\u00a0"]))
    return space.join(digits[start : start + size] for start in range(0, len(digits), size))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(NUMBERS[:1] + NUMBERS[2:3] + NUMBERS[4:]), st.integers(0, 19), st.integers(1, 9))
def test_a_wrong_digit_is_never_taken(name: str, place: int, shift: int) -> None:
    right = WHOLE[name]
    place %= len(right)
    wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]
    text = "\n".join(f"{LABELS[one][0]} {wrong if one == name else WHOLE[one]}" for one in NUMBERS)
    found = recognise(text)
    taken = found.fields.get(name)
    assert taken is None or _is_sound(name, taken)
    if not _is_sound(name, wrong):
        assert taken is None


def _is_sound(name: str, value: str) -> bool:
    checks = {
        "inn": lambda: check_inn(value, 10),
        "kpp": lambda: check_kpp(value),
        "ogrn": lambda: check_ogrn(value, 13),
        "account": lambda: check_account(value, WHOLE["bic"]),
        "corr_account": lambda: check_corr_account(value, WHOLE["bic"]),
    }
    return checks[name]() is None


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ИНКПОГРБр/сч 0123456789\n\t:«»ООАлицедиректор.", max_size=400))
def test_any_text_is_answered(text: str) -> None:
    found = recognise(text)
    assert all(value and value == value.strip() for value in found.fields.values())


def test_lines_of_a_card_may_come_in_any_order() -> None:
    for card in CARDS[:4]:
        whole = card["text"].splitlines()
        for seed in range(8):
            lines = whole[:]
            random.Random(seed).shuffle(lines)
            found = recognise("\n".join(lines))
            numbers = {key: value for key, value in card["fields"].items() if key in NUMBERS}
            assert {key: found.fields.get(key) for key in numbers} == numbers, (card["title"], seed)
