"""What is done with a paper of a deal: what became of it is recorded, files are laid beside it, the client reminded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from flask import request, url_for

from docgen.bundle import File, safe_name
from docgen.errors import DocgenError
from tracker.chasing.reminding import remind_item
from tracker.deal_headers import DealHeader, header_of
from tracker.errors import RefusedError
from tracker.facts import Authority
from tracker.jobs import enqueue
from tracker.letters.sending import JOB
from tracker.lists.papers import awaited_of_deal
from tracker.paper_story import PaperStory
from tracker.papers.attaching import Beside, attach, check_showable
from tracker.papers.issuing import annul
from tracker.people import Role
from tracker.recording import papers as recording
from tracker.recording import sign_by_client
from web import desk
from web.errors import code_of
from web.forms.deals import FACTS, AttachForm, FactForm, RemindForm
from web.forms.scans import attorney_of
from web.language import gettext as _
from web.screens import papers as paper_screens
from web.screens.deals.acting import Act, is_sent, opened

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work

_OF_MANAGER: Final = frozenset({"sent"})
"""What a manager tells of a paper; the rest is for whoever sees the paper itself."""

_RECORD: Final[Mapping[str, Callable[[Work, int, date], None]]] = {
    "sent": recording.send,
    "delivered": recording.record_delivery,
    "signed_by_us": recording.sign_by_us,
    "scan": recording.receive_scan,
    "original": recording.receive_original,
    "electronic": recording.receive_electronic,
    "refused": recording.record_refusal,
    "refusal_answered": recording.answer_refusal,
}


def show_paper(code: str, paper_id: int) -> ResponseReturnValue:
    """The page of a paper that has no code on its pages, or of any other."""
    return paper_screens.page(paper_screens.of_deal(code, paper_id))


def give_file(code: str, paper_id: int, sha256: str) -> ResponseReturnValue:
    """A file of it."""
    return paper_screens.file(paper_screens.of_deal(code, paper_id), sha256)


def url_of(deal: DealHeader, paper: PaperStory) -> str:
    """The page of a paper."""
    if paper.page_id:
        return url_for("papers.show", page_id=paper.page_id)
    return url_for("deals.paper", code=deal.code, paper_id=paper.id)


def record(code: str, paper_id: int) -> ResponseReturnValue:
    """Records what became of a paper."""
    deal, paper = header_of(desk.reading(), code), paper_screens.of_deal(code, paper_id)
    form: Any = FactForm() if is_sent() else opened(FactForm(formdata=None, **_suggested(paper)), deal)
    form.what.choices = _facts()
    if form.what.data not in form.what.choices and not is_sent():
        form.what.data = next(iter(form.what.choices))
    act = Act(
        deal=deal,
        form=form,
        template="deals/record.html",
        back=url_of(deal, paper),
        told=_("Записано: %(name)s.", name=paper.name),
        more={"paper": paper},
    )
    return act.done(lambda work: _recorded(work, paper.id, form)) if is_sent() else act.page()


def _facts() -> dict[str, str]:
    """What this visitor may tell of a paper."""
    is_manager = desk.visitor().role is Role.MANAGER
    return {name: word for name, word in FACTS.items() if not is_manager or name in _OF_MANAGER}


def _suggested(paper: PaperStory) -> dict[str, Any]:
    wanted = request.args.get("what", "")
    usual = Authority.HEAD if paper.is_contract else Authority.UNKNOWN
    return {
        "what": wanted if wanted in FACTS else next(iter(FACTS)),
        "on": desk.today(),
        "authority": paper.signer_authority or usual.value,
        "attorney_number": paper.attorney_number,
        "attorney_from": paper.attorney_from,
        "attorney_until": paper.attorney_until,
    }


def _recorded(work: Work, paper_id: int, form: Any) -> None:
    """Raises RefusedError for what contradicts the facts."""
    match form.what.data:
        case "signed_by_client":
            sign_by_client(work, paper_id, form.on.data, Authority(form.authority.data), attorney_of(form))
        case "annulled":
            if form.on.data != work.today:
                raise RefusedError(_("Аннулировать можно только сегодняшним днём."))
            annul(work, paper_id, form.on.data, form.reason.data)
        case what:
            _RECORD[what](work, paper_id, form.on.data)


def lay_beside(code: str, paper_id: int) -> ResponseReturnValue:
    """Keeps a receipt or a letter beside a paper."""
    deal, paper = header_of(desk.reading(), code), paper_screens.of_deal(code, paper_id)
    form: Any = AttachForm() if is_sent() else opened(AttachForm(formdata=None), deal)
    act = Act(
        deal=deal,
        form=form,
        template="deals/attach.html",
        back=url_of(deal, paper),
        told=_("Файл приложен: %(name)s.", name=paper.name),
        fields={"": "file"},
        more={"paper": paper},
    )
    if not is_sent() or not form.validate():
        return act.page() if not is_sent() else act.done(lambda work: work)
    try:
        sent = _sent(form)
    except DocgenError as error:
        form.file.errors = [str(error)]
        return act.page(code_of(error))
    return act.done(lambda work: attach(work, paper.id, sent, Beside(form.what.data)))


def _sent(form: Any) -> File:
    """The file that was sent, looked through in the limited process. Raises RefusedError."""
    given = form.file.data
    content = given.read()
    if not content:
        raise RefusedError(_("Файл пустой: выберите другой."))
    name = given.filename.replace("\\", "/").rpartition("/")[2]
    file = File(safe_name(name), content)
    desk.stop_reading()
    check_showable(file)
    return file


def remind(code: str) -> ResponseReturnValue:
    """Reminds the client of the chosen papers, in one letter."""
    deal = header_of(desk.reading(), code)
    awaited = {str(one.document_id): one for one in awaited_of_deal(desk.reading(), deal.id)}
    form: Any = RemindForm() if is_sent() else opened(RemindForm(formdata=None, papers=list(awaited)), deal)
    form.papers.choices = {key: one.name for key, one in awaited.items()}
    act = Act(
        deal=deal,
        form=form,
        template="deals/remind.html",
        back=url_for("deals.letters", code=deal.code),
        told=_("Напоминание составлено: письмо видно в переписке."),
        more={"awaited": awaited, "is_possible": bool(awaited)},
    )
    if not is_sent():
        return act.page()
    chosen = [awaited[key] for key in form.papers.data or () if key in awaited]
    subject = {"papers": [(one.document_id, one.wanted.value) for one in chosen]}
    answer = act.done(lambda work: remind_item(desk.house(), work, {}, subject))
    enqueue(desk.house().settings, *JOB)
    return answer
