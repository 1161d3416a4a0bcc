from __future__ import annotations

import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import docx
import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from docgen.docx import CompiledTemplate, Picture, compile_template, read_text, render_reference
from docgen.docx.package import unpack
from docgen.errors import TemplateError
from tests.docgen.docx import toys
from tests.examples import dear

# Without what XML forbids: there docxtpl's healing parser loses the «&» of other values too.
FORBIDDEN = "\ufffe\uffff" + "".join(chr(code) for code in range(32) if chr(code) not in "\t\n\r\a\f")
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters=FORBIDDEN), max_size=40),
    st.sampled_from(
        [
            "ООО «Ромашка & Ко» <script>",
            "кавычки “двойные” ‘одинарные’ \" ' «ёлочки»",
            "смайл 😀 и ещё 👩‍💻",
            "Ж" * 300,
            "а|б|в",
            "первая\nвторая\r\nтретья",
            "таб\tуляция\fстраница\aабзац",
            "{{ 7 * 7 }} {% if x %} {# нет #}",
            "</w:t></w:r></w:p>",
        ]
    ),
).filter(lambda text: not re.search(r"\{_\{|\}_\}|\{_%|%_\}", text))
PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=60)


def _everything(document: Any) -> None:
    """Body, table, header, footer and properties with tags, split runs among them."""
    document.add_paragraph("{%p if flag %}")
    document.add_paragraph("Да: {{ name }}")
    document.add_paragraph("{%p else %}")
    document.add_paragraph("Нет: “{{ other }}”")
    document.add_paragraph("{%p endif %}")
    split = document.add_paragraph("Разорвано: {")
    split.add_run("{ na").bold = True
    split.add_run("me }")
    split.add_run("}.")
    toys.add_table(
        document,
        ("№", "Название", "Цена"),
        ("{%tr for line in lines %}",),
        ("{{ loop.index }}", "{{ line.name }}", "{{ line.price }}"),
        ("{%tr endfor %}",),
        ("Итого", "", "{{ lines | length }}"),
    )
    section = document.sections[0]
    section.header.paragraphs[0].text = "Шапка {{ plain }}"
    section.footer.paragraphs[0].text = "{% if flag %}Подвал {{ plain }}{% endif %}"
    section.footer.add_paragraph("без тегов")
    properties = document.core_properties
    properties.title = "Договор {{ plain }}"
    properties.author = "{{ plain }}"
    properties.subject = "{% if flag %}да{% endif %}"
    properties.comments = "без тегов & <"


EVERYTHING = toys.add_footnotes(toys.template("Начало", draw=_everything), "Сноска {{ plain }}")
COMPILED = CompiledTemplate.from_bytes(EVERYTHING, toys.environment())


def _rendered(template: bytes, context: dict[str, Any]) -> bytes:
    return CompiledTemplate.from_bytes(template, toys.environment()).render(context, toys.CREATED)


@dear(30)
@given(name=TEXTS, other=TEXTS, plain=PLAIN, flag=st.booleans(), names=st.lists(TEXTS, max_size=4))
def test_every_part_equals_docxtpl_after_c14n(name: str, other: str, plain: str, flag: bool, names: list[str]) -> None:
    lines = [{"name": text, "price": number} for number, text in enumerate(names)]
    context = {"name": name, "other": other, "plain": plain, "flag": flag, "lines": lines}
    ours = unpack(COMPILED.render(context, toys.CREATED))
    theirs = toys.judged(EVERYTHING, context)
    assert list(ours) == list(theirs)
    assert toys.canonical(ours) == toys.canonical(theirs)


def test_the_toy_template_goes_the_fast_way() -> None:
    assert COMPILED.needs_docxtpl == ()


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("{% if flag %}открыт здесь", "закрыт через абзац{% endif %} и дальше",),
        ("слева {%- if flag %} внутри {% endif -%}", "справа"),
        ("{%p for a in names %}", "{%p for b in names %}", "{{ a }}{{ b }}", "{%p endfor %}", "{%p endfor %}"),
        ("{%p set x = names[0] %}", "{{ x }}"),
        ("{%p with x = names[1] %}", "{{ x }}", "{%p endwith %}"),
        ("{#p ничего не печатает #}", "{# и это #}текст"),
        ("{% if names %}{% for a in names %}{{ a }}{% else %}пусто{% endfor %}{% elif flag %}б{% else %}в{% endif %}",),
        ("как есть {_{ не тег }_} {_% и это %_}",),
        ("без единого тега, но с\tтабуляцией и\nстрокой",),
    ],
)  # fmt: skip
@pytest.mark.parametrize("flag", [True, False])
def test_every_sort_of_tag_equals_docxtpl(paragraphs: tuple[str, ...], flag: bool) -> None:
    template = toys.template(*paragraphs)
    context = {"flag": flag, "names": ["раз", "два & три"] if flag else ["", "<"]}
    assert CompiledTemplate.from_bytes(template, toys.environment()).needs_docxtpl == ()
    assert toys.canonical(unpack(_rendered(template, context))) == toys.canonical(toys.judged(template, context))


def test_a_client_whose_name_looks_like_written_braces_keeps_it() -> None:
    text = read_text(_rendered(toys.template("{{ name }}"), {"name": "{_{ x }_}"}))
    assert text.paragraphs == ("{_{ x }_}",)


@pytest.mark.parametrize("mark", ["&", "<", ">", "&amp;", "'", "—"])
def test_a_text_inside_a_tag_is_what_its_author_typed(mark: str) -> None:
    quoted = f'"А{mark}Б"'
    template = toys.template(f"{{{{ name ~ {quoted} }}}}", f"{{% if name == {quoted} %}}равно{{% endif %}}")
    template = toys.add_footnotes(template, "{{ name ~ &quot;&amp;&quot; }}")
    for made in (
        _rendered(template, {"name": f"А{mark}Б"}),
        render_reference(template, toys.environment(), {"name": f"А{mark}Б"}, toys.CREATED),
    ):
        assert read_text(made).paragraphs == (f"А{mark}БА{mark}Б", "равно")
        assert docx_escape(f"А{mark}Б&").encode() in unpack(made)["word/footnotes.xml"]


def docx_escape(text: str) -> str:
    return str(escape(text))


def test_values_are_never_templates() -> None:
    text = read_text(_rendered(toys.template("{{ name }}"), {"name": "{{ 7 * 7 }}{% raw %}"}))
    assert text.paragraphs == ("{{ 7 * 7 }}{% raw %}",)


def test_characters_that_xml_forbids_are_dropped_and_nothing_else() -> None:
    template = toys.template("{{ name }}", "{{ other }}")
    text = read_text(_rendered(template, {"name": f"а{FORBIDDEN}б", "other": "Ромашка & Ко"}))
    assert text.paragraphs == ("аб", "Ромашка & Ко")


def test_half_a_surrogate_pair_does_not_stop_a_paper() -> None:
    assert read_text(_rendered(toys.template("{{ name }}"), {"name": "а\ud83dб"})).paragraphs == ("а?б",)


def test_a_control_character_in_the_header_does_not_stop_a_paper() -> None:
    def draw(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ name }}"

    made = docx.Document(io.BytesIO(_rendered(toys.template("x", draw=draw), {"name": "а\x01б"})))
    assert made.sections[0].header.paragraphs[0].text == "аб"


def test_properties_are_escaped_once_and_may_be_long() -> None:
    def draw(document: Any) -> None:
        document.core_properties.title = "{{ name }}"

    name = "ООО «Ромашка & Ко» <“'" + "Ж" * 300
    made = docx.Document(io.BytesIO(_rendered(toys.template("x", draw=draw), {"name": name})))
    assert made.core_properties.title == name


def test_a_template_saved_by_libreoffice_keeps_its_properties_once() -> None:
    def draw(document: Any) -> None:
        document.core_properties.title = "{{ name }}"

    members = unpack(toys.template("{{ name }}", draw=draw))
    ours, theirs = b"package/2006/relationships/metadata", b"officedocument/2006/relationships/metadata"
    assert ours in members["_rels/.rels"]
    members["_rels/.rels"] = members["_rels/.rels"].replace(ours, theirs)
    template = toys.repacked(members)
    for made in (
        _rendered(template, {"name": "а & б"}),
        render_reference(template, toys.environment(), {"name": "а & б"}, toys.CREATED),
    ):
        assert sum("core" in name for name in unpack(made)) == 1
        assert docx.Document(io.BytesIO(made)).core_properties.title == "а & б"


def test_properties_and_archive_carry_the_moment_given() -> None:
    made = _rendered(toys.template("x"), {})
    properties = docx.Document(io.BytesIO(made)).core_properties
    assert properties.created == properties.modified == toys.CREATED
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 22, 10, 30, 40)}


def test_a_moment_of_another_zone_is_written_in_utc() -> None:
    moscow = datetime(2026, 11, 22, 1, 0, tzinfo=timezone(timedelta(hours=3)))
    made = CompiledTemplate.from_bytes(toys.template("x"), toys.environment()).render({}, moscow)
    assert docx.Document(io.BytesIO(made)).core_properties.created == datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


def test_the_same_input_gives_the_same_bytes() -> None:
    context = {"name": "а", "other": "б", "plain": "в", "flag": True, "lines": []}
    again = CompiledTemplate.from_bytes(EVERYTHING, toys.environment())
    assert COMPILED.render(context, toys.CREATED) == again.render(context, toys.CREATED)


def test_threads_share_a_template_without_mixing_values() -> None:
    compiled = CompiledTemplate.from_bytes(toys.template("{{ name }}"), toys.environment())
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda number: compiled.render({"name": str(number)}, toys.CREATED), range(40)))
    assert [read_text(one).paragraphs for one in made] == [(str(number),) for number in range(40)]


def test_ten_thousand_rows_stay_whole() -> None:
    lines = [{"name": f"Товар {number} & Ко", "price": number} for number in range(10_000)]
    context = {"name": "", "other": "", "plain": "", "flag": True, "lines": lines}
    body = unpack(COMPILED.render(context, toys.CREATED))["word/document.xml"]
    assert body.count(b"<w:tr>") == 10_002
    assert "Товар 9999 &amp; Ко".encode() in body


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ self.__init__.__globals__ }}",
        "{{ lines.append(1) }}",
        "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
        "{{ '{0.__class__.__init__.__globals__}'.format(name) }}",
        "{% include '/etc/passwd' %}",
        "{{ unknown_name }}",
        "{{ 1 / 0 }}",
        "{{ name | no_such_filter }}",
        "{% if %}",
    ],
)
@pytest.mark.parametrize("place", ["body", "header", "footer", "title", "split", "footnote"])
def test_a_hostile_or_broken_tag_is_refused_wherever_it_stands(attack: str, place: str) -> None:
    def draw(document: Any) -> None:
        section = document.sections[0]
        {
            "body": lambda: document.add_paragraph(attack),
            "header": lambda: setattr(section.header.paragraphs[0], "text", attack),
            "footer": lambda: setattr(section.footer.paragraphs[0], "text", attack),
            "title": lambda: setattr(document.core_properties, "title", attack),
            "split": lambda: [document.paragraphs[0].add_run(character) for character in attack],
            "footnote": lambda: None,
        }[place]()

    template = toys.template("", draw=draw)
    if place == "footnote":
        template = toys.add_footnotes(template, attack)
    with pytest.raises(TemplateError):
        _rendered(template, {"name": "x", "lines": []})


def test_a_value_that_a_filter_cannot_take_is_told_in_russian() -> None:
    with pytest.raises(TemplateError, match="значение не подходит"):
        _rendered(toys.template("{{ name | round }}"), {"name": "семь"})


def test_an_environment_that_does_not_escape_is_refused() -> None:
    with pytest.raises(ValueError, match="escape"):
        CompiledTemplate.from_bytes(toys.template("x"), jinja2.Environment(autoescape=False))


def test_a_table_that_lost_all_its_rows_is_left_to_docxtpl() -> None:
    def draw(document: Any) -> None:
        toys.add_table(document, ("{%tr for line in lines %}", ""), ("{{ line }}", "б"), ("{%tr endfor %}", ""))

    template = toys.template("x", draw=draw)
    for lines in ([], ["а"]):
        ours, theirs = unpack(_rendered(template, {"lines": lines})), toys.judged(template, {"lines": lines})
        assert toys.canonical(ours) == toys.canonical(theirs)


def test_a_picture_among_the_values_is_drawn() -> None:
    made = _rendered(toys.template("Логотип: {{ logo }}"), {"logo": Picture(toys.PIXEL, 20.0)})
    [shape] = docx.Document(io.BytesIO(made)).inline_shapes
    assert round(shape.width.mm) == 20


def test_a_template_on_disk_is_compiled_once_until_it_changes(tmp_path: Path) -> None:
    path, environment = tmp_path / "template.docx", toys.environment()
    path.write_bytes(toys.template("первый"))
    first = compile_template(path, environment)
    assert compile_template(path, environment) is first
    path.write_bytes(toys.template("второй"))
    assert read_text(compile_template(path, environment).render({}, toys.CREATED)).paragraphs == ("второй",)


def test_dates_and_numbers_print_as_their_filters_say() -> None:
    environment = toys.environment()
    environment.filters["short"] = lambda value: value.strftime("%d.%m.%Y")
    compiled = CompiledTemplate.from_bytes(toys.template("{{ day | short }}"), environment)
    assert read_text(compiled.render({"day": date(2026, 11, 22)}, toys.CREATED)).paragraphs == ("22.11.2026",)
