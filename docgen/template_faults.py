"""What Jinja and the expressions of a template say when something is wrong, in Russian."""

from __future__ import annotations

import re

_EMPTY = "значение пусто, а тегу нужно непустое: поставьте вокруг него {{% if … %}}"
_NOT_FIT = "действие не подходит этим значениям"
_NOT_OF_KIND = "значение не того вида, который нужен фильтру"
_LOOSE = "тег пуст, не закончен или в нём лишнее"
_CLOSING = {"for": "{% endfor %}", "if": "{% endif %}", "with": "{% endwith %}", "macro": "{% endmacro %}"}
_TOLD = (
    (r"'None' has no attribute '(.*)'", "«{0}» берётся из раздела, который пуст: поставьте вокруг {{% if раздел %}}"),
    (r"'(\w+)' is undefined", "неизвестное имя «{0}»"),
    (r"'.*' has no attribute '(.*)'", "неизвестное имя: в этом разделе нет «{0}»"),
    (r"(?:list|tuple) object has no element .*|list index out of range", "в списке меньше строк, чем нужно тегу"),
    (r"No \w+ item, sequence was empty\.?", "список пуст, а тег берёт его строку"),
    (r".*division (?:or modulo )?by zero.*|.*decimal\.Division.*", "деление на ноль"),
    (r".*decimal\.ConversionSyntax.*", "текст вместо числа"),
    (r".*\bNone(?:Type)?\b.*", _EMPTY),
    (r"unsupported operand type\(s\) for (\S+): .*", "действие «{0}» не подходит этим значениям"),
    (r"can only concatenate .*|'(?:<|>|<=|>=)' not supported .*", _NOT_FIT),
    (r"'.*' object is not (?:iterable|subscriptable)", "это одно значение, а не список"),
    (r"'.*' object is not callable", "вызывать ничего нельзя: есть фильтры, {{{{ имя | фильтр }}}}"),
    (r"'.*' object has no attribute '.*'|unsupported format string .*|Unknown format code .*", _NOT_OF_KIND),
    (r"(\w+)\(\) (?:missing|takes|got) .*argument.*", "у фильтра «{0}» не те слова в скобках"),
    (r"No filter named '(.*?)'.*", "нет фильтра «{0}»"),
    (r"No test named '(.*?)'.*", "нет проверки «is {0}»"),
    (r"unexpected char '\\(?:x|u)\w+' at \d+", "в теге невидимый знак: сотрите тег и наберите его заново"),
    (r"""unexpected char ['"](.*)['"] at \d+""", "лишний знак {0} (кавычки нужны прямые и парные)"),
    (r"[Uu]nexpected end of template\..* closed is '(\w+)'\.", "оператор {{% {0} %}} открыт и не закрыт: добавьте {1}"),
    (r"[Uu]nexpected end of template.*|Missing end of .*", "тег или оператор не закрыт"),
    (r"Encountered unknown tag '(.*?)'\..*", "неизвестный или лишний оператор «{0}»: проверьте, что ему есть пара"),
    (r"(?:Expected an expression, got|unexpected) '?end of .*", _LOOSE),
    (r"expected token 'end of .*', got '(.*)'", "лишнее в теге: «{0}»"),
    (r"expected token '(.*)', got '?end of .*", "тег не закончен: не хватает «{0}»"),
    (r"expected token '(.*)', got '(.*)'", "вместо «{1}» ожидается «{0}»"),
    (r"unexpected '(.*)', expected '(.*)'", "вместо «{0}» ожидается «{1}»"),
    (r"unexpected '(.*)'", "лишний знак «{0}»"),
)
_PATTERNS = tuple((re.compile(pattern, re.DOTALL), told) for pattern, told in _TOLD)


def russian(error: BaseException | str) -> str:
    """The error in Russian with the name that it speaks of; what is not known here stays as it was said."""
    said = str(getattr(error, "message", None) or error)
    for pattern, told in _PATTERNS:
        if found := pattern.fullmatch(said):
            words = [word or "" for word in found.groups()]
            return told.format(*words, *[_CLOSING.get(word, "закрывающий тег") for word in words])
    return said
