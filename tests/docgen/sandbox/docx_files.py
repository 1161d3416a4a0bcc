"""Word files made for the tests: honest ones, and pieces that hostile ones are put together from."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import docx

from docgen.docx.package import unpack
from tests.docgen.docx import toys

HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
BODY = "word/document.xml"
RELATIONS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"


def members(*paragraphs: str) -> dict[str, bytes]:
    """Parts of an honest template with these paragraphs."""
    return unpack(toys.template(*(paragraphs or ("Договор",))))


def with_members(changed: dict[str, bytes], *paragraphs: str) -> bytes:
    """An honest template in which some parts are others."""
    return toys.repacked({**members(*paragraphs), **changed})


def with_xml(xml: str, *paragraphs: str) -> bytes:
    """An honest template with this XML at the start of its body."""
    body = members(*paragraphs)[BODY]
    return with_members({BODY: body.replace(b"<w:body>", b"<w:body>" + xml.encode(), 1)}, *paragraphs)


def with_relation(kind: str, target: str, *, mode: str = "External", family: str = OFFICE) -> bytes:
    """An honest template with one relationship more."""
    row = f'<Relationship Id="rIdX" Type="{family}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    rows = members()[RELATIONS]
    return with_members({RELATIONS: rows.replace(b"</Relationships>", row.encode() + b"</Relationships>")})


def with_type(kind: str, part: str, content: bytes = b"<x/>") -> bytes:
    """An honest template with one part more, of this content type."""
    row = f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'.encode()
    return with_members({TYPES: members()[TYPES].replace(b"</Types>", row), part: content})


def with_notes(name: str, text: str) -> bytes:
    """An honest template with footnotes, endnotes or comments."""
    kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
    item = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}[name]
    xml = (
        f'{HEADER}<w:{name} xmlns:w="{toys.WORD}"><w:{item} w:id="1"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{item}>'
        f"</w:{name}>"
    )
    made = members()
    made[f"word/{name}.xml"] = xml.encode()
    made[TYPES] = made[TYPES].replace(
        b"</Types>", f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/></Types>'.encode()
    )
    made[RELATIONS] = made[RELATIONS].replace(
        b"</Relationships>",
        f'<Relationship Id="rIdN" Type="{OFFICE}/{name}" Target="{name}.xml"/></Relationships>'.encode(),
    )
    return toys.repacked(made)


def with_margins(header: str, footer: str) -> bytes:
    """A template with a header and a footer."""

    def draw(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = header
        document.sections[0].footer.paragraphs[0].text = footer

    return toys.template("Договор", draw=draw)


def with_core_title(title: str) -> bytes:
    """A template whose core properties have this title."""

    def draw(document: Any) -> None:
        document.core_properties.title = title

    return toys.template("Договор", draw=draw)


def with_runs(*runs: str) -> bytes:
    """A template with one paragraph of many runs, as Word leaves it after spell checking."""

    def draw(document: Any) -> None:
        paragraph = document.add_paragraph()
        for index, run in enumerate(runs):
            paragraph.add_run(run).bold = bool(index % 2)

    return toys.template(draw=draw)


def field(instruction: str, *, pieces: int = 1) -> str:
    """A complex field whose instruction stands in so many runs."""
    step = -(-len(instruction) // pieces)
    texts = [instruction[at : at + step] for at in range(0, len(instruction), step)]
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>' for text in texts)
    return (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive written by zipfile, which lets through what no honest program writes."""
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", method) as archive:
        for name, content in files:
            info = zipfile.ZipInfo(name)
            info.filename = info.orig_filename = name
            info.compress_type = method
            archive.writestr(info, content)
    return saved.getvalue()


def overlapping(times: int) -> bytes:
    """One compressed piece that the directory names many times: a bomb without nesting."""
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", bytes(1_000_000))
        first = archive.filelist[0]
        for index in range(times):
            twin = zipfile.ZipInfo(f"{index}.xm")
            for fact in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(twin, fact, getattr(first, fact))
            archive.filelist.append(twin)
    return saved.getvalue()


def patched(archive: bytes, offset: int, value: bytes) -> bytes:
    """The archive with other bytes in the first entry of its directory."""
    start = archive.find(b"PK\x01\x02") + offset
    return archive[:start] + value + archive[start + len(value) :]


def png(width: int, height: int) -> bytes:
    """A PNG that claims a size; its pixels, all of one colour, are few."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes((1 + 3 * min(width, 8)) * min(height, 8)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def with_media(name: str, content: bytes) -> bytes:
    """A template with a picture in its folder of media."""
    return with_members({f"word/media/{name}": content})


def text_of(document: bytes) -> str:
    """Body text of a made paper."""
    opened: Any = docx.Document(io.BytesIO(document))
    return "\n".join(paragraph.text for paragraph in opened.paragraphs)
