"""HTML that we did not write: refused if it is too large, runs something or fetches something.

The engine's fetcher and the walls of the process are what holds; this check is what tells the author where and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from docgen.sandbox.css import faults_of_css
from docgen.sandbox.data_urls import fault_of_address
from docgen.sandbox.errors import Finding, ForbiddenTemplateError, TooLargeError, shown
from docgen.sandbox.ooxml_links import is_safe_hyperlink

MOST_OF_TEMPLATE = 5_000_000
MOST_OF_PAGE = 20_000_000
_DEEPEST = 400
_FORBIDDEN = {
    "applet": "программа на странице", "audio": "звук", "base": "базовый адрес", "embed": "вложенный файл",
    "frame": "рамка с чужой страницей", "frameset": "рамка с чужой страницей", "iframe": "рамка с чужой страницей",
    "link": "связанный файл", "object": "вложенный файл", "portal": "рамка с чужой страницей", "script": "скрипт",
    "source": "звук или видео", "track": "звук или видео", "video": "видео", "xi:include": "включение файла",
}  # fmt: skip
_WORD = re.compile(rf"<\s*(?:[\w-]+:)?({'|'.join(map(re.escape, _FORBIDDEN))})(?=[\s/>])", re.IGNORECASE)
_DECLARATION = re.compile(r"<!ENTITY|<\?xml-stylesheet|<!DOCTYPE[^>]*\[", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)((?:\"[^\"]*\"|'[^']*'|[^'\">])*)>")
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_STYLE = re.compile(r"<style\b[^>]*>(.*?)(?:</style|\Z)", re.IGNORECASE | re.DOTALL)
_ADDRESSES = {
    "action", "archive", "background", "cite", "classid", "codebase", "data", "dynsrc", "formaction", "href",
    "longdesc", "lowsrc", "manifest", "ping", "poster", "profile", "src", "srcset", "xlink:href", "xml:base",
}  # fmt: skip
# Void elements, and those whose end tag may be left out: counting them would make a long list look deep.
_NOT_DEEP = {
    "body", "caption", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "tbody", "td", "tfoot",
    "th", "thead", "tr",
    "area", "br", "circle", "col", "ellipse", "hr", "img", "image", "input", "line", "meta", "param", "path", "polygon",
    "polyline", "rect", "stop", "use", "wbr",
}  # fmt: skip
_JINJA = re.compile(r"\{[{%]")


def check(html: str, *, is_template: bool) -> None:
    """Raises ForbiddenTemplateError that names each forbidden thing and its line, TooLargeError over the limits.

    is_template: lines are those of the template, and what only its data will tell is left to the finished page.
    """
    if len(html) > (MOST_OF_TEMPLATE if is_template else MOST_OF_PAGE):
        raise TooLargeError("Страница слишком велика: шаблон — до 5 МБ, готовая страница — до 20 МБ.")
    found = tuple(dict.fromkeys(findings(html, is_template=is_template)))
    if found:
        raise ForbiddenTemplateError(found)
    if not is_template and _depth(html) > _DEEPEST:
        raise TooLargeError(f"Страница вложена слишком глубоко: разрешено до {_DEEPEST} вложенных элементов.")


def findings(html: str, *, is_template: bool) -> Iterator[Finding]:
    """Every forbidden thing of a template or of a finished page."""
    of_what = "шаблона" if is_template else "готовой страницы"
    for at, fault in _faults(html):
        if not (is_template and _JINJA.search(fault)):
            yield Finding(f"строка {html.count(chr(10), 0, at) + 1} {of_what}", fault)


def _faults(html: str) -> Iterator[tuple[int, str]]:
    for word in _WORD.finditer(html):
        name = word[1].lower()
        yield word.start(), f"элемент <{name}> ({_FORBIDDEN[name]})"
    for declaration in _DECLARATION.finditer(html):
        yield declaration.start(), f"объявление {shown(declaration[0])}"
    for style in _STYLE.finditer(html):
        for at, fault in faults_of_css(style[1]):
            yield style.start(1) + at, fault
    for tag in _TAG.finditer(html):
        for fault in _faults_of_tag(tag[2].lower(), tag[3]):
            yield tag.start(), fault


def _faults_of_tag(element: str, attributes: str) -> Iterator[str]:
    for found in _ATTRIBUTE.finditer(attributes):
        name = found[1].lower()
        value = unescape(found[2] or found[3] or found[4] or "").strip()
        if name.startswith("on") and len(name) > 2:
            yield f"скрипт (атрибут {shown(name)})"
        elif name in _ADDRESSES:
            yield from _faults_of_address(element, name, value)
        elif name == "http-equiv" and value.lower() == "refresh":
            yield "переход на другую страницу (meta refresh)"
        elif name == "style" or "url" in value.lower():  # SVG takes CSS in many attributes
            yield from (fault for _, fault in faults_of_css(value))


def _faults_of_address(element: str, name: str, value: str) -> Iterator[str]:
    if element in ("a", "area") and name.endswith("href"):
        if not is_safe_hyperlink("".join(value.split())):
            yield f"ссылка на {shown(value)}: разрешены только http, https, mailto и tel"
    elif fault := fault_of_address(value):
        yield f"{fault} (<{shown(element)} {name}>)"


def _depth(html: str) -> int:
    """Roughly how deep elements stand: what the engine walks with one call inside another."""
    deepest = depth = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() in _NOT_DEEP or tag[3].endswith("/"):
            continue
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest
