"""Small documents for LibreOffice, honest and hostile, and what of it is on the machine."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pypdfium2

from docgen.office import warden

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_A = "http://schemas.openxmlformats.org/drawingml/2006"
_LINKED = """
<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:r><w:drawing>
<wp:inline xmlns:wp="{a}/wordprocessingDrawing"><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="x"/>
<a:graphic xmlns:a="{a}/main"><a:graphicData uri="{a}/picture"><pic:pic xmlns:pic="{a}/picture">
<pic:nvPicPr><pic:cNvPr id="1" name="x"/><pic:cNvPicPr/></pic:nvPicPr>
<pic:blipFill><a:blip xmlns:r="{r}" r:link="{id}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>
<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>
</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"""


def document(text: str, *, font: str = "", linked: tuple[str, ...] = ()) -> bytes:
    """One paragraph and pictures that are not inside but linked by address."""
    made = docx.Document()
    run = made.add_paragraph().add_run(text)
    if font:
        run.font.name = font
    for address in linked:
        identifier = made.part.relate_to(address, f"{_R}/image", is_external=True)
        body = made.element.body
        body.insert(0, docx.oxml.parse_xml(_LINKED.format(a=_A, r=_R, id=identifier)))
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def macro_document(canary: Path) -> str:
    """A flat ODF text with a Basic macro that writes ``canary`` as soon as it is opened."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:ooo="http://openoffice.org/2004/office"
 xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" xmlns:dom="http://www.w3.org/2001/xml-events"
 xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:scripts><office:script script:language="ooo:Basic"><ooo:libraries>
<ooo:library-embedded ooo:name="Standard"><ooo:module ooo:name="Module1"><ooo:source-code>Sub Main
Open "{escape(str(canary))}" For Output As #1
Print #1, "x"
Close #1
End Sub</ooo:source-code></ooo:module></ooo:library-embedded></ooo:libraries></office:script>
<office:event-listeners><script:event-listener script:language="ooo:script" script:event-name="dom:load"
 xlink:href="vnd.sun.star.script:Standard.Module1.Main?language=Basic&amp;location=document" xlink:type="simple"/>
</office:event-listeners></office:scripts>
<office:body><office:text><text:p>x</text:p></office:text></office:body></office:document>"""


def archive(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as opened:
        for name in names:
            opened.writestr(name, "<x/>")
    return target.getvalue()


def docx_words(content: bytes) -> Counter[str]:
    """Words of the body; a cell that spans columns or rows is read once."""
    opened = docx.Document(io.BytesIO(content))
    cells = {cell._tc: cell.text for table in opened.tables for row in table.rows for cell in row.cells}
    return Counter(" ".join([*(paragraph.text for paragraph in opened.paragraphs), *cells.values()]).split())


def pdf_text(content: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


def pictures(content: bytes) -> int:
    pages = pypdfium2.PdfDocument(content)
    return sum(1 for page in pages for thing in page.get_objects() if thing.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE)


def processes(folder: Path, program: str = "") -> list[int]:
    """Living processes whose command names something inside ``folder``; those only waited for have no command."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if str(folder) in " ".join(command) and command[0].endswith(program):
                found.append(int(entry.name))
    return found


def open_pipes(folder: Path) -> set[Path]:
    """What every LibreOffice with its room in ``folder`` listens at."""
    profiles = [(room / "profile").as_uri() for room in folder.iterdir()]
    return {pipe for profile in profiles for pipe in warden.pipes(profile) if pipe.exists()}
