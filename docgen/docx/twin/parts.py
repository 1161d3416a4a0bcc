"""The parts of a DOCX around its text: styles, settings, footer, properties, relations."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape

from docgen.docx.package import deflate, pack
from docgen.docx.twin.styles import FOOTER, from_mm
from docgen.markup import codes
from docgen.markup.look import Look, Page, Theme

# A twin has no moment of its own: each document gets one when it is rendered.
_MOMENT = datetime(2000, 1, 1)  # noqa: DTZ001  a ZIP knows no time zones
_MOMENT_TEXT = "2000-01-01T00:00:00Z"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TAG = re.compile(r"\{\{(.*?)\}\}")


def package(body: str, styles: str, look: Look, title: str) -> bytes:
    """The whole DOCX; ``body`` and ``styles`` are the insides of their parts."""
    contents = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            (f"{_RELATIONS}/officeDocument", "word/document.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            (f"{_RELATIONS}/extended-properties", "docProps/app.xml"),
        ),
        "word/document.xml": _word("document", f"<w:body>{body}{_section(look.theme.page)}</w:body>"),
        "word/_rels/document.xml.rels": _relations(
            (f"{_RELATIONS}/styles", "styles.xml"),
            (f"{_RELATIONS}/settings", "settings.xml"),
            (f"{_RELATIONS}/footer", "footer1.xml"),
        ),
        "word/styles.xml": _word("styles", styles),
        "word/settings.xml": _word("settings", _settings(look.language)),
        "word/footer1.xml": _word("ftr", _footer(look.theme)),
        "docProps/core.xml": _core(look, title),
        "docProps/app.xml": _application(),
    }
    return pack((deflate(name, (_DECLARATION + xml).encode(), 9) for name, xml in contents.items()), _MOMENT)


def _word(root: str, inside: str) -> str:
    return f'<w:{root} xmlns:w="{_MAIN}" xmlns:r="{_RELATIONS}">{inside}</w:{root}>'


def _content_types() -> str:
    overrides = {
        "word/document.xml": f"{_WORD_TYPE}.document.main+xml",
        "word/styles.xml": f"{_WORD_TYPE}.styles+xml",
        "word/settings.xml": f"{_WORD_TYPE}.settings+xml",
        "word/footer1.xml": f"{_WORD_TYPE}.footer+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    rows = [f'<Default Extension="{extension}" ContentType="{kind}"/>' for extension, kind in defaults.items()]
    rows += [f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items()]
    return f'<Types xmlns="{_PACKAGE}/content-types">{"".join(rows)}</Types>'


def _relations(*targets: tuple[str, str]) -> str:
    rows = (
        f'<Relationship Id="rId{i}" Type="{kind}" Target="{target}"/>' for i, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(rows)}</Relationships>'


def _section(page: Page) -> str:
    orientation = ' w:orient="landscape"' if page.width > page.height else ""
    margins = {"top": page.top, "right": page.right, "bottom": page.bottom, "left": page.left, "footer": page.footer}
    stated = "".join(f' w:{name}="{from_mm(length)}"' for name, length in margins.items())
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>'
        f'<w:pgSz w:w="{from_mm(page.width)}" w:h="{from_mm(page.height)}"{orientation}/>'
        f'<w:pgMar{stated} w:header="{from_mm(page.footer)}" w:gutter="0"/></w:sectPr>'
    )


def _settings(language: str) -> str:
    word = "http://schemas.microsoft.com/office/word"
    return (
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="708"/><w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="{word}" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{language}"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>'
    )


def _footer(theme: Theme) -> str:
    """One line, which tabs divide into left, centre and right."""
    width = theme.page.text_width
    stops = (("center", width // 2), ("right", width)) if theme.footer.get("center") else (("right", width),)
    tabs = "".join(f'<w:tab w:val="{side}" w:pos="{place}"/>' for side, place in stops)
    texts = (_with_fields(theme.footer.get(side, "")) for side in ("left", *(side for side, _ in stops)))
    inside = "<w:r><w:tab/></w:r>".join(texts)
    return f'<w:p><w:pPr><w:pStyle w:val="{FOOTER}"/><w:tabs>{tabs}</w:tabs></w:pPr>{inside}</w:p>'


def _with_fields(text: str) -> str:
    """Runs of a text in which «{page}» and «{pages}» are Word's fields."""
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    pieces = re.split(r"(?<!\{)(\{pages?\})(?!\})", text)
    return "".join(_field(fields[piece]) if piece in fields else _run(piece) for piece in pieces if piece)


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{_tagged(text)}</w:t></w:r>'


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _tagged(text: str) -> str:
    """XML text in which only expressions are tags."""
    pieces = _TAG.split(text)
    return "".join(
        codes.expression(piece.strip()) if place % 2 else escape(piece, quote=False)
        for place, piece in enumerate(pieces)
    )


def _core(look: Look, title: str) -> str:
    core = f"{_PACKAGE}/metadata/core-properties"
    dublin, terms = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
    given = {
        "title": title,
        "subject": look.properties.get("subject", ""),
        "creator": look.properties.get("author", ""),
        "description": look.properties.get("keywords", ""),
    }
    texts = "".join(f"<dc:{name}>{_tagged(text)}</dc:{name}>" for name, text in given.items())
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{_MOMENT_TEXT}</dcterms:{name}>' for name in ("created", "modified")
    )
    return (
        f'<cp:coreProperties xmlns:cp="{core}" xmlns:dc="{dublin}" xmlns:dcterms="{terms}" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{texts}'
        f"<dc:language>{look.language}</dc:language>{dates}</cp:coreProperties>"
    )


def _application() -> str:
    extended = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return f'<Properties xmlns="{extended}"><Application>Первичка</Application></Properties>'
