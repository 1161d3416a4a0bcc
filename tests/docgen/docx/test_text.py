from __future__ import annotations

from typing import Any

from docgen.docx import read_text
from tests.docgen.docx import toys


def _draw(document: Any) -> None:
    table = toys.add_table(document, ("а", "б"), ("в", "г"))
    table.rows[1].cells[0].merge(table.rows[1].cells[1])
    table.rows[0].cells[0].add_table(1, 1).rows[0].cells[0].text = "вложенная"
    document.sections[0].header.paragraphs[0].text = "шапка"
    hidden = (
        "<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>"
        "<w:p><w:r><w:t>надпись</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    document.element.body.insert(0, toys.element(hidden))


def test_only_body_paragraphs_and_top_level_tables_count() -> None:
    text = read_text(toys.template("абзац", draw=_draw))
    assert [paragraph for paragraph in text.paragraphs if paragraph] == ["абзац"]
    assert [[cell.strip() for cell in row] for row in text.tables[0]] == [["а", "б"], ["в\nг", "в\nг"]]
    assert not {"вложенная", "надпись", "шапка"} & set(text.whole.split())
