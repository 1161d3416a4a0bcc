"""Events of the journal in Russian words: what happened, and the facts that say something to a reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from docgen.filters import NBSP
from tracker import phrases
from tracker.claims.sending import WAYS
from tracker.dossier.wording import AUTHORITIES, EVIDENCES

KINDS: Final = {
    "deal.added": "сделка заведена",
    "deal.changed": "сделка изменена по файлу",
    "deal.edited": "сведения о сделке исправлены",
    "document.attached": "к документу приложен файл",
    "kit.bound": "комплект документов собран",
    "obligation.added": "обязательство записано",
    "obligation.performed": "исполнение отмечено",
    "obligation.cancelled": "обязательство снято",
    "document.issued": "документ выпущен",
    "document.superseded": "документ заменён",
    "document.annulled": "документ аннулирован",
    "document.sent": "отправка отмечена",
    "document.delivered": "доставка отмечена",
    "document.signed_by_us": "наша подпись отмечена",
    "document.signed_by_client": "подпись клиента отмечена",
    "document.scan_received": "скан-копия получена",
    "document.original_received": "подлинник получен",
    "document.signed_electronically": "подписание через ЭДО отмечено",
    "document.refused": "мотивированный отказ отмечен",
    "document.refusal_answered": "ответ на отказ отмечен",
    "document.taken_back": "отметка снята",
    "payment.added": "платёж записан",
    "payment.allocated": "платёж отнесён к сделке",
    "payment.allocation_withdrawn": "отнесение платежа снято",
    "claim.sent": "отправка претензии отмечена",
    "claim.changed": "день отправки претензии исправлен",
    "demand.received": "требование клиента отмечено",
    "demand.answered": "ответ на требование отмечен",
    "client.added": "клиент заведён",
    "client.changed": "сведения о клиенте изменены",
    "client.contact_left": "уход контакта отмечен",
    "client.insolvent": "банкротство клиента отмечено",
    "client.insolvency_claim_filed": "требование в реестр отмечено",
    "client.tax_invoices_waived": "согласие без счетов-фактур отмечено",
    "document.signature_added": "электронная подпись приложена",
    "exchange.applied": "сведения из архива оператора ЭДО записаны",
    "scan.filed": "скан-копия разобрана",
    "scan.confirmed": "скан-копия подтверждена",
    "scan.rejected": "скан-копия отклонена",
    "scan.beside": "ещё одна скан-копия",
    "payment.tied": "платёж подтверждён выпиской",
    "payment.proposal_accepted": "отнесение платежа подтверждено",
    "payment.ignored": "платёж отложен",
    "payment.brought_back": "платёж возвращён в разбор",
    "letter.composed": "письмо составлено",
    "letter.sending": "письмо отправляется",
    "letter.sent": "письмо отправлено",
    "letter.failed": "письмо не ушло",
    "letter.doubtful": "неизвестно, ушло ли письмо",
    "letter.withdrawn": "письмо отозвано",
    "letter.postponed": "отправка письма отложена",
    "letter.resent": "письмо отправляется снова",
    "letter.marked_sent": "отправка письма подтверждена человеком",
    "reminders.planned": "напоминания запланированы",
    "reminders.ended": "напоминания закончены",
    "reminders.written": "напоминание составлено",
    "reminders.reopened": "напоминание отменено",
    "discount.approved": "скидка согласована",
    "discount.asked": "согласование скидки запрошено",
    "discount.refused": "в скидке отказано",
    "payment.payer_named": "плательщик назван",
    "client.assigned": "ответственный за клиента назначен",
    "deal.payment_withdrawn": "отнесение платежа снято",
    "organization.added": "организация заведена",
    "organization.changed": "реквизиты организации изменены",
    "person.added": "пользователь добавлен",
    "person.role_changed": "роль пользователя изменена",
    "person.email_changed": "адрес пользователя изменён",
    "person.blocked": "пользователь заблокирован",
    "person.unblocked": "блокировка снята",
    "person.password_set": "пароль задан",
    "person.sessions_ended": "входы пользователя закрыты",
    "person.internal_prices_allowed": "внутренние цены разрешены",
    "person.internal_prices_denied": "внутренние цены запрещены",
    "numbering.shape_changed": "вид номеров изменён",
    "numbering.continued": "нумерация продолжена",
    "price_list.added": "прайс-лист загружен",
    "price_list.withdrawn": "прайс-лист отозван",
    "key_rate.added": "ключевая ставка внесена",
    "key_rate.removed": "ключевая ставка убрана",
    "law.checked": "сверено с источником",
    "backup.made": "резервная копия сделана",
    "batch.asked": "фоновая работа поручена",
    "batch.finished": "фоновая работа закончена",
    "batch.retried": "фоновая работа повторяется",
    "batch.stopped": "фоновая работа остановлена",
    "exchange.taken": "архив оператора ЭДО принят",
    "exchange.tied": "запись архива ЭДО отнесена к документу",
    "mail.postponed": "отправка писем отложена",
    "scan.page_discarded": "страница скана отложена в сторону",
    "scan.page_filed": "страница скана отнесена к документу",
    "scan.taken": "стопка сканов принята",
    "scan_intake.asked": "стопка сканов загружена",
    "scan_intake.retried": "стопка сканов читается снова",
    "share.created": "ссылка для клиента создана",
    "share.opened": "ссылка открыта клиентом",
    "share.return_read": "возвращённый файл прочитан",
    "share.returned": "клиент вернул файл по ссылке",
    "share.revoked": "ссылка отозвана",
    "statement.imported": "выписка загружена",
    "statement.undone": "загрузка выписки отменена",
    "statement_mapping.removed": "столбцы выписки забыты",
    "statement_mapping.saved": "столбцы выписки запомнены",
    "survey.corrected": "анкета исправлена",
    "survey.recorded": "анкета записана",
    "survey_draft.begun": "анкета начата",
    "survey_draft.dropped": "черновик анкеты удалён",
    "survey_draft.saved": "черновик анкеты сохранён",
    "survey_rhythm.dropped": "особый срок опроса убран",
    "survey_rhythm.set": "срок опроса установлен",
    "survey_scale.set": "шкала оценок изменена",
    "testimonial.permitted": "разрешение на отзыв записано",
    "token.created": "ключ API создан",
    "token.revoked": "ключ API отозван",
    "view.shared": "сохранённый вид показан коллегам",
}
_DAYS: Final = {
    "on": "день",
    "date": "дата",
    "sent_on": "отправлено",
    "delivered_on": "доставлено",
    "signed_by_us_on": "подписано нами",
    "signed_by_client_on": "подписано клиентом",
    "scan_on": "скан-копия",
    "original_on": "подлинник",
    "electronic_on": "ЭДО",
    "refused_on": "отказ",
    "refusal_answered_on": "ответ на отказ",
    "performed_on": "исполнено",
    "cancelled_on": "снято",
    "due_on": "срок",
    "answer_by": "ответ по",
    "received_on": "получено",
    "answered_on": "отвечено",
    "left_on": "ушёл",
    "insolvent_on": "банкротство",
    "insolvency_claim_on": "требование в реестр",
    "tax_invoice_waiver_on": "согласие",
}
_SUMS: Final = {"amount": "сумма", "total": "сумма", "performed_amount": "исполнено на сумму"}
_TEXTS: Final = {
    "number": "№",
    "attorney_number": "доверенность №",
    "reason": "причина",
    "manager": "менеджер:",
    "subject": "предмет:",
}
_WORDS: Final = {"signer_authority": AUTHORITIES, "evidence": EVIDENCES, "way": WAYS}
_MOST_TEXT: Final = 120


def facts_of(details: Mapping[str, Any], hidden: frozenset[str]) -> Iterator[str]:
    """Details that say something to a reader; a change tells what became new."""
    new = details.get("new")
    for key, value in (new if isinstance(new, dict) else details).items():
        text = "" if str(value) in hidden else _fact(key, value)
        if text:
            yield text


def _fact(key: str, value: Any) -> str:
    if value is None or isinstance(value, (dict, list)):
        return ""
    if key in _DAYS:
        return f"{_DAYS[key]} {_day(str(value))}"
    if key in _SUMS and isinstance(value, int):
        return f"{_SUMS[key]} {phrases.roubles(value)}"
    if key in _WORDS:
        return _WORDS[key].get(str(value), "")
    return f"{_TEXTS[key]}{NBSP}{str(value)[:_MOST_TEXT]}" if key in _TEXTS and value != "" else ""


def _day(text: str) -> str:
    return f"{text[8:10]}.{text[5:7]}.{text[:4]}"


def moment(at: str) -> str:
    """«22.11.2026 08:15», by the clock of the journal, which is UTC."""
    return f"{_day(at)} {at[11:16]}"
