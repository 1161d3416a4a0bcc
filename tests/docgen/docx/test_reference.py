from __future__ import annotations

import io

import docx
import pytest

from docgen.docx import Picture, render_reference
from docgen.docx.package import unpack
from docgen.errors import TemplateError
from tests.docgen.docx import toys

TEMPLATE = toys.template("Имя: {{ name }}")


def test_the_reference_is_docxtpl_itself() -> None:
    context = {"name": "Ромашка & Ко"}
    made = render_reference(TEMPLATE, toys.environment(), context, toys.CREATED)
    assert toys.canonical(unpack(made)) == toys.canonical(toys.judged(TEMPLATE, context))


def test_its_bytes_repeat() -> None:
    first, second = (render_reference(TEMPLATE, toys.environment(), {"name": "а"}, toys.CREATED) for _ in range(2))
    assert first == second


def test_two_pictures_keep_their_widths() -> None:
    template = toys.template("{{ logo }} и {{ stamp }}")
    context = {"logo": Picture(toys.PIXEL, 30.0), "stamp": Picture(toys.PIXEL, 12.5)}
    made = render_reference(template, toys.environment(), context, toys.CREATED)
    shapes = docx.Document(io.BytesIO(made)).inline_shapes
    assert [round(shape.width.mm, 1) for shape in shapes] == [30.0, 12.5]


@pytest.mark.parametrize("attack", ["{{ ''.__class__.__mro__ }}", "{{ unknown }}", "{{ 1 / 0 }}", "{% if %}"])
def test_it_refuses_what_the_fast_path_refuses(attack: str) -> None:
    with pytest.raises(TemplateError):
        render_reference(toys.template(attack), toys.environment(), {}, toys.CREATED)


@pytest.mark.parametrize("content", [b"", b"PK", toys.repacked({"a.xml": b"<a/>"})])
def test_a_file_that_is_no_document_of_word_is_refused(content: bytes) -> None:
    with pytest.raises(TemplateError, match="не читается"):
        render_reference(content, toys.environment(), {}, toys.CREATED)
