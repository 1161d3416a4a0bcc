"""Tracked changes and comments of a template are refused before any client can read them."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest

from docgen.sandbox import ForbiddenTemplateError, render_docx
from docgen.sandbox.ooxml import check
from docgen.sandbox.review import refuse_review
from tests.docgen.docx import toys
from tests.docgen.sandbox import docx_files as files

BY = 'w:id="1" w:author="Юрист" w:date="2026-01-01T00:00:00Z"'
DELETED = f"<w:del {BY}><w:r><w:delText>секрет {{{{ client.inn }}}}</w:delText></w:r></w:del>"
RUN = "<w:r><w:t>слово</w:t></w:r>"
CHANGES = {
    "inserted": f"<w:p><w:ins {BY}>{RUN}</w:ins></w:p>",
    "deleted": f"<w:p>{RUN}{DELETED}</w:p>",
    "broken tag deleted": f"<w:p><w:del {BY}><w:r><w:delText>{{{{ client</w:delText></w:r></w:del></w:p>",
    "moved away": f"<w:p><w:moveFrom {BY}>{RUN}</w:moveFrom></w:p>",
    "moved here": f"<w:p><w:moveTo {BY}>{RUN}</w:moveTo></w:p>",
    "mark of a paragraph": f"<w:p><w:pPr><w:rPr><w:ins {BY}/></w:rPr></w:pPr>{RUN}</w:p>",
    "formatting": f"<w:p><w:r><w:rPr><w:rPrChange {BY}><w:rPr/></w:rPrChange></w:rPr><w:t>слово</w:t></w:r></w:p>",
    "row": f"<w:tbl><w:tr><w:trPr><w:del {BY}/></w:trPr><w:tc><w:p>{RUN}</w:p></w:tc></w:tr></w:tbl>",
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_tracked_change_is_refused_with_its_paragraph(name: str) -> None:
    with pytest.raises(ForbiddenTemplateError, match="примите или отклоните исправления") as refused:
        render_docx(files.with_xml(CHANGES[name]), {"client": {"inn": "1"}}, toys.CREATED)
    assert "текст, абзац 1 «" in refused.value.findings[0].where


def test_a_change_in_a_header_is_found_too() -> None:
    parts = check(files.with_margins("Шапка", "Подвал"))
    name = next(name for name in parts if name.startswith("word/header"))
    parts[name] = (
        parts[name].replace(b"<w:r>", b"<w:ins w:id='1' w:author='x'><w:r>").replace(b"</w:r>", b"</w:r></w:ins>")
    )
    with pytest.raises(ForbiddenTemplateError, match="верхний колонтитул, абзац 1 «Шапка»"):
        refuse_review(parts)


def test_a_comment_is_refused_with_the_paragraph_that_it_is_about() -> None:
    document: Any = docx.Document()
    document.add_paragraph("Раз")
    document.add_comment(document.add_paragraph("Номер {{ number }}").runs, text="маржа 40%", author="Юрист")
    saved = io.BytesIO()
    document.save(saved)
    with pytest.raises(ForbiddenTemplateError, match=r"абзац 2 «Номер {{ number }}»: .*удалите примечания") as refused:
        render_docx(saved.getvalue(), {"number": "5"}, toys.CREATED)
    assert len(refused.value.findings) == 1


def test_a_comment_about_nothing_is_refused_by_its_part() -> None:
    with pytest.raises(ForbiddenTemplateError, match="примечания: примечания уйдут клиенту"):
        render_docx(files.with_notes("comments", "маржа"), {}, toys.CREATED)


def test_an_empty_list_of_comments_is_no_fault() -> None:
    parts = check(files.with_notes("comments", "x"))
    parts["word/comments.xml"] = f'<w:comments xmlns:w="{toys.WORD}"/>'.encode()
    refuse_review(parts)
