"""What a YAML syntax error means, in Russian, with its line and column."""

from __future__ import annotations

import yaml

# A part of what libyaml or PyYAML says (their wording differs a little), and what it means for the one who typed.
_MEANINGS = (
    ("mapping values are not allowed", "двоеточие с пробелом внутри значения или лишний отступ: возьмите значение в кавычки"),
    ("cannot start any token", "здесь не может стоять табуляция и значение не начинается с @, ` или %: отступы делайте пробелами, значение возьмите в кавычки"),
    ("found unexpected end of stream", "не закрыта кавычка"),
    ("unknown escape character", "неизвестное сочетание с обратной косой чертой в кавычках \"…\": удвойте её или возьмите значение в апострофы"),
    ("escape", "неверное сочетание с обратной косой чертой в кавычках \"…\""),
    ("',' or ']'", "не закрыта скобка [ или пропущена запятая в списке"),
    ("',' or '}'", "не закрыта скобка { или пропущена запятая между ключами"),
    ("'-' indicator", "строка не продолжает список: начните её с «- » или исправьте отступ"),
    ("could not find expected ':'", "после ключа нет двоеточия с пробелом"),
    ("expected key", "лишний текст после значения в кавычках или неверный отступ"),
    ("block end", "лишний текст после значения в кавычках или неверный отступ"),
    ("sequence entries are not allowed", "«- » не на своём месте: начните элемент списка с новой строки"),
    ("node content", "лишняя скобка или запятая"),
    ("document start", "лишняя скобка или текст после конца данных"),
    ("alphabetic or numeric", "после & и * должно стоять имя: возьмите значение в кавычки"),
    ("comment or line break", "после | и > значение начинается с новой строки: возьмите его в кавычки"),
    ("chomping", "после | и > значение начинается с новой строки: возьмите его в кавычки"),
    ("directive", "строка не может начинаться с %: возьмите значение в кавычки"),
    ("tag", "непонятный тег после !: возьмите значение в кавычки"),
    ("anchor", "непонятная ссылка: проверьте & и *"),
)  # fmt: skip
_GENERAL = "запись не разобрана: проверьте отступы, кавычки, скобки и двоеточия"


def syntax_message(error: yaml.YAMLError) -> str:
    """Russian explanation of a syntax error, beginning with its place if that is known."""
    if isinstance(error, yaml.reader.ReaderError):
        return f"недопустимый управляющий знак (знак № {error.position + 1} файла): удалите его"
    problem = getattr(error, "problem", None) or ""
    meaning = next((meaning for part, meaning in _MEANINGS if part in problem), _GENERAL)
    mark = getattr(error, "problem_mark", None)
    return f"строка {mark.line + 1}, столбец {mark.column + 1}: {meaning}" if mark else meaning
