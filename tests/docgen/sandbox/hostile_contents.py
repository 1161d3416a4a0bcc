"""Word files that fetch, embed or run something: relationships, macros, objects, pictures, fields."""

from __future__ import annotations

from collections.abc import Callable

from tests.docgen.docx import toys
from tests.docgen.sandbox import docx_files as files
from tests.docgen.sandbox.shooting import Surroundings, Vector


def _links() -> dict[str, Vector]:
    def linked(kind: str, target: str = "", mode: str = "External") -> Callable[[Surroundings], bytes]:
        return lambda around: files.with_relation(kind, target or f"{around.address}/x", mode=mode)

    outside = "внешняя связь"
    kinds = {
        "image": outside, "attachedTemplate": "присоединённый шаблон", "oleObject": "объект OLE",
        "aFChunk": "altChunk", "subDocument": "вложенный документ", "frame": "рамка", "package": "вложенный файл",
        "mailMergeSource": "источник данных", "control": "ActiveX", "header": outside, "theme": outside,
        "video": outside, "customXml": outside,
    }  # fmt: skip
    made = {f"link: {kind}": Vector(make=linked(kind), told=told) for kind, told in kinds.items()}
    targets = {
        "a file": "file:///etc/passwd", "a network folder": "\\\\10.0.0.1\\share\\a.png",
        "a server without scheme": "//10.0.0.1/a", "WebDAV": "https://10.0.0.1@SSL/a.dotm",
    }  # fmt: skip
    made |= {f"link: image at {name}": Vector(make=linked("image", at), told=outside) for name, at in targets.items()}
    return made | {
        "link: inside by name, outside by address": Vector(
            make=linked("image", "http://10.0.0.1/a", "Internal"), told=outside
        ),
        "link: hyperlink that runs": Vector(make=linked("hyperlink", "javascript:alert(1)"), told="ссылка на"),
        "link: hyperlink to a program": Vector(make=linked("hyperlink", "ms-msdt:/id"), told="ссылка на"),
        "link: hyperlink to a network folder": Vector(make=linked("hyperlink", "\\\\host\\a.exe"), told="ссылка на"),
    }


def _contents() -> dict[str, Vector]:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    types = files.members()[files.TYPES]
    svg = "http://www.w3.org/2000/svg"
    vml = 'xmlns:v="urn:schemas-microsoft-com:vml"'
    made = {
        "content: macros": Vector(
            make=lambda _: files.with_type("application/vnd.ms-office.vbaProject", "word/vbaProject.bin", b"\0"),
            told="макросы",
        ),
        "content: a document with macros": Vector(
            make=lambda _: files.with_members({files.TYPES: types.replace(word.encode(), macro.encode())}),
            told="макросы",
        ),
        "content: ActiveX": Vector(
            make=lambda _: files.with_type("application/vnd.ms-office.activeX+xml", "word/activeX/activeX1.xml"),
            told="ActiveX",
        ),
        "content: OLE": Vector(
            make=lambda _: files.with_members({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}), told="OLE"
        ),
        "content: an embedded workbook": Vector(
            make=lambda _: files.with_members({"word/x.bin": files.zipped(("a", b"b"))}), told="вложенный архив"
        ),
        "content: altChunk": Vector(make=lambda _: files.with_xml("<w:altChunk/>"), told="altChunk"),
        "content: w:object": Vector(make=lambda _: files.with_xml("<w:p><w:r><w:object/></w:r></w:p>"), told="OLE"),
        "content: subdocument": Vector(make=lambda _: files.with_xml("<w:p><w:subDoc/></w:p>"), told="subDocument"),
        "content: mail merge": Vector(
            make=lambda _: files.with_members(
                {"word/settings.xml": f'<w:settings xmlns:w="{toys.WORD}"><w:mailMerge/></w:settings>'.encode()}
            ),
            told="слияние",
        ),
        "content: VML picture by address": Vector(
            make=lambda a: files.with_xml(
                f'<w:p><w:r><w:pict {vml}><v:shape><v:imagedata src="{a.address}/x"/></v:shape></w:pict></w:r></w:p>'
            ),
            told="внешняя связь",
        ),
        "content: SVG that fetches": Vector(
            make=lambda a: files.with_media(
                "a.svg", f'<svg xmlns="{svg}"><image href="{a.address}/x"/></svg>'.encode()
            ),
            told="внешняя связь",
        ),
        "content: SVG that runs": Vector(
            make=lambda _: files.with_media("a.svg", f'<svg xmlns="{svg}" onload="alert(1)"/>'.encode()), told="скрипт"
        ),
        "content: PNG of 2,500 megapixels": Vector(
            make=lambda _: files.with_media("a.png", files.png(50_000, 50_000)), told="точек"
        ),
        "content: a program": Vector(make=lambda _: files.with_media("a.png", b"MZ\x90\0"), told="программа"),
    }
    return made | _fields()


def _fields() -> dict[str, Vector]:
    hidden = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>{% if false %}</w:t></w:r>'
        "<w:r><w:instrText>PAGE </w:instrText></w:r><w:r><w:t>{% endif %}</w:t></w:r>"
        '<w:r><w:instrText>DDEAUTO c:\\\\a.exe</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    made = {
        f"field: {code.split()[0]}": Vector(make=_in_field(code), told=f"поле {code.split()[0]}")
        for code in (
            "DDE excel", "DDEAUTO c:\\\\cmd.exe", "INCLUDETEXT file:///etc/passwd", "INCLUDEPICTURE http://10.0.0.1/a",
            "IMPORT a", "LINK Excel.Sheet.8", "EMBED Package", "RD a.docx", "DATABASE", "MACROBUTTON a b",
            "AUTOTEXT a", "HYPERLINK \\\\host\\a", "ADDIN x",
        )
    }  # fmt: skip
    return made | {
        "field: split over runs": Vector(
            make=lambda _: files.with_xml(files.field("INCLUDEPICTURE http://10.0.0.1/a", pieces=7)),
            told="поле INCLUDEPICTURE",
        ),
        "field: simple": Vector(
            make=lambda _: files.with_xml('<w:p><w:fldSimple w:instr=" ddeauto c:\\\\a.exe "/></w:p>'),
            told="поле ddeauto",
        ),
        "field: inside another": Vector(
            make=lambda _: files.with_xml(
                files.field("IF 1 = 1").replace("<w:r><w:t>1</w:t></w:r>", files.field("DDE a").replace("w:p>", "w:x>"))
            ),
            told="поле DDE",
        ),
        "field: named by a tag": Vector(make=lambda _: files.with_xml(files.field("{{ 'DD' ~ 'E' }} a")), told="поле"),
        "field: appears when rendered": Vector(make=lambda _: files.with_xml(hidden), told="поле DDEAUTO"),
    }


def _in_field(code: str) -> Callable[[Surroundings], bytes]:
    return lambda _: files.with_xml(files.field(code))


VECTORS = _links() | _contents()
