from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.docx.package import Entry, deflate, pack, unpack
from docgen.errors import OutputError, TemplateError
from tests.docgen.docx import toys

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\\:"), min_size=1, max_size=20)


@given(st.dictionaries(NAMES, st.binary(max_size=500), max_size=6), st.integers(1, 9))
def test_the_archive_is_read_by_zipfile_as_it_was_written(members: dict[str, bytes], level: int) -> None:
    made = pack((deflate(name, content, level) for name, content in members.items()), toys.CREATED)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert {info.filename: archive.read(info) for info in archive.infolist()} == members
        assert {info.external_attr >> 16 for info in archive.infolist()} <= {0o100644}


def test_a_moment_before_1980_becomes_one_that_zip_knows() -> None:
    made = pack([deflate("a", b"")], datetime(1900, 5, 6))  # noqa: DTZ001
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.infolist()[0].date_time == (1980, 5, 6, 0, 0, 0)


def test_more_than_four_gigabytes_are_refused_and_not_written_wrong() -> None:
    with pytest.raises(OutputError, match="4 ГБ"):
        pack([Entry("a", b"", 2**32, 0)], toys.CREATED)


@pytest.mark.parametrize("content", [b"", b"not a zip", toys.template("x")[:-30]])
def test_a_file_that_is_no_archive_is_refused_in_russian(content: bytes) -> None:
    with pytest.raises(TemplateError, match="не читается как DOCX"):
        unpack(content)


def test_too_many_parts_are_refused() -> None:
    with pytest.raises(TemplateError, match="слишком велик"):
        unpack(toys.repacked({f"{number}.xml": b"" for number in range(1501)}))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(TemplateError, match="слишком велик"):
        unpack(toys.repacked({"word/document.xml": bytes(61_000_000)}))


def test_two_parts_of_one_name_are_refused() -> None:
    with pytest.raises(TemplateError, match="с одним именем"):
        unpack(pack([deflate("a.xml", b"1"), deflate("a.xml", b"2")], toys.CREATED))


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16"),
    ],
)
def test_entities_and_hidden_encodings_are_refused(xml: bytes) -> None:
    with pytest.raises(TemplateError, match="опасна"):
        unpack(toys.repacked({"word/document.xml": xml}))


def _related(kind: str, mode: str = "External") -> bytes:
    row = f'<Relationship Id="rId9" Type="http://x/{kind}" Target="https://example.com/a" TargetMode="{mode}"/>'
    return toys.repacked(
        {"word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}">{row}</Relationships>'.encode()}
    )


@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "oleObject"])
def test_a_part_fetched_from_outside_is_refused(kind: str) -> None:
    with pytest.raises(TemplateError, match="ссылается наружу"):
        unpack(_related(kind, "&#69;xternal"))


def test_a_hyperlink_may_lead_outside() -> None:
    assert len(unpack(_related("hyperlink"))) == 1


def test_broken_relations_are_refused() -> None:
    with pytest.raises(TemplateError, match="испорчена"):
        unpack(toys.repacked({"_rels/.rels": b"<a>"}))
