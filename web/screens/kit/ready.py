"""The issued kit: its files, and how it goes to the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from wtforms import TextAreaField

from docgen.bundle import safe_name
from docgen.errors import DocgenError
from tracker.jobs import enqueue
from tracker.kit_form.ready import ReadyKit, file_content, packed_kit, ready_kit
from tracker.letters.composing import NewLetter, compose
from tracker.letters.papers import look_into
from tracker.letters.sending import JOB
from web import desk
from web.downloads import attachment
from web.errors import code_of
from web.forms.base import AtMost, DeskForm, LineField, Wanted
from web.language import gettext as _
from web.mailing import mail_fault, recipients
from web.repeats import change_once, new_key
from web.screens.kit.page import can_share

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work


class LetterForm(DeskForm):
    """A letter with the papers of the kit."""

    to = LineField("Кому", [Wanted("Впишите адрес клиента."), AtMost(2_000)])
    subject = LineField("Тема", [Wanted(), AtMost(300)])
    body = TextAreaField("Текст", [Wanted(), AtMost(20_000)], render_kw={"rows": 6})


def show(code: str) -> ResponseReturnValue:
    """Papers, files, and ways to the client."""
    kit = _kit(code)
    return _page(kit, _first_letter(kit))


def one_file(code: str, page_id: str, ending: str) -> ResponseReturnValue:
    """A file of a paper."""
    paper = _kit(code).paper(page_id)
    found = next((file for file in paper.files if file.format == ending), None)
    if found is None:
        raise NotFound
    file = file_content(desk.house().vault, found)
    return attachment(file.name, file.content)


def whole_pdf(code: str) -> ResponseReturnValue:
    """The bound kit."""
    kit = _kit(code)
    if kit.bound is None:
        raise NotFound
    bound = file_content(desk.house().vault, kit.bound)
    return attachment(f"{safe_name(f'Комплект {kit.client} {kit.deal_code}')}.pdf", bound.content)


def whole_zip(code: str) -> ResponseReturnValue:
    """All files in one."""
    kit = _kit(code)
    if not kit.papers:
        raise NotFound
    name = f"{safe_name(f'Комплект {kit.client} {kit.deal_code}')}.zip"
    return attachment(name, packed_kit(desk.house().vault, kit))


def send_letter(code: str) -> ResponseReturnValue:
    """Writes the letter; the worker sends it."""
    kit = _kit(code)
    form = LetterForm()
    refused = mail_fault()
    if refused:
        form.form_errors.append(refused)
        return _page(kit, form), 409
    if not form.validate():
        return _page(kit, form), 422
    try:
        address = _written(kit, form)
    except DocgenError as error:
        form.take_faults(error)
        return _page(kit, form), code_of(error)
    enqueue(desk.house().settings, *JOB)
    flash(_("Письмо написано и уйдёт в ближайшие минуты."), "success")
    return redirect(address, 303)


def _written(kit: ReadyKit, form: LetterForm) -> str:
    look_into(desk.reading(), desk.house().vault, [paper.id for paper in kit.papers])
    said = f"{kit.deal_code}\n{form.to.data}\n{form.subject.data}\n{form.body.data}"

    def write(work: Work) -> str:
        letter = NewLetter(
            organization_id=kit.organization_id,
            recipients=recipients(form.to.data),
            subject=form.subject.data,
            body=form.body.data,
            deal_id=kit.deal_id,
            document_ids=[paper.id for paper in kit.papers],
        )
        compose(work, letter)
        return url_for("kit.ready", code=kit.deal_code)

    return change_once(request.form.get("once", ""), said, write)


def _kit(code: str) -> ReadyKit:
    return ready_kit(desk.reading(), code)


def _page(kit: ReadyKit, form: LetterForm) -> str:
    return render_template(
        "kit/ready.html",
        kit=kit,
        form=form,
        mail_fault=mail_fault(),
        can_share=can_share(),
        once=new_key(),
    )


def _first_letter(kit: ReadyKit) -> LetterForm:
    papers = ", ".join(paper.name for paper in kit.papers)
    body = f"Здравствуйте!\n\nНаправляем документы: {papers}.\n\nС уважением,\n{desk.visitor().person.name}"
    first = {"to": ", ".join(kit.addresses[:1]), "subject": f"Документы: {kit.subject}"[:300], "body": body}
    return LetterForm(formdata=None, data=first)
