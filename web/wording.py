"""What the domain tells, in the words of the screen: keys of commands become fields and places."""

from __future__ import annotations

import re
from typing import Final

_SAID: Final = (
    (
        r"Если договор его не переносит: --exact-terms\.",
        "Если договор его не переносит, отметьте это в условиях расчёта.",
    ),
    (r"укажите пени ключом --penalty", "укажите пени в условиях расчёта"),
    (r"Укажите\s+размер из договора: --penalty 0\.1\.", "Укажите размер из договора, например 0,1."),
    (r"уберите --penalty или поставьте --sanction penalty", "уберите размер или выберите «Пени по договору»"),
    (r"другой день: --due \S+=ГГГГ-ММ-ДД", "другой день укажите в условиях расчёта"),
    (r"проверьте их и укажите ключами --court и --penalty-clause", "проверьте их и впишите сами"),
    (r"определите его и укажите ключом --court", "определите его и впишите сами"),
    (r": уберите --on, чтобы посчитать по сегодняшний день", ". Посчитайте по сегодняшний день"),
    (r": уберите --on", ": выберите сегодняшний день или раньше"),
    (r" \(--pages [^)]+\)", ""),
    (r" или составьте претензию вручную: pervichka issue paper claim_letter", ""),
    (r" \(pervichka claim [^)]+\) или запишите ту, что составлена не здесь: [^.]+\.", "."),
    (r" \(pervichka [^)]+\)", ""),
    (r" Примите скан: pervichka scan\.", " Примите скан."),
    (r", архив оператора ЭДО — pervichka exchange take", ", архив оператора ЭДО загрузите"),
    (r"повторите с --delivered-on", "укажите день вручения"),
    (r"поставьте sanction: penalty", "выберите «Пени по договору»"),
    (r": pervichka template add", ""),
    (r": посмотрите [^.:]*командой pervichka [a-z ]+", ""),
    (r": номера показывает pervichka [a-z ]+", ""),
    (r" Посмотрите записи: pervichka [a-z ]+\.", ""),
    (r" Список: pervichka [a-z -]+", ""),
    (
        r" Поправить день или полномочия: pervichka paper record\.",
        " День и полномочия исправляются на странице документа.",
    ),
    (r"; впредь заменяйте документ ключом --instead", "; впредь выпускайте новый документ взамен прежнего"),
    (r", или повторите с --anyway", ""),
    (r" Исправьте --pages", " Исправьте число страниц"),
    (r" Укажите их: --sheets .+", " Укажите, сколько их."),
    (r" \(раздел organization файла сделок, pervichka [^)]+\)", ""),
    (r": pervichka exchange tie .+", ": сначала отнесите её."),
    (r"запишите сами: pervichka paper record", "запишите сами"),
    (r" ключом --(file|signed-on)", ""),
    (r": pervichka signature add", ""),
    (r": архив оператора принимает команда pervichka exchange take", ": его загружают как архив оператора"),
    (r": уберите --engine или возьмите штатный", ""),
    (r"; затем повторите с --code .+", "; затем повторите."),
    (r"(: )?pervichka prices approve .+", "."),
    (r" \(--[^)]+\)", ""),
)
_KEYS: Final = tuple((re.compile(pattern), text) for pattern, text in _SAID)


def on_screen(text: str) -> str:
    """The text without commands and their keys, which say nothing to whoever looks at a screen."""
    if "pervichka" not in text and "--" not in text:
        return text
    for pattern, told in _KEYS:
        text = pattern.sub(told, text)
    return text
