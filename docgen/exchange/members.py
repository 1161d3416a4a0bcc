"""Files of an archive, looked into: what each is, and whose signatures are among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Final

from docgen.exchange.facts import ExchangeFile, Problem, Role
from docgen.exchange.xml_files import UnreadableXmlError, XmlFile, id_of, is_xml, look_into
from docgen.signatures.digests import Comparer
from docgen.signatures.encoding import is_like_signature
from docgen.signatures.errors import UnreadableSignatureError

_SUFFIXES: Final = frozenset({".sig", ".sgn", ".p7s", ".p7m", ".sign", ".bin", ".cms", ".p7b"})
_MOST_SIGNATURE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file with its content. ``xml`` only for an XML of a known kind.

    folder: the path of its folder, «.» at the top. bare: its name there, lower case; stem: without the last extension.
    """

    name: str
    folder: str
    bare: str
    stem: str
    content: bytes
    role: Role
    xml: XmlFile | None = None

    @property
    def ids(self) -> frozenset[str]:
        """How other files may call it."""
        own = {id_of(self.bare), self.stem}
        return frozenset(own | ({self.xml.file_id} if self.xml and self.xml.file_id else set()))

    @property
    def file(self) -> ExchangeFile:
        """The file as facts."""
        return ExchangeFile(
            name=self.name, size=len(self.content), sha256=sha256(self.content).hexdigest(), role=self.role
        )


@dataclass(slots=True)
class Looked:
    """Members of an archive. inner: files that were taken out of attached signatures."""

    members: list[Member] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    inner: dict[str, bytes] = field(default_factory=dict)


def look_at(files: Mapping[str, bytes]) -> Looked:
    """Every file by what is in it; one that could not be read is a problem and stays a mere file.

    A file that is inside an attached signature and nowhere else becomes a member under the signature's name.
    """
    found = Looked()
    for name, content in files.items():
        _look_at_one(found, files, name, content)
    for name, content in found.inner.items():
        member, _ = _unsigned(name, content)
        found.members.append(member)
    return found


def _look_at_one(found: Looked, files: Mapping[str, bytes], name: str, content: bytes) -> None:
    suffix = PurePosixPath(name).suffix.casefold()
    is_named_so = suffix in _SUFFIXES
    if is_named_so or (len(content) < _MOST_SIGNATURE_BYTES and content[:1] == b"\x30"):
        inside, problem = _inside(content)
        member = _made(name, content, Role.FILE if problem else Role.SIGNATURE)
        if inside is not None and inside not in files.values():
            found.inner[_free(files, found.inner, str(PurePosixPath(name).with_suffix("")))] = inside
        problem = problem if is_named_so else None
    else:
        member, problem = _unsigned(name, content)
    found.members.append(member)
    if problem:
        found.problems.append(Problem(name=name, what=problem))


def _unsigned(name: str, content: bytes) -> tuple[Member, str | None]:
    """A file that is no signature, and what is wrong with it."""
    if not is_xml(content):
        return _made(name, content, Role.FILE), None
    try:
        xml = look_into(content)
    except UnreadableXmlError as error:
        return _made(name, content, Role.FILE), str(error)
    return _made(name, content, xml.role if xml else Role.FILE, xml), None


def _free(files: Mapping[str, bytes], inner: Mapping[str, bytes], name: str) -> str:
    free = name
    while free in files or free in inner:
        free = f"{free} (из подписи)"
    return free


def _made(name: str, content: bytes, role: Role, xml: XmlFile | None = None) -> Member:
    path = PurePosixPath(name)
    return Member(
        name=name,
        folder=str(path.parent),
        bare=path.name.casefold(),
        stem=path.stem.casefold(),
        content=content,
        role=role,
        xml=xml,
    )


def _inside(content: bytes) -> tuple[bytes | None, str | None]:
    """The content of an attached signature, and what is wrong with one that cannot be read."""
    from docgen.signatures.cms import take_apart

    if not is_like_signature(content):
        return None, "файл с расширением подписи не похож на подпись"
    try:
        return take_apart(content, (), Comparer(budget=0)).content, None
    except UnreadableSignatureError as error:
        return None, str(error)
