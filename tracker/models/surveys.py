"""Talks with clients by a questionnaire, and what has to be done after them. All of it is internal."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Identity, Instant, Label


class SurveyRow(Base):
    """A questionnaire that was held with a client; of one that a file tells of, only the day is known."""

    __tablename__ = "surveys"

    id: Mapped[Identity]
    counterparty_id: Mapped[int] = mapped_column(ForeignKey("counterparties.id"))
    position: Mapped[int]
    held_on: Mapped[date]

    __table_args__ = (Index(None, "counterparty_id", "held_on"),)


class FilledSurveyRow(Base):
    """What a client answered. ``answers``: canonical JSON by the keys of the form of the paper ``form``.

    ``revision`` counts corrections. ``organization_id``: for whom we asked, if it was said.
    """

    __tablename__ = "filled_surveys"

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), primary_key=True, autoincrement=False)
    form: Mapped[Code]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    answers: Mapped[str]
    revision: Mapped[int]
    recorded_by: Mapped[Code]
    recorded_at: Mapped[Instant]


class SurveyDraftRow(Base):
    """Half a questionnaire, to go on with later; nothing in it counts yet. ``revision`` counts the saves."""

    __tablename__ = "survey_drafts"

    id: Mapped[Identity]
    counterparty_id: Mapped[int] = mapped_column(ForeignKey("counterparties.id"), index=True)
    form: Mapped[Code]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    answers: Mapped[str]
    revision: Mapped[int]
    author: Mapped[Code] = mapped_column(index=True)
    saved_at: Mapped[Instant]


class SurveyRhythmRow(Base):
    """How often clients of a tier are asked. ``tier``: folded; "" is everybody else."""

    __tablename__ = "survey_rhythms"

    tier: Mapped[Label] = mapped_column(primary_key=True)
    title: Mapped[Label]
    months: Mapped[int]


class SurveyScaleRow(Base):
    """The house's scale of marks and its questions. ``scale``: canonical JSON by the keys of the form's scale."""

    __tablename__ = "survey_scales"

    form: Mapped[Code] = mapped_column(primary_key=True)
    scale: Mapped[str]


class SurveyProblemRow(Base):
    """A problem that a client named. ``deal``: the client's words for it, ``deal_id``: which it is.

    ``wanted``: what would settle it. ``told_on``: the last day on which we told the client how it stands.
    """

    __tablename__ = "survey_problems"

    id: Mapped[Identity]
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), index=True)
    counterparty_id: Mapped[int] = mapped_column(ForeignKey("counterparties.id"))
    position: Mapped[int]
    problem: Mapped[str]
    happened: Mapped[Label | None]
    deal: Mapped[Label | None]
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    wanted: Mapped[str | None]
    owner: Mapped[Label | None]
    due_on: Mapped[date | None]
    told_on: Mapped[date | None]
    solved_on: Mapped[date | None]
    solution: Mapped[str | None]

    __table_args__ = (Index(None, "counterparty_id", "solved_on"), Index(None, "solved_on", "due_on"))


class SurveyProposalRow(Base):
    """What a client proposed, whether we take it, and who told the client so."""

    __tablename__ = "survey_proposals"

    id: Mapped[Identity]
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), index=True)
    counterparty_id: Mapped[int] = mapped_column(ForeignKey("counterparties.id"), index=True)
    position: Mapped[int]
    proposal: Mapped[str]
    decision: Mapped[Code | None]
    answer: Mapped[str | None]
    answered_by: Mapped[Code | None]
    answered_on: Mapped[date | None]


class SurveyNeedRow(Base):
    """What a client will need. ``deal_id``: the deal that came of it; ``dropped_on``: from then on nothing will."""

    __tablename__ = "survey_needs"

    id: Mapped[Identity]
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), index=True)
    counterparty_id: Mapped[int] = mapped_column(ForeignKey("counterparties.id"), index=True)
    position: Mapped[int]
    what: Mapped[str]
    volume: Mapped[Label | None]
    term: Mapped[Label | None]
    decided_by: Mapped[Label | None]
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    dropped_on: Mapped[date | None]


class TestimonialRow(Base):
    """What a client said of us; whether it may be used is said by its permissions alone."""

    __tablename__ = "testimonials"

    id: Mapped[Identity]
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), index=True)
    counterparty_id: Mapped[int] = mapped_column(ForeignKey("counterparties.id"), index=True)
    position: Mapped[int]
    text: Mapped[str]
    author: Mapped[Label | None]
    author_title: Mapped[Label | None]


class PermissionRow(Base):
    """A signed permission to use a testimonial. ``text``: the very text that the client signed for.

    ``until``: the last day, none for no end. ``withdrawn_on``: the first day on which it holds no more.
    ``person_consent_on``: when the author agreed, on a sheet of his own, that his name is published.
    """

    __tablename__ = "testimonial_permissions"

    id: Mapped[Identity]
    testimonial_id: Mapped[int] = mapped_column(ForeignKey("testimonials.id"), index=True)
    text: Mapped[str]
    signed_on: Mapped[date]
    signer: Mapped[Label]
    authority: Mapped[Label | None]
    company: Mapped[bool]
    name: Mapped[bool]
    logo: Mapped[bool]
    site: Mapped[bool]
    offers: Mapped[bool]
    social: Mapped[bool]
    other: Mapped[Label | None]
    until: Mapped[date | None]
    person_consent_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]


class RecommendedRow(Base):
    """A business contact that a client recommended. ``may_name``: whether we may refer to the client; none is unsaid.

    ``advertising_consent_on``: since when this person agrees to advertising by mail and phone; none is never.
    """

    __tablename__ = "recommended_contacts"

    id: Mapped[Identity]
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), index=True)
    counterparty_id: Mapped[int] = mapped_column(ForeignKey("counterparties.id"), index=True)
    position: Mapped[int]
    company: Mapped[Label]
    person: Mapped[Label | None]
    title: Mapped[Label | None]
    may_name: Mapped[bool | None]
    advertising_consent_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    outcome: Mapped[str | None]
