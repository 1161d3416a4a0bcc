"""Word files that are bombs as archives or as XML: made when the tests run, so that no bomb lies in the repository."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

from docgen.docx.package import deflate, pack
from docgen.sandbox import Limits
from tests.docgen.docx import toys
from tests.docgen.sandbox import docx_files as files
from tests.docgen.sandbox.shooting import Surroundings, Vector


def _archives() -> dict[str, Vector]:
    large = "слишком велик"
    honest = toys.template("x")

    def nested(_: Surroundings) -> bytes:
        bomb = b"x"
        for _level in range(4):
            bomb = files.zipped(*((f"{index}.zip", bomb) for index in range(10)))
        return files.with_members({"word/media/a.zip": bomb})

    def renamed(name: str) -> Callable[[Surroundings], bytes]:
        return lambda _: files.zipped(*files.members().items(), (name, b"<x/>"))

    twice = [deflate(name, content) for name, content in files.members().items()]
    heavy = "<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 1_500_000
    return {
        "zip: no archive": Vector(make=lambda _: b"not an archive", told="не читается"),
        "zip: cut": Vector(make=lambda _: honest[: len(honest) // 2], told="не читается"),
        "zip: 70 MB of zeros": Vector(make=lambda _: files.with_media("a.bin", bytes(70_000_000)), told=large),
        "zip: many middling parts": Vector(
            make=lambda _: files.with_members({f"word/media/{i}.bin": bytes(1_000_000) for i in range(61)}), told=large
        ),
        "zip: 1,600 parts": Vector(
            make=lambda _: files.with_members({f"word/{i}.xml": b"<a/>" for i in range(1_600)}), told=large
        ),
        "zip: archives in archives": Vector(make=nested, told="вложенный архив"),
        "zip: members share bytes": Vector(make=lambda _: files.overlapping(50), told="одно и то же место"),
        "zip: a name twice": Vector(make=lambda _: pack([*twice, twice[-1]], toys.CREATED), told="с одним именем"),
        "zip: a name in capitals": Vector(make=renamed("WORD/document.xml"), told="с одним именем"),
        "zip: upwards": Vector(make=renamed("../../evil.xml"), told="за пределы"),
        "zip: absolute": Vector(make=renamed("/tmp/evil.xml"), told="за пределы"),
        "zip: disk": Vector(make=renamed("C:/evil.xml"), told="за пределы"),
        "zip: backslashes": Vector(make=renamed("..\\evil.xml"), told="за пределы"),
        "zip: encrypted": Vector(make=lambda _: files.patched(honest, 8, b"\x01\x00"), told="зашифрованная"),
        "zip: LZMA": Vector(
            make=lambda _: files.zipped(*files.members().items(), method=zipfile.ZIP_LZMA), told="необычное сжатие"
        ),
        "zip: a size that lies": Vector(make=lambda _: files.patched(honest, 24, b"\x05\0\0\0"), told="не читается"),
        "zip: 50 MB of paragraphs": Vector(make=lambda _: files.with_xml(heavy), limits=Limits(cpu=2, wall=8)),
    }


def _declarations() -> dict[str, Vector]:
    def doctype(inside: str, reference: str = "&a;", encoding: str = "utf-8") -> Callable[[Surroundings], bytes]:
        def make(around: Surroundings) -> bytes:
            body = files.members(reference)[files.BODY].decode().split("?>", 1)[1].replace("&amp;", "&")
            told = inside.format(secret=around.secret, address=around.address)
            xml = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a {told}>{body}'
            return files.with_members({files.BODY: xml.encode(encoding)})

        return make

    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    dtd = "DOCTYPE|ENTITY"
    return {
        "xml: billion laughs": Vector(make=doctype(f'[<!ENTITY l0 "ha">{laughs}]', "&l11;"), told=dtd),
        "xml: quadratic": Vector(make=doctype('[<!ENTITY a "' + "x" * 50_000 + '">]', "&a;" * 5_000), told=dtd),
        "xml: entity of a file": Vector(make=doctype('[<!ENTITY a SYSTEM "file://{secret}">]'), told=dtd),
        "xml: entity of an address": Vector(make=doctype('[<!ENTITY a SYSTEM "{address}/x">]'), told=dtd),
        "xml: parameter entity": Vector(make=doctype('[<!ENTITY % a SYSTEM "{address}/x.dtd"> %a;]', "x"), told=dtd),
        "xml: external DTD": Vector(make=doctype('SYSTEM "{address}/x.dtd"', "x"), told=dtd),
        "xml: entity in UTF-16": Vector(
            make=doctype('[<!ENTITY a SYSTEM "file://{secret}">]', encoding="utf-16"), told=dtd
        ),
        "xml: entity in UTF-16, no mark": Vector(
            make=doctype('[<!ENTITY a SYSTEM "file://{secret}">]', encoding="utf-16-be"), told=dtd
        ),
        "xml: entity in UTF-7": Vector(
            make=lambda a: files.with_members(
                {
                    files.BODY: b'<?xml version="1.0" encoding="UTF-7"?>'
                    + f'<!DOCTYPE a [<!ENTITY a SYSTEM "file://{a.secret}">]><a>&a;</a>'.encode("utf-7")
                }
            ),
            told="в кодировке, кроме UTF-8",
        ),
        "xml: entity in a header": Vector(
            make=lambda a: files.with_type(
                "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml",
                "word/header9.bin",
                f'<!DOCTYPE a [<!ENTITY a SYSTEM "file://{a.secret}">]><a>&a;</a>'.encode(),
            ),
            told=dtd,
        ),
        "xml: XInclude": Vector(
            make=lambda a: files.with_xml(
                f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{a.secret}" parse="text"/>'
            ),
            told=None,
        ),
        "xml: 100,000 levels": Vector(
            make=lambda _: files.with_xml("<w:p>" * 100_000 + "</w:p>" * 100_000), told="слишком глубоко"
        ),
        "xml: broken": Vector(make=lambda _: files.with_xml("<w:p>"), told="XML испорчен"),
    }


VECTORS = _archives() | _declarations()
