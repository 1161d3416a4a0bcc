"""XML that we did not write, element by element."""

from __future__ import annotations

import io

import pytest

from docgen.xml_walk import XmlError, walk

WANTED = frozenset({"item"})


def walked(text, wanted=WANTED, kept=frozenset()):
    content = text if isinstance(text, bytes) else text.encode()
    return [*walk(io.BytesIO(content).read, wanted, kept)]


def test_wanted_elements_come_whole_with_their_path_and_the_rest_is_passed_over():
    found = walked('<a xmlns="urn:x"><b>no</b><c><item k="1">one <d>two</d></item></c><item/></a>')
    assert [path for path, _ in found] == ["a/c/item", "a/item"]
    item = found[0][1]
    assert (item.name, item.attributes, item.text, item.told("d")) == ("item", {"k": "1"}, "one", "two")
    assert (item.first("no"), item.told("no", "way"), item.all("d")[0].text) == (None, "", "two")


def test_an_element_inside_a_wanted_one_of_the_same_name_is_a_part_of_it():
    assert [path for path, _ in walked("<a><item><item/></item></a>")] == ["a/item"]


def test_the_beginning_of_a_kept_element_is_told_before_what_is_in_it():
    found = walked("<a><b><item/></b></a>", kept=frozenset({"b"}))
    assert [path for path, _ in found] == ["a/b>", "a/b/item"]


def test_an_entity_of_xml_itself_is_its_sign():
    assert walked("<a><item>&lt;&amp;&#1071;</item></a>")[0][1].text == "<&Я"


@pytest.mark.parametrize(
    "text",
    [
        "", "<a>", "<a><item></a>", "text", "<a>&b;</a>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "<!DOCTYPE a><a/>",
        '<?xml version="1.0" encoding="unheard-of"?><a/>', "<a>" * 100, b"<a>\xff\xfe</a>", b"\x00" * 10,
    ],
)  # fmt: skip
def test_what_is_broken_or_not_allowed_is_refused(text):
    with pytest.raises(XmlError):
        walked(text)


def test_an_element_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr("docgen.xml_walk._MOST_NODES", 10)
    walked("<a>" + "<item/>" * 50 + "</a>")
    with pytest.raises(XmlError, match="велика"):
        walked("<a><item>" + "<b/>" * 20 + "</item></a>")


def test_an_element_of_too_much_text_is_refused(monkeypatch):
    monkeypatch.setattr("docgen.xml_walk._MOST_TEXT", 10)
    with pytest.raises(XmlError, match="велика"):
        walked("<a><item>" + "b" * 20 + "</item></a>")
