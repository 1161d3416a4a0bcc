"""Captions of the счет-фактура by its rules (Постановление № 1137), letter for letter, and how a drawn form is read."""

from __future__ import annotations

import re

from docgen.html import render_html
from docgen.papers.reading import PaperOrder

LINES = {
    "2": "Продавец",
    "2а": "Адрес",
    "2б": "ИНН/КПП продавца",
    "3": "Грузоотправитель и его адрес",
    "4": "Грузополучатель и его адрес",
    "5": "К платежно-расчетному документу",
    "5а": "Документ об отгрузке: наименование,",
    "6": "Покупатель",
    "6а": "Адрес",
    "6б": "ИНН/КПП покупателя",
    "7": "Валюта: наименование, код",
    "8": "Идентификатор государственного контракта, договора (соглашения) (при наличии)",
}
ADVANCE_LINE = (
    "К счету-фактуре (счетам-фактурам), выставленному (выставленным) при получении оплаты, частичной оплаты или иных "
    "платежей в счет предстоящих поставок товаров (выполнения работ, оказания услуг), передачи имущественных прав"
)
COLUMNS = [
    "№ п/п",
    "Наименование товара (описание выполненных работ, оказанных услуг), имущественного права",
    "Код вида товара",
    "Единица измерения",
    "Количество (объем)",
    "Цена (тариф) за единицу измерения",
    "Стоимость товаров (работ, услуг), имущественных прав без налога – всего",
    "В том числе сумма акциза",
    "Налоговая ставка",
    "Сумма налога, предъявляемая покупателю",
    "Стоимость товаров (работ, услуг), имущественных прав с налогом – всего",
    "Страна происхождения товара",
    "Регистрационный номер декларации на товары или регистрационный номер партии товара, подлежащего прослеживаемости",
]
SUBCOLUMNS = ["код", "условное обозначение (национальное)", "цифровой код", "краткое наименование"]
NUMBERS = ["1", "1а", "1б", "2", "2а", "3", "4", "5", "6", "7", "8", "9", "10", "10а", "11"]
TRACED_COLUMNS = [
    "Количественная единица измерения товара, используемая в целях осуществления прослеживаемости",
    (
        "Количество товара, подлежащего прослеживаемости, в количественной единице измерения товара, используемой "
        "в целях осуществления прослеживаемости"
    ),
]
COST = "Стоимость товара, подлежащего прослеживаемости, без налога на добавленную стоимость, в рублях"
TRACED = {"trace_unit_code": "796", "trace_unit": "шт", "trace_quantity": "120", "trace_cost": "135491.80"}
SIGNERS = [
    "Руководитель организации или иное уполномоченное лицо",
    "Главный бухгалтер или иное уполномоченное лицо",
    "Индивидуальный предприниматель или иное уполномоченное лицо",
]
RECORD = (
    "(основной государственный регистрационный номер индивидуального предпринимателя и дата присвоения такого номера)"
)
FORMER_RECORD = "(реквизиты свидетельства о государственной регистрации индивидуального предпринимателя)"

_CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.DOTALL)
_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)


def head(order: PaperOrder) -> list[list[str]]:
    """Cells of the three rows above the lines."""
    return _rows(re.findall(r"<thead>(.*?)</thead>", render_html(order.kind, order.context), re.DOTALL)[0])


def lines(order: PaperOrder) -> list[list[str]]:
    """Cells of the lines and of the total."""
    html = re.sub(r'<td class="end"[^>]*><table[^>]*>', "", render_html(order.kind, order.context))
    return [row for row in _rows(html[html.index("</thead>") :]) if len(row) > 5 and any(row)][: _count(order)]


def cells(order: PaperOrder, number: str) -> list[str]:
    """What stands in front of the mark «(5а)» or «[10]» in its row, from the left."""
    html = render_html(order.kind, order.context)
    row = next(row for row in _rows(html[html.index("<body>") :]) if number in row)
    return row[: row.index(number)]


def _count(order: PaperOrder) -> int:
    return len(order.context["lines"]) + 1


def _rows(html: str) -> list[list[str]]:
    return [[_plain(cell) for cell in _CELL.findall(row)] for row in _ROW.findall(html)]


def _plain(html: str) -> str:
    text = re.sub(r"<(br|/p)>", " ", html).replace("\u200b", "")
    return " ".join(re.sub(r"<[^>]*>", "", text).split())
