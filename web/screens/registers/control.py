"""The room of contract control: registers of findings, obligations, papers and letters, and background work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from tracker.rules import rules
from web import desk
from web.screens.registers import letters, mounting, work
from web.screens.registers.findings import FINDINGS
from web.screens.registers.letters import LETTERS
from web.screens.registers.mounting import mount
from web.screens.registers.obligations import OBLIGATIONS
from web.screens.registers.paper_form import keep_paper, show_paper
from web.screens.registers.papers import PAPERS

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("control", __name__, url_prefix="/control")

TABS: Final = (
    ("control.findings", "Что под риском"),
    ("control.obligations", "Обязательства"),
    ("control.papers", "Документы не вернулись"),
    ("control.letters", "Письма"),
    ("control.works", "Фоновые работы"),
)

mount(blueprint, "/findings", FINDINGS)
mount(blueprint, "/obligations", OBLIGATIONS)
mount(blueprint, "/papers", PAPERS)
mount(blueprint, "/letters", LETTERS)


@blueprint.context_processor
def _tabs() -> dict[str, object]:
    return {"control_tabs": TABS}


@blueprint.get("/rules", endpoint="rules")
def list_rules() -> ResponseReturnValue:
    """All rules, each with its help page."""
    return render_template("control/rules.html", rules=rules().values())


@blueprint.get("/rules/<name>", endpoint="rule")
def show_rule(name: str) -> ResponseReturnValue:
    """A rule's help page: what it means, why it matters, what to do, by which law."""
    rule = rules().get(name)
    if rule is None:
        raise NotFound
    return render_template("control/rule.html", rule=rule, articles=rule.articles(desk.today()))


blueprint.add_url_rule("/views/<register>", "view_save", mounting.keep_view, methods=["POST"])
blueprint.add_url_rule("/views/<register>/<int:view_id>/drop", "view_drop", mounting.forget_view, methods=["POST"])
blueprint.add_url_rule("/work", "works", work.list_work)
blueprint.add_url_rule("/work/<int:batch_id>", "work", work.show_work)
blueprint.add_url_rule("/work/<int:batch_id>/retry", "work_retry", work.retry_work, methods=["POST"])
blueprint.add_url_rule("/work/<int:batch_id>/stop", "work_stop", work.stop_work, methods=["POST"])
blueprint.add_url_rule("/work/<int:batch_id>/undo", "work_undo", work.undo_work, methods=["POST"])
blueprint.add_url_rule("/work/<int:batch_id>/papers.<ending>", "work_files", work.work_files)
blueprint.add_url_rule("/papers/<int:document_id>", "paper", show_paper)
blueprint.add_url_rule("/papers/<int:document_id>", "paper_keep", keep_paper, methods=["POST"])
blueprint.add_url_rule("/letters/<int:letter_id>", "letter", letters.show_letter)
blueprint.add_url_rule("/letters/<int:letter_id>/resend", "letter_resend", letters.resend_letter, methods=["POST"])
blueprint.add_url_rule(
    "/letters/<int:letter_id>/withdraw", "letter_withdraw", letters.withdraw_letter, methods=["POST"]
)
blueprint.add_url_rule("/letters/<int:letter_id>/sent", "letter_sent", letters.mark_letter_sent, methods=["POST"])
