"""Every item of «Bad input»: told at its place, in Russian, with what to do, and together with the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docgen.errors import InputError
from docgen.intake import KitOrder, read_kit

Faults = Callable[[dict[str, Any]], dict[str, str]]


def test_the_sample_is_good(sample_file: Path, kinds: dict[str, str]) -> None:
    assert read_kit(sample_file, kinds).documents == ("supply_contract", "proforma_invoice", "commercial_offer")


@pytest.mark.parametrize(
    ("path", "value", "part"),
    [
        ("lines[0].prise", "5", "может быть, «price»?"),
        ("client.INN", "5", "может быть, «inn»?"),
        ("seller.bank.swift", "5", "здесь бывают name, bic, account, corr_account"),
        ("colour", "5", "неизвестный ключ"),
        ("terms.period", {"from": "2026-12-01", "to": "2026-12-02", "start": "x"}, "неизвестный ключ"),
        ("client.inn", ..., "добавьте «inn» (ИНН)"),
        ("client.inn", None, "не заполнено"),
        ("client.inn", "  ", "не заполнено"),
        ("seller.signatory", ..., "добавьте «signatory» (Подписант)"),
        ("lines", [], "список пуст"),
        ("documents", [], "список пуст"),
        ("terms.payments", [], "список пуст"),
        ("lines", {"a": 1}, "нужен список"),
        ("lines[0]", "Светильник", "нужен раздел с ключами: code, name"),
        ("seller", None, "не заполнено"),
        ("seller.full_name", ["x"], "текст, а не список"),
        ("seller.full_name", {"x": "y"}, "текст, а не раздел"),
        ("seller.full_name", True, 'запишите в кавычках: "true"'),
        ("client.inn", 500123456750, 'запишите в кавычках: "500123456750"'),
        ("lines[0].code", 1.5, 'запишите в кавычках: "1.5"'),
        ("lines[0].name", "я" * 1001, "не длиннее 1000 знаков, сейчас 1001"),
        ("client.inn", "500123456751", "контрольная цифра"),
        ("client.inn", "7712345671", "ИНН"),
        ("client.ogrn", "318505300012340", "контрольная цифра"),
        ("client.ogrn", "1107746123451", "15 цифр"),
        ("client.ogrn", ..., "добавьте ключ «ogrn»"),
        ("client.kpp", "500101001", "КПП нет"),
        ("client.kpp", 500101001, "КПП нет"),
        ("seller.kpp", "77120100", "9 знаков"),
        ("client.bank.account", "40802810101300001234", "БИК 044525593"),
        ("client.bank.corr_account", "30101810200000000594", "корреспондентском"),
        ("client.form", "ООО", "legal_entity, entrepreneur, person"),
        ("client.vat", "standart", "может быть, «standard»?"),
        ("seller.email", "sales@", "не адрес почты"),
        ("seller.email", "a@b.ru, c@d.ru", "не адрес почты"),
        ("lines[1].price", "-5", "больше 0"),
        ("lines[1].price", "0", "больше 0"),
        ("lines[1].price", 0, "больше 0"),
        ("lines[1].price", "0.00", "больше 0"),
        ("lines[1].price", "1.005", "не больше 2 знаков"),
        ("lines[1].price", 1450.5, 'возьмите в кавычки, чтобы ничего не потерялось: "1450.5"'),
        ("lines[1].price", "1450,50", "с точкой"),
        ("lines[1].price", "1 450.50", "без пробелов"),
        ("lines[1].price", "дорого", "не число"),
        ("lines[1].price", "①②", "не число"),
        ("lines[1].price", "1e3", "не число"),
        ("lines[1].price", "NaN", "не число"),
        ("lines[1].price", "9" * 31, "слишком длинное"),
        ("lines[1].price", "1000000000001", "не больше 1"),
        ("lines[1].price", True, "нужно число"),
        ("lines[1].quantity", "0", "больше 0"),
        ("lines[1].quantity", "-1", "больше 0"),
        ("lines[1].quantity", "1.0005", "не больше 3 знаков"),
        ("lines[1].discount", "100.01", "не больше 100"),
        ("lines[1].discount", "-1", "не меньше 0"),
        ("lines[1].vat", "20", "standard, 10, 0, exempt"),
        ("lines[1].vat", 20, "standard, 10, 0, exempt"),
        ("lines[1].vat", False, "standard, 10, 0, exempt"),
        ("lines[1].kind", "service", "может быть, «services»?"),
        ("prices_include_vat", "yes", "true (да) или false"),
        ("prices_include_vat", 1, "true (да) или false"),
        ("deal.date", "2026-02-30", 'даты "2026-02-30" не существует'),
        ("deal.date", "22.11.2026", "вида 2026-11-22"),
        ("deal.date", "2026-1-5", "вида 2026-11-22"),
        ("deal.date", "0026-11-22", "год не похож на правду"),
        ("terms.payments", [{"percent": "50", "when": "advance", "days": 5}], "в сумме дают 50 %"),
        ("terms.payments[0].percent", "50.5", "в сумме дают 100.5 %"),
        ("terms.payments[0].percent", "0", "больше 0"),
        ("terms.payments[0].days", "5", "целое число без кавычек"),
        ("terms.payments[0].days", 5.5, "целое число"),
        ("terms.payments[0].days", True, "целое число"),
        ("terms.payments[0].days", 0, "от 1 до 3650"),
        ("terms.payments[0].days", ..., "добавьте «days»"),
        ("terms.penalty_percent_per_day", 0.1, 'возьмите в кавычки, чтобы ничего не потерялось: "0.1"'),
        ("documents[0]", "internal_price_list", "внутренний документ"),
        ("documents[0]", "contrakt", "может быть, «contract»?"),
        ("documents[1]", "commercial_offer", None),
        ("attachments", [{"title": "x", "file": "нет.pdf"}], None),
    ],
)
def test_one_fault_is_told_at_its_place(path: str, value: Any, part: str | None, faults_of: Faults) -> None:
    told = faults_of({path: value})
    place = {
        "terms.period": "terms.period.start",
        "terms.payments[0].percent": "terms.payments" if value == "50.5" else path,
        "documents[1]": "documents[2]",
        "attachments": "attachments[0].file",
    }.get(path, path)
    assert list(told) == [place]
    assert part is None or part in told[place]


def test_all_faults_are_told_at_once_in_the_order_of_the_file(faults_of: Faults) -> None:
    told = faults_of(
        {
            "seller.colour": "red",
            "seller.bank.account": "40702810938000012346",
            "client.inn": "500123456751",
            "client.kpp": "500101001",
            "client.address": ...,
            "deal.date": "2026-02-30",
            "lines[0].quantity": "-1",
            "lines[1].price": 0.5,
            "terms.payments[0].percent": "40",
            "terms.delivery_days": ...,
            "terms.valid_until": "31.12.2026",
            "documents": ["contract", "internal_price_list"],
            "attachments": [{"title": "Каталог", "file": "../secret.pdf"}],
        }
    )
    assert list(told) == [
        "seller.bank.account",
        "seller.colour",
        "client.inn",
        "client.kpp",
        "client.address",
        "deal.date",
        "lines[0].quantity",
        "lines[1].price",
        "terms.payments",
        "terms.valid_until",
        "terms.delivery_days",
        "documents[1]",
        "attachments[0].file",
    ]


def test_faults_of_the_whole_file_come_together_with_the_others(
    sample_file: Path, yaml_faults: Callable[[str | bytes], dict[str, str]]
) -> None:
    text = sample_file.read_text(encoding="utf-8")
    added = '\n  kpp: "771201002"\n  phone: !!python/name:os.system x'
    text = text.replace('  kpp: "771201001"', f'  kpp: "771201001"{added}')
    text = text.replace("  phone: +7 495 000-00-00\n", "").replace('"1450.00"', "1450.50")
    text = text.replace("Орлова Мария", "Орлова\x07 Мария")
    told = yaml_faults(text)
    assert list(told) == ["seller.kpp", "seller.phone", "deal.manager", "lines[0].price"]
    assert "ключ повторяется (строка 7)" in told["seller.kpp"]
    assert 'кавычки, чтобы ничего не потерялось: "1450.50"' in told["lines[0].price"]


def test_a_party_used_twice_by_an_alias_is_told_at_both_places(
    yaml_faults: Callable[[str | bytes], dict[str, str]], sample_file: Path
) -> None:
    text = sample_file.read_text(encoding="utf-8").replace("seller:", "seller: &seller", 1)
    text = text.replace("7712345671", "7712345670")
    start, end = text.index("client:"), text.index("deal:")
    told = yaml_faults(text[:start] + "client: *seller\n" + text[end:])
    assert set(told) == {"seller.inn", "client.inn"}


def test_an_empty_section_of_everything_tells_all_that_is_required(tmp_path: Path, kinds: dict[str, str]) -> None:
    path = tmp_path / "kit.yaml"
    path.write_text("seller: {}\nlines: [{}]\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_kit(path, kinds)
    paths = [fault.path for fault in caught.value.faults]
    assert {"seller.inn", "seller.bank", "lines[0].price", "client", "deal", "terms"} <= set(paths)
    assert paths.index("lines[0].name") < paths.index("client")


def test_ten_thousand_lines_are_read(
    sample: Callable[[], dict[str, Any]], read_data: Callable[[Any], KitOrder]
) -> None:
    data = sample()
    data["lines"] = [data["lines"][0] | {"code": f"L{number}"} for number in range(10_000)]
    order = read_data(data)
    assert order.snapshot.totals.count == 10_000
    assert str(order.snapshot.totals.gross) == "1653000000.00"


def test_a_fault_in_each_of_many_lines_is_told(sample: Callable[[], Any], read_data: Callable[[Any], KitOrder]) -> None:
    data = sample()
    data["lines"] = [data["lines"][0] | {"price": "0"} for _ in range(3000)]
    with pytest.raises(InputError) as caught:
        read_data(data)
    assert [fault.path for fault in caught.value.faults] == [f"lines[{index}].price" for index in range(3000)]


def test_more_lines_than_a_kit_can_hold_are_refused(
    sample: Callable[[], Any], read_data: Callable[[Any], KitOrder]
) -> None:
    data = sample()
    data["lines"] = [data["lines"][0]] * 50_001
    with pytest.raises(InputError, match="lines: в списке не больше 50000"):
        read_data(data)
