"""The promise of the library: a new kind of paper is one folder, and no Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import pypdfium2
import pytest
import yaml
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).resolve().parents[2]
METADATA = """
title: Заявка на выезд
caption: Заявка
version: 1
audience: client
formats: [pdf, docx, xlsx]
numbering: visit_request
confirms: []
basis: []
heading: "Заявка на выезд{% if is_urgent %} (срочная){% endif %}"
checks:
  - {when: "visit_on < date", at: visit_on, say: "выезд раньше заявки: исправьте дату"}
fields:
  number: {is: number, title: Номер заявки}
  date: {is: date, title: Дата заявки}
  visit_on: {is: date, title: Дата выезда}
  client: {is: party, title: Клиент, partial: true}
  is_urgent: {is: flag, title: Срочная, optional: true}
  works:
    is: table
    title: Работы
    columns: {what: {is: text, title: Что сделать}, price: {is: money, title: Цена}}
"""
TEMPLATE = """{% extends "_base/document.html" %}
{% block body %}
<h1 class="form-title">{{ document.full_title }}</h1>
<p class="visitor">Клиент: {{ client.line }}. Выезд {{ visit_on | date_long }}.</p>
<table class="grid filter"><colgroup><col style="width:70%"><col style="width:30%"></colgroup>
<thead><tr><th>Работа</th><th>Цена, руб.</th></tr></thead>
<tbody>
{% for work in works %}
<tr><td>{{ work.what }}</td><td class="num">{{ work.price | money }}</td></tr>
{% endfor %}
</tbody></table>
{% endblock %}
"""
SAMPLE = {
    "number": "7",
    "date": "2026-11-22",
    "visit_on": "2026-11-25",
    "client": {"full_name": "Общество с ограниченной ответственностью «Ромашка»", "short_name": "ООО «Ромашка»"},
    "is_urgent": True,
    "works": [{"what": "Осмотр щита", "price": "1450.00"}],
}


def of_pdf(path: Path) -> str:
    return pypdfium2.PdfDocument(path.read_bytes())[0].get_textpage().get_text_range()


def of_docx(path: Path) -> str:
    opened = docx.Document(str(path))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in opened.paragraphs] + cells)


def of_xlsx(path: Path) -> str:
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    return "\n".join(str(value) for row in sheet.to_python() for value in row)


READING = {"pdf": of_pdf, "docx": of_docx, "xlsx": of_xlsx}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with one folder more."""
    copy = tmp_path_factory.mktemp("house")
    for name in ("docgen", "templates", "web", "tracker"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    folder = copy / "templates" / "visit_request"
    folder.mkdir()
    (folder / "metadata.yaml").write_text(METADATA, encoding="utf-8")
    (folder / "template.html").write_text(TEMPLATE, encoding="utf-8")
    (folder / "style.css").write_text("p.visitor { color: #1d4f91; }", encoding="utf-8")
    (folder / "twin.yaml").write_text('classes: {visitor: {title: гость, color: "1D4F91"}}', encoding="utf-8")
    (folder / "sample.yaml").write_text(yaml.safe_dump(SAMPLE, allow_unicode=True), encoding="utf-8")
    run(copy, "docgen.twins", "visit_request")
    return copy


def run(house: Path, module: str, *arguments: object, status: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house), "PERVICHKA_HOME": str(house / "var")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def test_it_stands_among_the_kinds(house: Path) -> None:
    listed = {kind["kind"]: kind for kind in json.loads(run(house, "web.cli", "kinds", "--json"))}
    assert listed["visit_request"]["formats"] == ["pdf", "docx", "xlsx"]


def test_its_input_has_a_schema_and_its_mistakes_are_told(house: Path, tmp_path: Path) -> None:
    schema = json.loads(run(house, "web.cli", "schema", "visit_request"))
    assert set(schema["required"]) == {"number", "date", "visit_on", "client", "works"}
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(SAMPLE | {"visit_on": "2026-11-01"}), encoding="utf-8")
    told = run(house, "web.cli", "render", "visit_request", wrong, "-o", tmp_path / "x.pdf", status=2)
    assert "visit_on: выезд раньше заявки" in told


@pytest.mark.parametrize("suffix", ["pdf", "docx", "xlsx"])
def test_it_is_made_in_every_format(house: Path, tmp_path: Path, suffix: str) -> None:
    sample = house / "templates" / "visit_request" / "sample.yaml"
    out = tmp_path / f"out.{suffix}"
    run(house, "web.cli", "render", "visit_request", sample, "-o", out)
    text = READING[suffix](out).replace("\u00a0", " ")
    assert "Заявка на выезд (срочная) № 7 от 22 ноября 2026 г." in text
    assert "Клиент: ООО «Ромашка». Выезд 25 ноября 2026 г." in text
    assert "Осмотр щита" in text


def test_its_placeholders_are_in_the_reference(house: Path) -> None:
    told = run(house, "web.cli", "template", "fields", "visit_request")
    assert "works[].price" in told
    assert "client.short_name" in told
