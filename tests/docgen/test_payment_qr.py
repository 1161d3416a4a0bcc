import io
import re
from xml.etree import ElementTree as ET

import plutoprint
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.money import Money
from docgen.payment_qr import PaymentCodeError, matrix, payload, svg

GIVEN = {
    "name": 'ООО "Ромашка"',
    "account": "40702810138250123017",
    "bank_name": "ПАО СБЕРБАНК",
    "bic": "044525225",
    "corr_account": "30101810400000000225",
    "amount": Money.of("123456.78"),
    "purpose": "Оплата по счету № 15 от 22.11.2026, в т.ч. НДС 22%",
    "payee_inn": "7707083893",
    "kpp": "773601001",
}
LONG_NAME = (
    "Федеральное государственное бюджетное образовательное учреждение высшего образования «Государственный "
    "университет по землеустройству имени великого русского учёного»"
)
KEYS = ["Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc", "Sum", "Purpose", "PayeeINN", "PayerINN", "KPP"]

plain_text = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
texts = st.lists(plain_text, min_size=1, max_size=40).map(" ".join)
bank_names = st.lists(plain_text, min_size=1, max_size=4).map(" ".join).filter(lambda name: len(name.encode()) <= 180)


def code(**changes):
    return payload(**{**GIVEN, **changes})


def parsed(text):
    """What a bank's app does: the separator is the eighth character, each field is Key=Value."""
    assert text.startswith("ST00012")
    return dict(field.split("=", 1) for field in text[8:].split(text[7]))


def mandatory_bytes(text):
    return len(text[8 : text.index(f"{text[7]}Sum=")].encode())


def decoded(image):
    codes = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    assert len(codes) == 1
    return codes[0]


def scan(text, scale=3):
    """Draw the modules with a quiet zone and read them as a phone would."""
    rows = matrix(text)
    side = (len(rows) + 8) * scale
    blank = b"\xff" * side * 4 * scale
    margin = b"\xff" * 4 * scale
    drawn = b"".join(
        (margin + b"".join((b"\x00" if module else b"\xff") * scale for module in row) + margin) * scale for row in rows
    )
    return decoded(memoryview(blank + drawn + blank).cast("B", shape=[side, side]))


def test_a_payload_as_the_standard_writes_it():
    assert code() == (
        'ST00012|Name=ООО "Ромашка"|PersonalAcc=40702810138250123017|BankName=ПАО СБЕРБАНК|BIC=044525225'
        "|CorrespAcc=30101810400000000225|Sum=12345678|Purpose=Оплата по счету № 15 от 22.11.2026, в т.ч. НДС 22%"
        "|PayeeINN=7707083893|KPP=773601001"
    )


def test_fields_keep_the_order_of_the_standard():
    assert list(parsed(code(payer_inn="500123456750"))) == KEYS


def test_an_entrepreneur_has_no_kpp_and_an_unknown_payer_no_inn():
    assert not {"KPP", "PayerINN"} & parsed(code(kpp=None)).keys()


@pytest.mark.parametrize(("sum_", "kopecks"), [("1", "100"), ("0.05", "5"), ("0", "0"), ("999999999999.99", "9" * 14)])
def test_the_sum_is_in_kopecks(sum_, kopecks):
    assert parsed(code(amount=Money.of(sum_)))["Sum"] == kopecks


def test_a_negative_sum_is_refused():
    with pytest.raises(PaymentCodeError, match="отрицательную"):
        code(amount=Money(-1))


def test_a_long_name_is_cut_at_a_word_and_the_bank_is_left_whole():
    bank = "ФИЛИАЛ «ЦЕНТРАЛЬНЫЙ» БАНКА ВТБ (ПАО)"
    text = code(name=LONG_NAME, bank_name=bank)
    name = parsed(text)["Name"]
    assert parsed(text)["BankName"] == bank
    assert LONG_NAME.startswith(name + " ")
    next_word = LONG_NAME[len(name) :].split(maxsplit=1)[0]
    assert mandatory_bytes(text) <= 300 < mandatory_bytes(text) + len(f" {next_word}".encode())


def test_a_name_that_fills_the_mandatory_part_to_the_last_byte_is_whole():
    room = 300 - mandatory_bytes(code(name=""))
    fits = "ж" * 50 + " " + "y" * (room - 101)
    assert mandatory_bytes(code(name=fits)) == 300
    assert parsed(code(name=fits))["Name"] == fits
    assert parsed(code(name=fits + " и Ко"))["Name"] == fits
    assert parsed(code(name=fits + "y"))["Name"] == "ж" * 50


def test_a_name_is_at_most_160_characters_even_in_latin_letters():
    assert parsed(code(name="Romashka " * 30, bank_name="Sber"))["Name"] == ("Romashka " * 17).strip()


def test_one_endless_word_is_cut_between_letters():
    name = "Ж" * 150
    text = code(name=name)
    assert name.startswith(parsed(text)["Name"])
    assert 299 <= mandatory_bytes(text) <= 300


@pytest.mark.parametrize("letter", ["и\u0306", "👩\u200d🔧"])
def test_a_letter_is_not_parted_from_its_accent_nor_an_emoji_from_its_other_half(letter):
    for start in range(12):
        name = "x" * start + letter * 80
        cut = parsed(code(name=name))["Name"]
        assert cut == "x" * start + letter * ((len(cut) - start) // len(letter))


def test_a_bank_name_that_leaves_no_room_is_refused_with_advice():
    with pytest.raises(PaymentCodeError, match=r"bank\.name"):
        code(bank_name="Б" * 110)


def test_the_purpose_is_whole_up_to_210_characters_and_then_cut_at_a_word():
    assert parsed(code(purpose="ж" * 210))["Purpose"] == "ж" * 210
    assert parsed(code(purpose="ж" * 205 + " абвгд"))["Purpose"] == "ж" * 205


def test_a_value_with_a_bar_is_kept_by_another_separator():
    text = code(name="ООО «А|Б#В»")
    assert text.startswith("ST00012~Name=ООО «А|Б#В»~PersonalAcc=")


def test_a_value_with_every_separator_gives_up_only_the_bar():
    text = code(purpose="за |#~^;:_ вместе")
    assert text.startswith("ST00012|Name=")
    assert parsed(text)["Purpose"] == "за #~^;:_ вместе"


def test_line_breaks_and_no_break_spaces_become_plain_spaces():
    text = code(purpose=" счёт\u00a0№\u202f15\r\nот\t22.11.2026\x00 ")
    assert parsed(text)["Purpose"] == "счёт № 15 от 22.11.2026"


@given(
    name=texts,
    purpose=texts,
    bank_name=bank_names,
    kopecks=st.integers(0, 10**17),
    kpp=st.sampled_from([None, "770701001"]),
)
def test_what_goes_in_comes_out(name, purpose, bank_name, kopecks, kpp):
    text = code(name=name, purpose=purpose, bank_name=bank_name, amount=Money(kopecks), kpp=kpp)
    fields = parsed(text)
    assert mandatory_bytes(text) <= 300
    assert fields["Sum"] == str(kopecks)
    assert fields.get("KPP") == kpp
    if text[7] != "|" or not any(char in f"{name}{purpose}{bank_name}" for char in "|"):
        assert fields["BankName"] == bank_name
        assert name.startswith(fields["Name"])
        assert fields["Purpose"] == purpose if len(purpose) <= 210 else purpose.startswith(fields["Purpose"])


@settings(max_examples=25, deadline=None)
@given(name=texts, purpose=texts, bank_name=bank_names)
def test_a_reader_sees_the_same_text_at_level_m(name, purpose, bank_name):
    text = code(name=name, purpose=purpose, bank_name=bank_name)
    symbol = scan(text)
    assert symbol.bytes == text.encode()
    assert symbol.text == text
    assert symbol.ec_level == "M"


def test_the_level_stays_m_where_a_higher_one_would_fit():
    assert scan("ж" * 3).ec_level == "M"


def test_an_ordinary_payment_is_version_12():
    rows = matrix(code())
    assert len(rows) == len(rows[0]) == 17 + 4 * 12


def test_a_text_that_no_qr_code_holds_is_refused():
    with pytest.raises(PaymentCodeError, match="не помещаются"):
        svg("ж" * 1200)


def test_a_square_too_small_for_paper_is_refused():
    with pytest.raises(PaymentCodeError, match="не меньше 30"):
        svg(code(), size_mm=25)


def test_the_drawing_is_one_path_in_millimetres_and_always_the_same():
    text = code()
    drawing = svg(text, size_mm=40)
    root = ET.fromstring(drawing)
    assert drawing == svg(text, size_mm=40)
    assert drawing.startswith("<svg ")
    assert (root.get("width"), root.get("height")) == ("40mm", "40mm")
    assert root.get("viewBox") == "0 0 73 73"
    assert [child.tag.rpartition("}")[2] for child in root] == ["path"]


def test_the_path_draws_exactly_the_modules_inside_a_quiet_zone_of_four():
    text = code()
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", svg(text))
    drawn = {(int(x) + step, int(y)) for x, y, width, _ in runs for step in range(int(width))}
    assert all(there == back for _, _, there, back in runs)
    assert drawn == {(x + 4, y + 4) for y, row in enumerate(matrix(text)) for x, module in enumerate(row) if module}


def page(text):
    return (
        f"<!DOCTYPE html><html><head><style>@page{{size:A5;margin:10mm}}</style></head><body>{svg(text)}</body></html>"
    )


def read_page(pdf):
    """Print at 150 dpi, as an office printer's draft mode, and scan."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return decoded(document[0].render(scale=150 / 72, grayscale=True).to_pil())


def test_the_code_is_read_from_a_page_drawn_by_plutoprint():
    text = code(name=LONG_NAME, payer_inn="500123456750")
    book = plutoprint.Book(plutoprint.PAGE_SIZE_A5)
    stream = io.BytesIO()
    book.load_html(page(text))
    book.write_to_pdf_stream(stream)
    assert read_page(stream.getvalue()).text == text


@pytest.mark.pango
def test_the_code_is_read_from_a_page_drawn_by_weasyprint():
    import weasyprint

    text = code(name=LONG_NAME, payer_inn="500123456750")
    assert read_page(weasyprint.HTML(string=page(text)).write_pdf()).text == text
