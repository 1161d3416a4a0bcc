"""What holds for every template and every script of ours."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from jinja2 import Environment

from web.language import catalogue

WEB = Path(__file__).resolve().parents[2] / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.*"))
SCRIPTS = sorted((WEB / "static").glob("*.js"))
PYTHON = [path for path in sorted(WEB.rglob("*.py")) if "commands" not in path.parts]
_PLACES = re.compile(r"%\((\w+)\)[sd]")


def identity(path: Path) -> str:
    return str(path.relative_to(WEB))


@pytest.mark.parametrize("path", TEMPLATES, ids=identity)
def test_a_template_keeps_to_the_policy_of_content(path: Path) -> None:
    text = re.sub(r"(?s)\{#.*?#\}", "", path.read_text(encoding="utf-8"))
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "a script of its own"
    assert not re.search(r"<style\b", text), "a style sheet of its own"
    assert not re.search(r"\sstyle\s*=", text), "a style of its own"
    assert not re.search(r"\son(?!ce\b)[a-z]+\s*=\s*[\"']", text), "a handler of its own"
    assert not re.search(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", text), "another host"
    assert "|safe" not in text.replace(" ", ""), "text that is not escaped"


@pytest.mark.parametrize("path", SCRIPTS, ids=identity)
def test_a_script_makes_no_code_of_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"innerHTML\s*\+?=(?!=)", text)
    for word in ("insertAdjacentHTML", "document.write", "eval(", "new Function", "http://", "https://"):
        assert word not in text.replace("http://www.w3.org/2000/svg", ""), word


def asked_of_templates() -> Iterator[tuple[str, str]]:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for path in TEMPLATES:
        for _, function, text in environment.extract_translations(path.read_text(encoding="utf-8"), ("_",)):
            if function == "_" and isinstance(text, str):
                yield identity(path), text
        for found in re.findall(
            r"(?:counted|noun)\([^\"']*[\"']([^\"']+\|[^\"']+)[\"']", path.read_text(encoding="utf-8")
        ):
            yield identity(path), found


def asked_of_code() -> Iterator[tuple[str, str]]:
    for path in PYTHON:
        with path.open("rb") as file:
            for _, text, _, _ in extract("python", file, keywords={"_": None, "gettext": None}):
                yield identity(path), text if isinstance(text, str) else text[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"counted", "noun"}:
                yield from ((identity(path), one.value) for one in node.args if isinstance(one, ast.Constant))


def labels_of_forms() -> Iterator[tuple[str, str]]:
    """Labels of fields and texts of choices, which macros translate."""
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if name.endswith("Field") and node.args and isinstance(node.args[0], ast.Constant):  # type: ignore[union-attr]
                yield identity(path), str(node.args[0].value)  # type: ignore[union-attr]


def test_every_text_of_the_screens_has_its_english() -> None:
    asked = [*asked_of_templates(), *asked_of_code(), *labels_of_forms()]
    english = catalogue("en")
    russian = {(place, text) for place, text in asked if re.search("[а-яё]", text, re.IGNORECASE)}
    missing = sorted(f"{place}: {text}" for place, text in russian if text not in english)
    assert missing == []


def test_every_translation_fills_in_what_its_russian_does() -> None:
    for russian, english in catalogue("en").items():
        assert sorted(_PLACES.findall(russian)) == sorted(_PLACES.findall(english)), russian
        plain = re.sub("«[^»]*»", "", english)  # what people type into a Russian program stays Russian
        assert not re.search("[а-яё]", plain, re.IGNORECASE), english
        assert russian.count("|") in {0, 2}, russian
        assert english.count("|") == (1 if "|" in russian else 0), russian


def test_no_text_is_translated_in_two_ways() -> None:
    from babel.messages.pofile import read_po

    seen: dict[str, tuple[str, str]] = {}
    for path in sorted((WEB / "translations" / "en").glob("*.po")):
        with path.open("rb") as file:
            for one in read_po(file, "en"):
                if one.id:
                    former = seen.setdefault(str(one.id), (str(one.string), path.name))
                    assert former[0] == one.string, f"{one.id}: {former[1]} and {path.name}"
