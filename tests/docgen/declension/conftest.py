"""Tables of expected answers beside the tests: a test that asks for one of CASES runs for every row of its table."""

from __future__ import annotations

from pathlib import Path

PATRONYMICS = ("вич", "ьич", "вна", "чна", "оглы", "кызы", "гызы", "уулу", "угли")
# What capitals hide: initials, and particles that are also names.
HIDDEN_BY_CAPITALS = ("’", "'", ".", "Ибн", "да ", "Рашид аль", "Де Ниро", "Людвиг ван")


def table(name: str) -> list[tuple[str, ...]]:
    """Rows of a table «cell | cell | cell»; a line that begins with # is a comment."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.strip() and not line.startswith("#")]
    return [tuple(cell.strip() for cell in row.split("|")) for row in rows]


def has_patronymic(row: tuple[str, ...]) -> bool:
    return row[0].lower().endswith(PATRONYMICS)


def can_be_shouted(row: tuple[str, ...]) -> bool:
    return not any(sign in row[0] for sign in HIDDEN_BY_CAPITALS)


CASES = {
    "name_case": table("names.txt"),
    "patronymic_case": [row for row in table("names.txt") if has_patronymic(row)],
    "shouted_case": [row for row in table("names.txt") if can_be_shouted(row)],
    "position_case": table("positions.txt"),
    "organisation_case": table("organisations.txt"),
}


def pytest_generate_tests(metafunc):
    """One run of a test for every row of the table it asks for."""
    for fixture in CASES.keys() & set(metafunc.fixturenames):
        metafunc.parametrize(fixture, CASES[fixture], ids=[row[0] for row in CASES[fixture]])
