"""Forms of the VIP programme: filters of its lists, and what is done about what clients said."""

from __future__ import annotations

from wtforms import BooleanField, IntegerField, SelectField, TextAreaField
from wtforms.validators import NumberRange

from tracker.surveys.problems import ProblemState
from tracker.surveys.proposals import Decision
from tracker.surveys.rhythm import MOST_MONTHS
from tracker.surveys.testimonials import Place
from web.forms.base import AskForm, AtMost, DayField, DeskForm, LineField, Wanted

_STATES = {"": "Все открытые", **{state.value: state.label for state in ProblemState}}


class DueAsk(AskForm):
    """Whom to show among those who are due."""

    tier = LineField("Уровень", [AtMost(300)])
    manager = LineField("Менеджер", [AtMost(300)])
    by = DayField("Срок не позже")
    is_overdue = BooleanField("Только просроченные")


class ProblemAsk(AskForm):
    """Which problems to show."""

    owner = LineField("Ответственный", [AtMost(200)])
    state = SelectField("Состояние", choices=_STATES, default="")
    is_overdue = BooleanField("Только просроченные")


class UsableAsk(AskForm):
    """Where and when testimonials are to be shown."""

    place = SelectField("Где", choices={place.value: place.label for place in Place})
    where = LineField("Где именно, если в другом месте", [AtMost(300)])
    on = DayField("В какой день")


class AssignForm(DeskForm):
    """Who answers for a problem, and by when."""

    owner = LineField("Ответственный", [Wanted(), AtMost(200)], render_kw={"list": "people", "autocomplete": "off"})
    due_on = DayField("Срок", [Wanted("Укажите, к какому дню.")])


class SolveForm(DeskForm):
    """How a problem was solved."""

    solution = TextAreaField("Что сделано", [Wanted(), AtMost(3_000)], render_kw={"rows": 3})
    on = DayField("Когда решена", [Wanted("Укажите день.")])
    told_on = DayField("Когда сообщили клиенту")


class DayForm(DeskForm):
    """A day on which something was done."""

    on = DayField("День", [Wanted("Укажите день.")])


class AnswerForm(DeskForm):
    """What we decided about a proposal, and what the client was told."""

    decision = SelectField("Решение", choices={one.value: one.label for one in Decision})
    answer = TextAreaField("Ответ клиенту", [AtMost(3_000)], render_kw={"rows": 2})
    on = DayField("Когда ответили")


class NeedForm(DeskForm):
    """The deal that came of a need."""

    deal = LineField("Сделка", [Wanted("Укажите идентификатор сделки."), AtMost(300)])


class PermitForm(DeskForm):
    """A permission that the client signed."""

    signed_on = DayField("Подписано", [Wanted("Укажите день подписи.")])
    signer = LineField("Кто подписал", [Wanted(), AtMost(300)])
    authority = LineField("На основании чего", [AtMost(300)])
    company = BooleanField("Название компании")
    name = BooleanField("Имя и должность автора")
    logo = BooleanField("Логотип")
    site = BooleanField("На сайте")
    offers = BooleanField("В презентациях и коммерческих предложениях")
    social = BooleanField("В социальных сетях")
    other = LineField("Где ещё", [AtMost(300)])
    until = DayField("До какого дня")
    person_consent_on = DayField("Согласие автора подписано")


class ContactForm(DeskForm):
    """What came of a contact, and whether the person agreed to advertising."""

    outcome = TextAreaField("Что вышло из контакта", [AtMost(1_000)], render_kw={"rows": 2})
    closed_on = DayField("Когда связались")
    consent_on = DayField("Согласие на рекламу от")


class RhythmForm(DeskForm):
    """How often clients of a tier are asked."""

    tier = LineField("Уровень", [AtMost(300)])
    months = IntegerField(
        "Раз в сколько месяцев",
        [NumberRange(1, MOST_MONTHS, f"Укажите от 1 до {MOST_MONTHS} месяцев.")],
        render_kw={"inputmode": "numeric"},
    )
