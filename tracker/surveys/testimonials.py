"""What clients say of us, and the signed permissions without which none of it may be shown to anybody.

A permission is the client's, for a text, places and days. The name of a person is shown only if that person agreed to
it on a sheet of his own as well (ст. 10.1 152-ФЗ).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select

from tracker import phrases
from tracker.errors import RefusedError
from tracker.house import Work
from tracker.lists.paging import PAGE, Page
from tracker.models import PermissionRow, TestimonialRow
from tracker.recording.changes import change, find, refuse_future
from tracker.surveys.pages import Said, Whose, conditions, page, said, said_in
from tracker.surveys.problems import said_on
from tracker.texts import line, maybe_line

_SIGNER = _OTHER = _AUTHORITY = 300


class Place(StrEnum):
    """Where a testimonial is shown. OTHER is what a permission names in words: it is asked with those words."""

    SITE = "site"
    OFFERS = "offers"
    SOCIAL = "social"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The place in Russian: «на сайте»."""
        return _LABELS[self]


_LABELS: Final = {
    Place.SITE: "на сайте",
    Place.OFFERS: "в презентациях и коммерческих предложениях",
    Place.SOCIAL: "в социальных сетях",
    Place.OTHER: "в другом месте",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A signed permission. company, name, logo: what may stand beside the text. other: a further place, in words.

    until: the last day, None for no end. authority: what the signer acts on, in the genitive.
    person_consent_on: when the author himself agreed that his name is published; None is never.
    """

    signed_on: date
    signer: str
    company: bool = False
    name: bool = False
    logo: bool = False
    places: frozenset[Place] = frozenset()
    other: str | None = None
    until: date | None = None
    authority: str | None = None
    person_consent_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTestimonial:
    """What a client said of us. is_permitted: whether a permission for the very text is in force on the day asked."""

    id: int
    said: Said
    text: str
    author: str | None
    author_title: str | None
    is_permitted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPermission:
    """A permission that was given. is_in_force: on the day asked, for the text as it reads now."""

    id: int
    given: Permission
    withdrawn_on: date | None
    is_in_force: bool


class UsableTestimonial(NamedTuple):
    """What may be shown: None stands where the permission does not go. ``until``: the last day, None for no end.

    where: the words of a permission for another place. has_logo: whether the client's logo may be shown.
    """

    id: int
    text: str
    company: str | None
    author: str | None
    author_title: str | None
    has_logo: bool
    until: date | None
    where: str | None


def kept_testimonials(
    connection: Connection, today: date, *, chosen: Whose | None = None, after: str | None = None, size: int = PAGE
) -> Page[KeptTestimonial]:
    """A page of testimonials, permitted or not, the newest first; for the house's own eyes. Raises RefusedError."""
    held = select(PermissionRow.id).where(PermissionRow.testimonial_id == TestimonialRow.id, *_in_force(today)).exists()
    statement = said(TestimonialRow, held.label("is_permitted")).where(*conditions(chosen or Whose()))
    return page(connection, statement, ("id",), _testimonial, after=after, size=size)


def _testimonial(row: Any) -> KeptTestimonial:
    return KeptTestimonial(
        id=row.id,
        said=said_in(row),
        text=row.text,
        author=row.author,
        author_title=row.author_title,
        is_permitted=bool(row.is_permitted),
    )


def permissions_of(
    connection: Connection, testimonial_ids: Sequence[int], today: date
) -> dict[int, list[KeptPermission]]:
    """Permissions of these testimonials, the latest first; one without any is not there."""
    statement = (
        select(PermissionRow.__table__, and_(*_in_force(today)).label("in_force"))
        .join(TestimonialRow, TestimonialRow.id == PermissionRow.testimonial_id)
        .where(PermissionRow.testimonial_id.in_(testimonial_ids))
        .order_by(PermissionRow.id.desc())
    )
    found: dict[int, list[KeptPermission]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.testimonial_id, []).append(_permission(row))
    return found


def _permission(row: Any) -> KeptPermission:
    given = Permission(
        signed_on=row.signed_on,
        signer=row.signer,
        company=row.company,
        name=row.name,
        logo=row.logo,
        places=frozenset(place for place in (Place.SITE, Place.OFFERS, Place.SOCIAL) if getattr(row, place.value)),
        other=row.other,
        until=row.until,
        authority=row.authority,
        person_consent_on=row.person_consent_on,
    )
    return KeptPermission(id=row.id, given=given, withdrawn_on=row.withdrawn_on, is_in_force=bool(row.in_force))


def usable_testimonials(
    connection: Connection, today: date, place: Place, where: str | None = None
) -> list[UsableTestimonial]:
    """What may be shown there on that day, the newest first, each once, by its widest permission.

    where: which other place, for ``Place.OTHER``, in the words of the permission; None for any.
    """
    statement = (
        said(TestimonialRow, *_PERMITTED)
        .join(PermissionRow, PermissionRow.testimonial_id == TestimonialRow.id)
        .where(*_in_force(today), _covers(place, where))
        .order_by(TestimonialRow.id.desc(), PermissionRow.id.desc())
    )
    found: dict[int, UsableTestimonial] = {}
    for row in connection.execute(statement):
        one = _usable(row, today)
        if row.id not in found or _width(one) > _width(found[row.id]):
            found[row.id] = one
    return list(found.values())


_PERMITTED: Final = [
    getattr(PermissionRow, name).label(f"may_{name}")
    for name in ("company", "name", "logo", "until", "other", "person_consent_on")
]


def _in_force(today: date) -> tuple[ColumnElement[bool], ...]:
    return (
        PermissionRow.text == TestimonialRow.text,
        PermissionRow.signed_on <= today,
        or_(PermissionRow.until.is_(None), PermissionRow.until >= today),
        or_(PermissionRow.withdrawn_on.is_(None), PermissionRow.withdrawn_on > today),
    )


def _covers(place: Place, where: str | None) -> ColumnElement[bool]:
    if place is not Place.OTHER:
        named: ColumnElement[bool] = getattr(PermissionRow, place.value).is_(True)
        return named
    return PermissionRow.other.is_not(None) if where is None else PermissionRow.other == where


def _usable(row: Any, today: date) -> UsableTestimonial:
    is_named = row.may_name and row.may_person_consent_on is not None and row.may_person_consent_on <= today
    return UsableTestimonial(
        id=row.id,
        text=row.text,
        company=row.client_name if row.may_company else None,
        author=row.author if is_named else None,
        author_title=row.author_title if is_named else None,
        has_logo=row.may_logo,
        until=row.may_until,
        where=row.may_other,
    )


def _width(one: UsableTestimonial) -> int:
    return sum((one.company is not None, one.author is not None, one.has_logo))


def permit(work: Work, testimonial_id: int, given: Permission) -> int:
    """Keeps a permission that the client signed; answers its key. Raises RefusedError for one that allows nothing."""
    known = find(work, TestimonialRow, testimonial_id, "Отзыва")
    _check(work, given, said_on(work.connection, known["survey_id"]))
    values = {
        "signed_on": given.signed_on,
        "signer": line(given.signer, "Кто подписал разрешение", _SIGNER),
        "authority": maybe_line(given.authority, "Основание", _AUTHORITY),
        "company": given.company,
        "name": given.name,
        "logo": given.logo,
        **{place.value: place in given.places for place in (Place.SITE, Place.OFFERS, Place.SOCIAL)},
        "other": maybe_line(given.other, "Где ещё", _OTHER),
        "until": given.until,
        "person_consent_on": given.person_consent_on,
    }
    statement = insert(PermissionRow).values(testimonial_id=testimonial_id, text=known["text"], **values)
    key: int = work.connection.execute(statement.returning(PermissionRow.id)).scalar_one()
    work.note("testimonial.permitted", f"testimonial:{testimonial_id}", permission=key, **values)
    return key


def _check(work: Work, given: Permission, said: date) -> None:
    refuse_future(work, given.signed_on, "Подпись под разрешением")
    if given.person_consent_on is not None:
        refuse_future(work, given.person_consent_on, "Согласие автора")
    if given.signed_on < said:
        raise RefusedError(f"Разрешение подписано раньше, чем дан отзыв ({phrases.day(said)}): проверьте дату.")
    if given.until is not None and given.until < given.signed_on:
        raise RefusedError("Разрешение кончилось раньше, чем подписано: проверьте обе даты.")
    is_elsewhere = given.other is not None and bool(given.other.strip())
    if not (given.places - {Place.OTHER}) and not is_elsewhere:
        raise RefusedError("В разрешении не сказано, где можно использовать отзыв: отметьте хотя бы одно место.")


def withdraw_permission(work: Work, permission_id: int, on: date) -> None:
    """The client took a permission back; from the day on it holds no more."""
    known = find(work, PermissionRow, permission_id, "Разрешения")
    refuse_future(work, on, "Отзыв разрешения")
    event = ("testimonial.permission_withdrawn", f"testimonial:{known['testimonial_id']}")
    change(work, PermissionRow, known, event, {"withdrawn_on": on})
