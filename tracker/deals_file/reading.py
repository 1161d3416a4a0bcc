"""A deals file on disk → its organisation, clients and deals, one by one; or every fault of it at once."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, Self

from pydantic import ValidationError

from docgen.bundle import unwritable
from docgen.errors import Fault, InputError
from docgen.intake.fields import read_or_none
from docgen.intake.messages import problems_of
from docgen.intake.party_checks import check_party
from docgen.intake.problems import Problem, input_error, path_of, quoted
from docgen.intake.raw import Place, Plain
from docgen.intake.schema import PartySection
from docgen.intake.source import Source, stream_source
from tracker.deals_file import checks
from tracker.deals_file.entries import ClientEntry, DealEntry, client_entry, deal_entry
from tracker.deals_file.schema import ID, ClientSection, DealSection, DealsSection

SAMPLE: Final = "deals.yaml"
MOST_FAULTS: Final = 100_000
_CLIENTS, _DEALS = "clients", "deals"


@dataclass(slots=True)
class DealsFile:
    """A checked file. Entries wait on disk, so that a hundred thousand deals take little memory."""

    organization: PartySection
    counts: dict[str, int]
    _spools: dict[str, _Spool]

    def clients(self) -> Iterator[ClientEntry]:
        """The clients in the order of the file; can be asked for again."""
        return self._spools[_CLIENTS].entries()

    def deals(self) -> Iterator[DealEntry]:
        """The deals in the order of the file; can be asked for again."""
        return self._spools[_DEALS].entries()

    def __enter__(self) -> Self:
        """To be used with «with»: the waiting entries go away with it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Removes the waiting entries."""
        for spool in self._spools.values():
            spool.close()


def read_deals_file(path: Path) -> DealsFile:
    """Read a deals file (YAML or JSON), with «with». Raises InputError with all its faults, nothing being left over."""
    reading = _Reading()
    try:
        source = stream_source(path, frozenset({_CLIENTS, _DEALS}), reading.take, SAMPLE)
        return reading.finish(source)
    except BaseException:
        reading.close()
        raise


class _Spool:
    """Entries on disk, to be read again from the start as often as need be."""

    def __init__(self) -> None:
        with _told():
            self._file: IO[bytes] = tempfile.TemporaryFile(prefix="pervichka-")  # noqa: SIM115  closed by its owner

    def add(self, entry: object) -> None:
        with _told():
            pickle.dump(entry, self._file, protocol=pickle.HIGHEST_PROTOCOL)

    def entries(self) -> Iterator[Any]:
        with _told():
            self._file.seek(0)
        while True:
            try:
                entry = pickle.load(self._file)  # noqa: S301  our own file without a name, written a moment ago
            except EOFError:
                return
            yield entry

    def close(self) -> None:
        with suppress(OSError):  # what a full disk did not take is for nobody any more
            self._file.close()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unwritable(Path(tempfile.tempdir or "TMPDIR"), error) from error


@dataclass(slots=True)
class _Reading:
    """Takes elements as they are read; checks each by itself and keeps what they demand of each other."""

    faults: dict[str, list[Fault]] = field(default_factory=lambda: {_CLIENTS: [], _DEALS: []})
    spools: dict[str, _Spool] = field(default_factory=lambda: {_CLIENTS: _Spool(), _DEALS: _Spool()})
    counts: dict[str, int] = field(default_factory=lambda: {_CLIENTS: 0, _DEALS: 0})
    ids: dict[str, set[str]] = field(default_factory=lambda: {_CLIENTS: set(), _DEALS: set()})
    clients_of_deals: list[str | None] = field(default_factory=list)

    def take(self, key: str, place: int, value: Plain, problems: tuple[Problem, ...]) -> None:
        self.counts[key] += 1
        item = Place(value)
        if key == _CLIENTS:
            found = [*problems, *self._repeated(key, item), *checks.check_client(item)]
            entry = _entry(value, found, ClientSection)
        else:
            self.clients_of_deals.append(read_or_none(ID, item["client"].value))
            found = [*problems, *self._repeated(key, item), *checks.check_deal(item)]
            entry = _entry(value, found, DealSection)
        if isinstance(entry, InputError):
            self.faults[key].extend(_moved(fault, f"{key}[{place}]") for fault in entry.faults)
            self._stop_at_too_many()
        elif not any(self.faults.values()):
            self.spools[key].add(entry)

    def _stop_at_too_many(self) -> None:
        """A file of garbage would have as many faults as elements, and take as long."""
        if sum(map(len, self.faults.values())) > MOST_FAULTS:
            text = f"ошибок больше {MOST_FAULTS}, дальше файл не проверен: исправьте эти и загрузите его снова"
            raise InputError([*self.faults[_CLIENTS], *self.faults[_DEALS], Fault("", text)])

    def _repeated(self, key: str, item: Place) -> Iterator[Problem]:
        name = item["id"].text
        if name is None:
            return
        if name in self.ids[key]:
            yield Problem(("id",), f"идентификатор {quoted(name)} в файле уже есть: дайте другой")
        self.ids[key].add(name)

    def finish(self, source: Source) -> DealsFile:
        faults = [*_faults_of_head(source), *self.faults[_CLIENTS], *self.faults[_DEALS], *self._unknown_clients()]
        if faults:
            raise InputError(faults)
        organization = DealsSection.model_validate(source.data).organization
        return DealsFile(organization, self.counts, self.spools)

    def _unknown_clients(self) -> Iterator[Fault]:
        for place, name in enumerate(self.clients_of_deals):
            if name is not None and name not in self.ids[_CLIENTS]:
                path = path_of((_DEALS, place, "client"))
                yield Fault(path, f"клиента {quoted(name)} в clients нет: добавьте его или исправьте идентификатор")

    def close(self) -> None:
        for spool in self.spools.values():
            spool.close()


def _entry(
    value: Plain, found: list[Problem], model: type[ClientSection] | type[DealSection]
) -> ClientEntry | DealEntry | InputError:
    """The entry of an element, or all that is wrong with it, by paths from the element."""
    try:
        section = model.model_validate(value)
    except ValidationError as error:
        return input_error([*found, *problems_of(error, model)], value)
    if found:
        return input_error(found, value)
    if isinstance(section, ClientSection):
        return client_entry(section)
    return deal_entry(section)


def _faults_of_head(source: Source) -> list[Fault]:
    """What is wrong above and beside the lists."""
    root = Place(source.data)
    problems = [*source.problems]
    if root["organization"].is_section:
        problems.extend(check_party(root["organization"], None))
    try:
        DealsSection.model_validate(source.data)
    except ValidationError as error:
        problems.extend(problems_of(error, DealsSection))
    return list(input_error(problems, source.data).faults) if problems else []


def _moved(fault: Fault, where: str) -> Fault:
    joint = "" if not fault.path or fault.path.startswith("[") else "."
    return Fault(f"{where}{joint}{fault.path}", fault.message)
