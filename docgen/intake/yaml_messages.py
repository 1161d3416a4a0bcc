"""What a YAML syntax error means, in Russian, with its line and column."""

from __future__ import annotations

import yaml

# A part of what libyaml or PyYAML says (their wording differs a little), and what it means for the one who typed.
_QUOTE_IT = "возьмите значение в кавычки"
_STRAY_TEXT = "лишний текст после значения в кавычках или неверный отступ"
_BLOCK_TEXT = f"после | и > значение начинается с новой строки: {_QUOTE_IT}"
_MEANINGS = (
    ("mapping values are not allowed", f"двоеточие с пробелом внутри значения или лишний отступ: {_QUOTE_IT}"),
    (
        "cannot start any token",
        f"отступы делайте пробелами, не табуляцией; если значение начинается с @, ` или %, {_QUOTE_IT}",
    ),
    ("found unexpected end of stream", "не закрыта кавычка"),
    ("escape", 'неверное сочетание с обратной косой чертой в кавычках "…": удвойте её'),
    ("',' or ']'", "не закрыта скобка [ или пропущена запятая в списке"),
    ("',' or '}'", "не закрыта скобка { или пропущена запятая между ключами"),
    ("'-' indicator", "строка не продолжает список: начните её с «- » или исправьте отступ"),
    ("could not find expected ':'", "после ключа нет двоеточия с пробелом"),
    ("expected key", _STRAY_TEXT),
    ("block end", _STRAY_TEXT),
    ("sequence entries are not allowed", "«- » не на своём месте: начните элемент списка с новой строки"),
    ("node content", "лишняя скобка или запятая"),
    ("document start", "лишняя скобка или текст после конца данных"),
    ("alphabetic or numeric", f"после & и * должно стоять имя: {_QUOTE_IT}"),
    ("comment or line break", _BLOCK_TEXT),
    ("chomping", _BLOCK_TEXT),
    ("directive", f"строка не может начинаться с %: {_QUOTE_IT}"),
)
_GENERAL = "запись не разобрана: проверьте отступы, кавычки, скобки и двоеточия"


def syntax_message(error: yaml.YAMLError) -> str:
    """Russian explanation of a syntax error, beginning with its place if that is known."""
    problem = getattr(error, "problem", None) or ""
    meaning = next((meaning for part, meaning in _MEANINGS if part in problem), _GENERAL)
    mark = getattr(error, "problem_mark", None)
    return f"строка {mark.line + 1}, столбец {mark.column + 1}: {meaning}" if mark else meaning
