"""Own templates at the desk: checked before they are kept, kept before they are used, all of it told by the journal."""

from __future__ import annotations

from datetime import date

import pytest

from docgen.errors import LibraryError
from docgen.library import find_kind
from tests.docgen.template_check.test_checking import word
from tracker.errors import RefusedError
from tracker.house import House
from tracker.journal import check_chain
from tracker.own_templates import (
    LARGEST,
    PUBLISHED,
    State,
    examine,
    keep,
    library_of,
    publish,
    template_history,
    versions_of,
)
from tracker.people import Role, add_person

TODAY = date(2026, 11, 23)
KIND = find_kind("proforma_invoice")
ONE, TWO = (word(f"СЧЁТ {number} {{{{ document.sign }}}}") for number in (1, 2))
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@on_one_database
def test_a_version_is_checked_then_in_use_then_withdrawn(house: House) -> None:
    library = library_of(house.settings)
    with house.work("admin", TODAY) as work:
        add_person(work, login="gromov", name="Громов Илья Андреевич", role=Role.LAWYER)
    with house.work("gromov", TODAY) as work:
        assert keep(work, library, KIND, "C:\\шаблоны\\счёт.docx", ONE).number == 1
        assert keep(work, library, KIND, "тот же.docx", ONE).number == 1
        assert keep(work, library, KIND, "счёт 2.docx", TWO).number == 2
    assert library.in_use(KIND.name) is None
    for number in (1, 2):
        with house.work("gromov", TODAY) as work:
            publish(work, library, KIND, number)
    with house.database.read() as connection:
        events = template_history(connection, KIND)
        states = {one.template.number: one.state for one in versions_of(library, KIND, events)}
    assert states == {2: State.IN_USE, 1: State.WITHDRAWN}
    assert [(one.kind == PUBLISHED, one.number, one.file, one.who) for one in events] == [
        (True, 2, "", "Громов Илья Андреевич"),
        (True, 1, "", "Громов Илья Андреевич"),
        (False, 2, "счёт 2.docx", "Громов Илья Андреевич"),
        (False, 1, "счёт.docx", "Громов Илья Андреевич"),
    ]
    with house.work("gromov", TODAY) as work:
        publish(work, library, KIND, None)
    assert library.in_use(KIND.name) is None
    with house.database.read() as connection:
        check_chain(connection)


@on_one_database
def test_what_is_in_use_or_changed_or_not_there_is_not_published(house: House) -> None:
    library = library_of(house.settings)
    with house.work("gromov", TODAY) as work:
        version = keep(work, library, KIND, "счёт.docx", ONE)
    version.path.write_bytes(TWO)
    with house.work("gromov", TODAY) as work:
        for number, error in ((1, LibraryError), (7, LibraryError), (None, RefusedError)):
            with pytest.raises(error):
                publish(work, library, KIND, number)
    assert library.in_use(KIND.name) is None
    with house.database.read() as connection:
        assert [one.kind == PUBLISHED for one in template_history(connection, KIND)] == [False]


@pytest.mark.parametrize(
    ("kind", "name", "content", "told"),
    [
        ("internal_price_list", "a.docx", ONE, "внутренний документ"),
        ("proforma_invoice", "a.docm", ONE, ".docx"),
        ("proforma_invoice", "без расширения", ONE, ".docx"),
        ("proforma_invoice", "a.docx", b"", "пуст"),
        ("proforma_invoice", "a.docx", b"x" * (LARGEST + 1), "10 МБ"),
    ],
)
def test_a_file_that_can_be_no_template_is_refused_before_it_is_opened(
    kind: str, name: str, content: bytes, told: str
) -> None:
    with pytest.raises(LibraryError, match=told):
        examine(find_kind(kind), name, content)
