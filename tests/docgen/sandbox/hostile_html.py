"""The hostile set for HTML: what runs, fetches, reads, or never ends."""

from __future__ import annotations

import base64
from collections.abc import Callable

from tests.docgen.sandbox import docx_files as files
from tests.docgen.sandbox.shooting import LIMITS, QUICK, Surroundings, Vector

OUTSIDE = "внешняя связь|связанный файл|рамка|вложенный файл|видео|звук|скрипт|базовый адрес|программа|переход|ссылка"
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
# «@» is the address of a server that listens, «$» the path of a secret file.
FETCHING = {
    "image": '<img src="@/x">',
    "image without quotes": "<img src=@/x>",
    "image in capitals": "<IMG SRC='@/x'>",
    "image in entities": '<img src="&#104;ttp:&#47;&#47;127.0.0.1/x">',
    "image without scheme": '<img src="//127.0.0.1/x">',
    "image by a relative path": '<img src="../secret.txt">',
    "image of a file": '<img src="file://$">',
    "srcset": '<img srcset="@/x 2x">',
    "picture": '<picture><source srcset="@/x"><img></picture>',
    "background": '<body background="@/x">',
    "style sheet": '<link rel="stylesheet" href="@/x">',
    "attachment": '<link rel="attachment" href="file://$">',
    "icon": '<link rel=icon href="@/x">',
    "import": '<style>@import "@/x";</style>',
    "import of an address": "<style>@import url(@/x);</style>",
    "import in escapes": r'<style>@\69 mport "@/x";</style>',
    "font": "<style>@font-face { font-family: a; src: url('@/x'); } p { font-family: a }</style><p>x",
    "font of a file": "<style>@font-face { font-family: a; src: url(file://$); } p { font-family: a }</style><p>x",
    "CSS background": "<style>p { background: url(@/x) }</style><p>x",
    "CSS address in escapes": r"<style>p { background: \75 rl(@/x) }</style><p>x",
    "CSS address in capitals": "<style>p { background: URL( '@/x' ) }</style><p>x",
    "CSS content": '<style>p::before { content: url("@/x") }</style><p>x',
    "CSS list": "<style>ul { list-style-image: url(@/x) }</style><ul><li>x</ul>",
    "CSS image-set": '<style>p { background: image-set("@/x" 1x) }</style><p>x',
    "CSS behind a comment": '<style>p { /* " */ background: url(@/x) /* " */ }</style><p>x',
    "CSS in a page box": "<style>@page { @top-left { content: url(@/x) } }</style>x",
    "CSS cursor": "<style>p { cursor: url(@/x), auto }</style><p>x",
    "CSS variable": "<style>:root { --a: url(@/x) } p { background: var(--a) }</style><p>x",
    "style attribute": '<p style="background: url(@/x)">x',
    "style attribute in entities": '<p style="background: u&#114;l(@/x)">x',
    "iframe": '<iframe src="file://$"></iframe>',
    "frame": '<frameset><frame src="@/x"></frameset>',
    "iframe of its own": '<iframe srcdoc="<img src=@/x>"></iframe>',
    "object": '<object data="@/x"></object>',
    "embed": '<embed src="@/x">',
    "applet": '<applet code="a.class" archive="@/x"></applet>',
    "video": '<video src="@/x" poster="@/x"></video>',
    "audio": '<audio src="@/x"></audio>',
    "base": '<base href="@/"><p>x',
    "refresh": '<meta http-equiv="refresh" content="0; url=@/x">',
    "form": '<form action="@/x"><input></form>',
    "script": "<script>alert(1)</script>",
    "script by address": '<script src="@/x"></script>',
    "handler": '<body onload="alert(1)">',
    "link that runs": '<a href="javascript:alert(1)">x</a>',
    "link that runs, with a line feed": '<a href="java\nscript:alert(1)">x</a>',
    "link to a file": '<a href="file://$">x</a>',
    "SVG image": '<svg><image href="@/x" width="9" height="9"/></svg>',
    "SVG xlink": f'<svg {XLINK}><image xlink:href="file://$" width="9" height="9"/></svg>',
    "SVG use": f'<svg {XLINK}><use xlink:href="@/x#a"/></svg>',
    "SVG fill": '<svg><rect fill="url(@/x#a)" width="9" height="9"/></svg>',
    "SVG foreignObject": '<svg><foreignObject><img src="@/x"></foreignObject></svg>',
    "SVG style": "<svg><style>rect { fill: url(@/x#a) }</style><rect/></svg>",
    "SVG script": "<svg><script>alert(1)</script></svg>",
    "SVG in data": "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='@/x'/></svg>\">",
    "HTML in data": '<img src="data:text/html,<script>alert(1)</script>">',
    "XInclude": '<div xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file://$" parse="text"/></div>',
    "hidden behind a comment": "<!--><img src=@/x>-->",
    "hidden in a template tag": '{% set a = "scr" %}<{{ a }}ipt src="@/x"></{{ a }}ipt>',
    "address from pieces": '<img src="{{ "htt" ~ "p://127.0.0.1/x" }}">',
    "style closed early": "<style>p {}</style><img src=@/x><style></style>",
}
ENTITIES = {
    "entity": '<!DOCTYPE html [<!ENTITY a SYSTEM "file://$">]><p>&a;',
    "billion laughs": '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><p>&b;',
}
CODE = {
    "class": "{{ name.__class__ }}",
    "cycler": "{{ cycler.__init__.__globals__ }}",
    "format": "{{ '{0.__class__}'.format(name) }}",
    "attr": "{{ name | attr('__class__') }}",
    "self": "{{ self.__init__.__globals__ }}",
    "include a file": "{% include '/etc/passwd' %}",
    "include upwards": "{% include '../../../../../../etc/passwd' %}",
    "import": "{% import 'os' as os %}",
    "extends a file": "{% extends '/etc/passwd' %}",
    "recursion of macros": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "power": "{{ 9 ** 99999 }}",
    "long range": "{% for i in range(10000000) %}{% endfor %}",
    "width": "{{ '%1000000000d' | format(1) }}",
    "doubled": "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "an entity of the page": "{{ document.__init__ }}",
    "not UTF-8": "\udcff",
}
HEAVY = {
    "loops in loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "loops that print": "{% for a in range(9999) %}{% for b in range(9999) %}<p>x</p>{% endfor %}{% endfor %}",
    "deep nesting": "<div>" * 300_000 + "x",
    "deep nesting by a loop": "{% for a in range(99999) %}<div>{% endfor %}",
    "deep tables": "<table><tr><td>" * 2_000,
    "huge table": "<table>{% for a in range(2000) %}<tr>{% for b in range(200) %}<td>1{% endfor %}{% endfor %}</table>",
    "100,000 pages": '{% for a in range(99999) %}<p style="break-after: page">x</p>{% endfor %}',
    "tiny pages": "<style>@page { size: 1mm 1mm; margin: 0 }</style>{% for a in range(50000) %}<p>xxxx</p>{% endfor %}",
    "huge spans": "<table>" + "<tr><td colspan=65534 rowspan=65534>1" * 50 + "</table>",
    "brackets in CSS": "<style>p { width: " + "calc(" * 100_000 + "</style><p>x",
    "variables that double": "<style>:root { --a0: xxxxxxxxxx;"
    + "".join(f"--a{i}: var(--a{i - 1}) var(--a{i - 1});" for i in range(1, 40))
    + "} p::before { content: var(--a39) }</style><p>x",
    "variables in a ring": "<style>:root { --a: var(--b); --b: var(--a) } p { color: var(--a) }</style><p>x",
    "many selectors": "<style>"
    + "* * * * * * p { color: red } " * 20_000
    + "</style>"
    + "<div>" * 100
    + "<p>x" * 5_000,
    "picture of 2,500 megapixels": '<img src="data:image/png;base64,'
    + base64.b64encode(files.png(50_000, 50_000)).decode()
    + '">',
    "SVG use of itself": '<svg><g id="a"><use href="#a"/><use href="#a"/></g></svg>',
    "SVG doubled": "<svg><defs>"
    + "".join(f'<g id="a{i}"><use href="#a{i - 1}"/><use href="#a{i - 1}"/></g>' for i in range(1, 40))
    + '</defs><use href="#a39"/></svg>',
    "6 MB": "x" * 6_000_000,
    "broken tags": "<a " * 100_000,
    "open quotes": "<a b='" * 20_000,
}
# Heavy, but the engine copes, or what is heavy in it does nothing.
HARMLESS = {"variables in a ring", "variables that double", "huge spans", "SVG use of itself"}


def _made(html: str) -> Callable[[Surroundings], bytes]:
    def make(around: Surroundings) -> bytes:
        aimed = html.replace("@/", f"{around.address}/").replace("$", around.secret)
        return aimed.encode("utf-8", "surrogateescape")

    return make


def _vectors() -> dict[str, Vector]:
    made = {f"fetch: {name}": Vector(make=_made(html), told=OUTSIDE) for name, html in FETCHING.items()}
    made |= {f"entity: {name}": Vector(make=_made(html), told="объявление") for name, html in ENTITIES.items()}
    made |= {f"code: {name}": Vector(make=_made(html), limits=LIMITS) for name, html in CODE.items()}
    return made | {
        f"heavy: {name}": Vector(make=_made(html), limits=QUICK, **({"told": None} if name in HARMLESS else {}))
        for name, html in HEAVY.items()
    }


VECTORS = _vectors()
