"""Words and tones of states that several rooms of the desk show, so that one state looks the same everywhere."""

from __future__ import annotations

from typing import Final

from tracker.papers.states import PaperState
from tracker.rules import Severity
from tracker.stages import Rung

RUNGS: Final = {
    Rung.AGREED: "Договорились",
    Rung.ISSUED: "Договор и счёт выставлены",
    Rung.SIGNED: "Договор подписан",
    Rung.SAYS_PAID: "Сообщил об оплате",
    Rung.RECEIVED: "Деньги поступили",
    Rung.PERFORMED: "Исполнено",
    Rung.CONFIRMED: "Подтверждено подписью клиента",
    Rung.PAID_AGAIN: "Заплатил снова: клиент наш",
}
RUNG_TONES: Final = {
    Rung.AGREED: "muted",
    Rung.ISSUED: "muted",
    Rung.SIGNED: "info",
    Rung.SAYS_PAID: "warn",
    Rung.RECEIVED: "info",
    Rung.PERFORMED: "warn",
    Rung.CONFIRMED: "ok",
    Rung.PAID_AGAIN: "ok",
}
SEVERITIES: Final = {
    Severity.CRITICAL: "критично",
    Severity.HIGH: "важно",
    Severity.MEDIUM: "средне",
    Severity.LOW: "к сведению",
}
SEVERITY_TONES: Final = {
    Severity.CRITICAL: "bad",
    Severity.HIGH: "warn",
    Severity.MEDIUM: "info",
    Severity.LOW: "muted",
}
PAPER_TONES: Final = {
    PaperState.ISSUED: "muted",
    PaperState.SIGNED_BY_US: "muted",
    PaperState.SENT: "info",
    PaperState.DELIVERED: "info",
    PaperState.REFUSED: "bad",
    PaperState.REFUSAL_ANSWERED: "warn",
    PaperState.SIGNED_BY_CLIENT: "ok",
    PaperState.SCAN: "ok",
    PaperState.ELECTRONIC: "ok",
    PaperState.ORIGINAL: "ok",
    PaperState.SUPERSEDED: "muted",
    PaperState.ANNULLED: "muted",
}
