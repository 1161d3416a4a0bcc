"""What the check of a template answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sized
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Unknown:
    """A placeholder that the kind does not have; ``nearest`` is the one that was probably meant."""

    path: str
    nearest: str | None
    where: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a place: Russian text; ``where`` is a paragraph, a line or a part of the file."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Placeholders and places of one template.

    known: used and there. unknown: used and not there. missing: the shipped template uses them and this one does not.
    broken: tags that cannot work. split: tags that formatting has cut; they work, but lose their formatting.
    forbidden: what would make the program refuse the template. may_be_empty: printed without a condition although
    there may be nothing to print. advice: what fails, or may fail, only with other data than the sample's.
    """

    known: tuple[str, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    missing: tuple[str, ...] = ()
    broken: tuple[Note, ...] = ()
    split: tuple[Note, ...] = ()
    forbidden: tuple[Note, ...] = ()
    may_be_empty: tuple[str, ...] = ()
    advice: tuple[Note, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether papers can be made with the template."""
        return not (self.unknown or self.broken or self.forbidden)

    def as_json(self) -> dict[str, Any]:
        """The report as plain data for programs."""
        return {"usable": self.is_usable} | asdict(self)

    def lines(self) -> Iterator[str]:
        """The report for people, the worst first."""
        for title, notes in (("Запрещено", self.forbidden), ("Сломано", self.broken), ("Разорвано", self.split)):
            yield from _block(title, notes, [str(note) for note in notes])
        yield from _block("Неизвестные имена", self.unknown, [_told(unknown) for unknown in self.unknown])
        yield from _block("Предупреждения", self.advice, [str(note) for note in self.advice])
        yield from _block("Может быть пусто", self.may_be_empty, list(_grouped(self.may_be_empty)))
        yield from _block("Есть в штатном шаблоне, а здесь нет", self.missing, list(_grouped(self.missing)))
        yield from _block("Известные имена", self.known, list(_grouped(self.known)))
        yield "Шаблон годится." if self.is_usable else "Шаблон не годится: исправьте то, что названо выше."


def _told(unknown: Unknown) -> str:
    hint = f"; может быть, «{unknown.nearest}»?" if unknown.nearest else ""
    return f"{unknown.where}: «{unknown.path}»{hint}"


def _grouped(paths: Iterable[str]) -> Iterator[str]:
    """«seller: inn, bank.bic»: a line for each first word."""
    groups: dict[str, list[str]] = {}
    for path in paths:
        first, _, rest = path.partition(".")
        groups.setdefault(first, []).append(rest)
    for first, rests in groups.items():
        told = ", ".join(rest for rest in rests if rest)
        yield f"{first}: {told}" if told else first


def _block(title: str, counted: Sized, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"{title} ({len(counted)}):"
        yield from (f"  {line}" for line in lines)


def from_plain(data: Mapping[str, Any]) -> Report:
    """The report that came as plain data out of the limited process."""
    return Report(
        known=tuple(data["known"]),
        unknown=tuple(Unknown(**each) for each in data["unknown"]),
        missing=tuple(data["missing"]),
        broken=tuple(Note(**each) for each in data["broken"]),
        split=tuple(Note(**each) for each in data["split"]),
        may_be_empty=tuple(data["may_be_empty"]),
        advice=tuple(Note(**each) for each in data["advice"]),
    )
