from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.declension import position_genitive

WORDS = st.sampled_from(
    [
        "генеральный",
        "директор",
        "и",
        "—",
        "-",
        "/",
        ",",
        "(",
        ")",
        "и. о.",
        "по",
        "сбыту",
        "IT",
        "лицо",
        "«А, Б»",
        "врач",
        "заместитель",
    ]
)


def test_every_position_of_the_table_gets_its_genitive(position_case):
    nominative, genitive = position_case
    assert position_genitive(nominative) == genitive


def test_a_genitive_begins_with_the_letter_of_its_position(position_case):
    nominative, _ = position_case
    assert position_genitive(nominative)[0] == nominative[0]


@pytest.mark.parametrize(
    "position",
    [
        "",
        "Генерального директора",
        "Head of Sales",
        "И. о. директора",
        "и.о. начальника",
        "Врио главы",
        "ВрИО ректора",
        "Атташе",
        "CEO",
        "№ 5",
        "…",
    ],
)
def test_what_has_no_nominative_head_stays(position):
    assert position_genitive(position) == position


def test_spaces_are_put_in_order():
    assert position_genitive("  Генеральный \u00a0 директор\n") == "Генерального директора"


def test_a_quoted_name_is_not_a_place_to_look_for_a_second_position():
    assert position_genitive("Директор ООО «Мастер, Повар — Капитан»") == "Директора ООО «Мастер, Повар — Капитан»"


@given(st.text())
def test_any_text_is_answered(text):
    assert isinstance(position_genitive(text), str)


@given(st.lists(WORDS, max_size=8))
def test_only_letters_of_words_change_never_their_number_or_the_signs(words):
    text = " ".join(words)
    after = position_genitive(text)
    assert len(after.split(" ")) == len(text.split(" "))
    assert [sign for sign in after if not sign.isalpha()] == [sign for sign in text if not sign.isalpha()]


EVERYDAY = (
    "Генеральный директор",
    "Первый заместитель генерального директора",
    "Исполняющий обязанности директора",
    "Главный бухгалтер",
    "Индивидуальный предприниматель",
    "Заместитель директора по логистике и финансам",
    "Председатель Правления — генеральный директор",
    "Представитель по доверенности № 5",
    "Директор, действующий на основании Устава",
    "Заведующая складом",
    "Глава крестьянского (фермерского) хозяйства",
    "И. о. директора",
)


def test_everyday_positions_do_not_load_the_dictionary():
    program = (
        "import sys\n"
        "from docgen.declension import position_genitive\n"
        f"for position in {EVERYDAY!r}: position_genitive(position)\n"
        "sys.exit('pymorphy3' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
