from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

import tracker
from docgen.dated import load
from tracker.law import UnknownLawError, article
from tracker.rules import rules

TABLE = Path(tracker.__file__).with_name("legal_basis.yaml")
HISTORIES = load(TABLE, str)


def test_an_unknown_article_is_told_by_name_and_where_to_add_it():
    with pytest.raises(UnknownLawError, match=r"legal_basis\.yaml нет нормы «no_such_article»"):
        article("no_such_article", date(2026, 11, 22))


def test_an_article_is_cited_as_on_the_day():
    assert article("acknowledgment_of_debt", date(2015, 5, 31)) == "ст. 203 ГК РФ"
    assert article("acknowledgment_of_debt", date(2015, 6, 1)) == "ст. 203, п. 2 ст. 206 ГК РФ"


@pytest.mark.parametrize("key", HISTORIES)
def test_before_its_first_entry_an_article_is_cited_as_that_entry_does(key):
    first = HISTORIES[key].entries[0]
    assert article(key, first.since - timedelta(1)) == article(key, first.since) == first.value
    assert article(key, date(1990, 1, 1)) == first.value


@pytest.mark.parametrize("key", HISTORIES)
def test_an_article_is_announced_before_it_is_in_force_and_checked_after(key):
    for entry in HISTORIES[key].entries:
        assert entry.announced_on <= entry.since <= entry.checked_on


@pytest.mark.parametrize("key", HISTORIES)
def test_an_article_is_cited_with_its_act_and_without_a_full_stop(key):
    for entry in HISTORIES[key].entries:
        assert entry.value.startswith(("ст. ", "п. ", "ч. "))
        assert entry.value.endswith((" ГК РФ", " НК РФ", " АПК РФ", " 127-ФЗ", " 402-ФЗ"))


def test_every_article_is_cited_by_some_rule_and_every_rule_cites_known_ones():
    assert {key for rule in rules().values() for key in rule.basis} == set(HISTORIES)


def test_no_article_stands_twice_in_the_table():
    names = [name.value for name, _ in yaml.compose(TABLE.read_text(encoding="utf-8")).value]
    assert len(names) == len(set(names))
