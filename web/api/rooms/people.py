"""People of the house, and how numbers of papers look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from docgen.intake.fields import Choice, Count, Email, Text
from docgen.library import kinds
from tracker import people
from tracker.accounts.passwords import set_password
from tracker.accounts.visitors import allow_internal_prices
from tracker.papers.numbering import continue_after, set_shape, shape_of
from tracker.people import Role
from tracker.prices.catalogue import choose_organization
from web import desk
from web.api.calls import Json, call
from web.api.rooms.library import known_name
from web.api.rooms.prices import OursAsked
from web.api.shapes import Asked, Code, Name, Out, Yes

if TYPE_CHECKING:
    from tracker.house import Work
    from tracker.people import Person

TAG = "Пользователи и номера"


class PersonOut(Out):
    """Пользователь."""

    login: str
    name: str
    role: Role
    title: str
    is_active: bool
    email: str | None


@call("GET /users", "users", TAG, "Пользователи", answer=tuple[PersonOut, ...])
def users() -> Any:
    """Everybody, the blocked ones too."""
    return tuple(people.list_people(desk.reading()))


class NewAsked(Asked):
    """Новый пользователь."""

    login: Code = Field(title="Логин", description="Строчные латинские буквы, цифры и знаки ._-")
    name: Name = Field(title="Имя", description="Фамилия, имя, отчество")
    role: Annotated[Role, Choice(Role)] = Field(title="Роль", description="Роль")
    title: Name | None = Field(None, title="Должность", description="Как в правилах скидок; без неё — обычная")


@call(
    "POST /users",
    "add_user",
    TAG,
    "Добавить пользователя",
    answer=PersonOut,
    body=Json(model=NewAsked, example={"login": "ivanov", "name": "Иванов Иван Иванович", "role": "manager"}),
    status=201,
    is_change=True,
)
def add(work: Work, body: NewAsked) -> Person:
    """Adds a person."""
    return people.add_person(work, login=body.login, name=body.name, role=body.role, title=body.title)


class RoleAsked(Asked):
    """Роль."""

    role: Annotated[Role, Choice(Role)] = Field(title="Роль", description="Роль")
    title: Name | None = Field(None, title="Должность", description="Без неё — обычная для роли")


@call(
    "PUT /users/<login>/role",
    "change_role",
    TAG,
    "Сменить роль",
    answer=PersonOut,
    body=Json(model=RoleAsked, example={"role": "control"}),
    is_change=True,
)
def role(work: Work, login: str, body: RoleAsked) -> Person:
    """Gives another role, and its title."""
    return people.change_role(work, login, body.role, body.title)


class EmailAsked(Asked):
    """Адрес почты."""

    email: Annotated[str, Email(254)] | None = Field(None, title="Адрес", description="null — писать некуда")


@call(
    "PUT /users/<login>/email",
    "change_email",
    TAG,
    "Сменить адрес",
    answer=PersonOut,
    body=Json(model=EmailAsked, example={"email": "ivanov@example.ru"}),
    is_change=True,
)
def email(work: Work, login: str, body: EmailAsked) -> Person:
    """Says where letters to a person go."""
    return people.change_email(work, login, body.email)


@call("POST /users/<login>/block", "block_user", TAG, "Заблокировать", answer=PersonOut, is_change=True)
def block(work: Work, login: str) -> Person:
    """Takes all rights; tokens and sessions stop at once."""
    return people.block(work, login)


@call("POST /users/<login>/unblock", "unblock_user", TAG, "Снять блокировку", answer=PersonOut, is_change=True)
def unblock(work: Work, login: str) -> Person:
    """Gives rights back."""
    return people.unblock(work, login)


class PasswordAsked(Asked):
    """Пароль для первого входа."""

    password: Annotated[str, Text(200)] = Field(title="Пароль", description="Программа попросит заменить его своим")


@call(
    "PUT /users/<login>/password",
    "set_password",
    TAG,
    "Дать пароль",
    text="Прежние входы закроются; при входе программа попросит заменить пароль.",
    body=Json(model=PasswordAsked, example={"password": "четыре слова подряд"}),
    is_change=True,
)
def password(work: Work, login: str, body: PasswordAsked) -> None:
    """Gives a password that the person has to change."""
    people.find_person(work.connection, login)
    set_password(work, login, body.password, must_change=True)


class InternalAsked(Asked):
    """Внутренние цены."""

    is_allowed: Yes = Field(title="Разрешены", description="true — разрешить, false — запретить")


@call(
    "PUT /users/<login>/internal-prices",
    "internal_prices",
    TAG,
    "Внутренние цены",
    body=Json(model=InternalAsked, example={"is_allowed": True}),
    is_change=True,
)
def internal(work: Work, login: str, body: InternalAsked) -> None:
    """A right of its own: it comes with no role."""
    allow_internal_prices(work, login, is_allowed=body.is_allowed)


class ShapeOut(Out):
    """Как печатается номер."""

    series: str
    shape: str


def _series(name: str) -> str:
    every = kinds().values()
    known = {kind.numbering for kind in every} | {series for kind in every for series, _ in kind.numbering_when}
    return known_name(dict.fromkeys(sorted(known)), name)


@call("GET /numbering/<series>", "shape", TAG, "Вид номера", answer=ShapeOut, query=OursAsked)
def shape(series: str, query: OursAsked) -> Any:
    """The shape of a sequence."""
    connection, name = desk.reading(), _series(series)
    return {"series": name, "shape": shape_of(connection, choose_organization(connection, query.inn), name)}


class ShapeAsked(OursAsked):
    """Вид номера."""

    shape: Code | None = Field(None, title="Вид", description="Например РМ-{n:05}/{yy}; null — обычный")


@call(
    "PUT /numbering/<series>",
    "set_shape",
    TAG,
    "Выбрать вид номера",
    answer=ShapeOut,
    body=Json(model=ShapeAsked, example={"shape": "РМ-{n:05}/{yy}"}),
    is_change=True,
)
def choose_shape(work: Work, series: str, body: ShapeAsked) -> Any:
    """Sets the shape of a sequence."""
    name, ours = _series(series), choose_organization(work.connection, body.inn)
    set_shape(work, ours, name, body.shape)
    return {"series": name, "shape": shape_of(work.connection, ours, name)}


class ContinueAsked(OursAsked):
    """Последний номер, выданный до этой программы."""

    last: Annotated[int, Count(1, 999_999_999)] = Field(title="Последний", description="Последний номер")


class NextOut(Out):
    """Следующий номер ряда."""

    series: str
    next: int


@call(
    "POST /numbering/<series>/continue",
    "continue_series",
    TAG,
    "Продолжить счёт",
    answer=NextOut,
    body=Json(model=ContinueAsked, example={"last": 41}),
    is_change=True,
)
def go_on(work: Work, series: str, body: ContinueAsked) -> Any:
    """Goes on from numbers that were given before, this year."""
    name = _series(series)
    continue_after(work, choose_organization(work.connection, body.inn), name, work.today.year, body.last)
    return {"series": name, "next": body.last + 1}
