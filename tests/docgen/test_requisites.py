"""The oracles here compute check digits another way than the program: from the books, digit by digit."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from docgen.requisites import (
    check_account,
    check_bic,
    check_corr_account,
    check_inn,
    check_kpp,
    check_ogrn,
    check_snils,
    normalise,
)

SBER = "044525225"
BOOKED = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)  # weights of ИНН, the longest row; shorter ones are its tails


def digits(count):
    return st.text("0123456789", min_size=count, max_size=count).filter(lambda text: text.strip("0"))


def inn_digit(before):
    total = 0
    for place in range(1, len(before) + 1):
        total += int(before[-place]) * BOOKED[-place]
    return total % 11 % 10


def inn_remainders(inn):
    starts = (9,) if len(inn) == 10 else (10, 11)
    return [sum(int(d) * w for d, w in zip(inn[:end], BOOKED[-end:], strict=True)) % 11 for end in starts]


def valid_inn(start):
    for _ in range(1 if len(start) == 9 else 2):
        start += str(inn_digit(start))
    return start


def valid_ogrn(start):
    remainder = 0
    for digit in start:  # long division, as on paper
        remainder = (remainder * 10 + int(digit)) % (11 if len(start) == 12 else 13)
    return f"{start}{remainder % 10}"


def key_sum(bank, account):
    """Порядок ЦБ № 515: last digits of the products are added up, and the sum ends in zero."""
    total = 0
    for place, digit in enumerate(bank + account):
        total += int(digit) * (7, 1, 3)[place % 3] % 10
    return total % 10


def valid_account(account, bank):
    keys = [key for key in "0123456789" if key_sum(bank, account[:8] + key + account[9:]) == 0]
    assert len(keys) == 1
    return account[:8] + keys[0] + account[9:]


def valid_snils(start):
    total = sum(int(start[9 - weight]) * weight for weight in range(1, 10))
    while total > 101:
        total %= 101
    return f"{start}{0 if total in (100, 101) else total:02}"


def misprints(number):
    for place, right in enumerate(number):
        for digit in "0123456789":
            if digit != right:
                yield number[:place] + digit + number[place + 1 :]


@pytest.mark.parametrize("inn", ["7712345671", "7707083893"])
def test_a_right_inn_of_an_organisation_passes(inn):
    assert check_inn(inn, 10) is None


@given(digits(9))
def test_any_inn_made_by_the_book_passes(start):
    assert check_inn(valid_inn(start), 10) is None


@given(digits(10))
def test_any_inn_of_a_person_made_by_the_book_passes(start):
    assert check_inn(valid_inn(start), 12) is None


@given(digits(9))
def test_one_wrong_digit_of_an_inn_shows_unless_remainders_0_and_10_meet(start):
    right = valid_inn(start)
    for wrong in misprints(right):
        hidden = {*inn_remainders(right), *inn_remainders(wrong)} == {0, 10} and wrong[-1] == right[-1]
        assert (check_inn(wrong, 10) is None) == (hidden and wrong.strip("0") != "")


@given(digits(10))
def test_a_person_inn_passes_only_if_both_digits_agree_with_the_book(start):
    right = valid_inn(start)
    for wrong in misprints(right):
        assert (check_inn(wrong, 12) is None) == (wrong == valid_inn(wrong[:10]))


@given(digits(10))
def test_a_wrong_check_digit_is_told_with_the_right_one(start):
    right = valid_inn(start)
    wrong = right[:-1] + str((int(right[-1]) + 3) % 10)
    assume(wrong.strip("0"))
    fault = check_inn(wrong, 12)
    assert fault is not None
    assert f"последней должна быть {right[-1]}, указана {wrong[-1]}" in fault


def test_two_wrong_check_digits_are_told_together():
    fault = check_inn("500123456769", 12)
    assert fault is not None
    assert "последними должны быть 50, указаны 69" in fault


@pytest.mark.parametrize(
    ("inn", "length", "told"),
    [
        ("7712345672", 10, "должна быть 1, указана 2"),
        ("771234567", 10, "10 цифр, указано 9"),
        ("", 10, "10 цифр, указано 0"),
        ("500123456750", 10, "это ИНН предпринимателя"),
        ("7712345671", 12, "это ИНН организации"),
        ("0000000000", 10, "одни нули"),
        ("000000000000", 12, "одни нули"),
        ("77I2345671", 10, "на 3-м месте «I» (похоже на 1)"),
        ("771234567О", 10, "на 10-м месте «О» (похоже на 0)"),
        ("7712З45671", 10, "«З» (похоже на 3)"),
        ("77 12345671", 10, "на 3-м месте « »"),
        ("7712345671\n", 10, "невидимый знак U+000A"),
        ("٧٧١٢٣٤٥٦٧١", 10, "только цифры"),
        ("-712345671", 10, "на 1-м месте «-»"),
    ],
)
def test_a_wrong_inn_is_explained(inn, length, told):
    fault = check_inn(inn, length)
    assert fault is not None
    assert told in fault


@pytest.mark.parametrize(("ogrn", "length"), [("1107746123451", 13), ("1027700132195", 13), ("318505300012349", 15)])
def test_a_right_ogrn_passes(ogrn, length):
    assert check_ogrn(ogrn, length) is None


@given(st.one_of(digits(12), digits(14)))
def test_an_ogrn_passes_only_if_it_agrees_with_long_division(start):
    right = valid_ogrn(start)
    assert check_ogrn(right, len(right)) is None
    for wrong in misprints(right):
        assert (check_ogrn(wrong, len(wrong)) is None) == (wrong == valid_ogrn(wrong[:-1]) and wrong.strip("0") != "")


@given(st.one_of(digits(12), digits(14)))
def test_a_wrong_last_digit_of_an_ogrn_always_shows(start):
    right = valid_ogrn(start)
    for last in set("0123456789") - {right[-1]}:
        fault = check_ogrn(start + last, len(right))
        assert fault is not None
        assert f"должна быть {right[-1]}, указана {last}" in fault


@pytest.mark.parametrize(
    ("ogrn", "length", "told"),
    [
        ("318505300012349", 13, "в ОГРН должно быть 13 цифр, указано 15"),
        ("1107746123451", 15, "в ОГРНИП должно быть 15 цифр, указано 13"),
        ("0000000000000", 13, "одни нули"),
        ("11077461234б1", 13, "похоже на 6"),
    ],
)
def test_a_wrong_ogrn_is_explained(ogrn, length, told):
    fault = check_ogrn(ogrn, length)
    assert fault is not None
    assert told in fault


@pytest.mark.parametrize("kpp", ["771201001", "7712AB001", "7712Z9999"])
def test_a_right_kpp_passes(kpp):
    assert check_kpp(kpp) is None


@pytest.mark.parametrize(
    ("kpp", "told"),
    [
        ("77120100", "9 знаков, указано 8"),
        ("7712010011", "указано 10"),
        ("7712ab001", "латинские заглавные"),
        ("7712АВ001", "латинские заглавные"),
        ("77A201001", "5-м и 6-м месте"),
        ("77120100B", "5-м и 6-м месте"),
        ("77120100\n", "записан неверно"),
        ("٧71201001", "записан неверно"),
        ("000000000", "одни нули"),
    ],
)
def test_a_wrong_kpp_is_explained(kpp, told):
    fault = check_kpp(kpp)
    assert fault is not None
    assert told in fault


@pytest.mark.parametrize("bic", [SBER, "049805746", "024501901", "004525988", "014525000"])
def test_a_right_bic_passes(bic):
    assert check_bic(bic) is None


@pytest.mark.parametrize(
    ("bic", "told"),
    [
        ("0445252250", "9 цифр, указано 10"),
        ("144525225", "начинается с 04"),
        ("034525225", "начинается с 04"),
        ("000000000", "одни нули"),
        ("O44525225", "похоже на 0"),
    ],
)
def test_a_wrong_bic_is_explained(bic, told):
    fault = check_bic(bic)
    assert fault is not None
    assert told in fault


@pytest.mark.parametrize(
    ("account", "bic"),
    [
        ("40702810938120061991", SBER),
        ("40702810138250123017", SBER),
        ("40702810938000012345", SBER),
        ("40702810800030005413", "044525187"),
        ("40802810001300001234", "044525593"),
        ("40602810700000000025", "049805746"),  # worked example 3 of порядок № 515
        ("30101810400000000225", SBER),  # a bank that is itself a side of the deal
    ],
)
def test_an_account_agrees_with_its_bank(account, bic):
    assert check_account(account, bic) is None


@pytest.mark.parametrize(
    ("account", "bic"),
    [
        ("30101810400000000225", SBER),
        ("30101810200000000593", "044525593"),
        ("30101810800000000746", "049805746"),  # worked example 1 of порядок № 515
    ],
)
def test_a_correspondent_account_agrees_with_its_bank(account, bic):
    assert check_corr_account(account, bic) is None


def test_a_correspondent_account_of_a_neighbour_bank_is_told():
    assert "разных банков" in check_corr_account("30101810200000000593", SBER)


@given(digits(17), digits(3))
def test_every_wrong_digit_of_an_account_shows_and_the_right_key_is_told(tail, bank):
    assume(bank not in {"001", "002"})
    bic = f"044525{bank}"
    right = valid_account(f"407{tail}", bank)
    assert check_account(right, bic) is None
    for wrong in misprints(right):
        if not wrong.startswith(("03", "301", "40101", "40102")):
            fault = check_account(wrong, bic)
            assert fault is not None
            assert f"девятой должна быть {valid_account(wrong, bank)[8]}, указана {wrong[8]};" in fault


@given(digits(12), digits(2), digits(3))
def test_every_wrong_digit_of_a_correspondent_account_shows(tail, region, bank):
    bic = f"04{region}{region}{bank}"
    right = valid_account(f"30101{tail}{bank}", f"0{region}")
    assert check_corr_account(right, bic) is None
    assert all(check_corr_account(wrong, bic) for wrong in misprints(right))


@pytest.mark.parametrize("bic", ["044598000", "044598001", "044598002", "014598987", "024598901", "004598988"])
@given(tail=digits(15))
def test_an_account_in_the_bank_of_russia_is_checked_by_its_region(bic, tail):
    right = valid_account(f"40503{tail}", "098")
    assert check_account(right, bic) is None
    assert all(check_account(wrong, bic) for wrong in misprints(right) if not wrong.startswith(("03", "301")))


@pytest.mark.parametrize(
    ("account", "bic"),
    [
        ("40102810545370000003", "004525988"),
        ("40102810845370000004", "004525987"),
        ("40102810945370000005", "014030106"),
    ],
)
def test_published_single_treasury_accounts_pass(account, bic):
    assert check_corr_account(account, bic) is None


@given(digits(15))
def test_the_single_treasury_account_is_checked_by_its_region(tail):
    right = valid_account(f"40102{tail}", "025")
    assert check_corr_account(right, "004525988") is None
    assert check_account(right, "004525988") is None
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    assert check_corr_account(wrong, "004525988") is not None
    assert check_account(wrong, "004525988") is not None


@given(digits(17))
def test_a_treasury_account_is_not_blamed_for_its_key(tail):
    assert check_account(f"031{tail}", "004525988") is None
    assert check_account(f"40101{tail[:15]}", "044525000") is None


@pytest.mark.parametrize(
    ("account", "bic", "told"),
    [
        ("4070281093812006199", SBER, "20 цифр, указано 19"),
        ("407028109381200619910", SBER, "указано 21"),
        ("40702810938120061992", SBER, "ошибка в счёте или в БИК"),
        ("40702810938120061991", "044525187", "с БИК 044525187"),
        ("40702А10938120061991", SBER, "на 6-м месте"),
        ("00000000000000000000", SBER, "одни нули"),
    ],
)
def test_a_wrong_account_is_explained(account, bic, told):
    fault = check_account(account, bic)
    assert fault is not None
    assert told in fault


@pytest.mark.parametrize(
    ("account", "told"),
    [
        ("40702810938120061991", "не перепутан ли он с расчётным"),
        ("30101810500000000225", "девятой должна быть 4, указана 5"),
        ("3010181040000000022", "20 цифр"),
    ],
)
def test_a_wrong_correspondent_account_is_explained(account, told):
    fault = check_corr_account(account, SBER)
    assert fault is not None
    assert told in fault


@pytest.mark.parametrize("bic", ["", "04452522", "999999999", "O44525225"])
def test_an_account_is_not_blamed_for_a_wrong_bic(bic):
    assert check_account("40702810938120061992", bic) is None
    assert check_corr_account("30101810500000000225", bic) is None


def test_the_right_digits_of_a_snils_pass_with_and_without_hyphens():
    assert check_snils("11223344595") is None
    assert check_snils(normalise("112-233-445 95")) is None


@given(digits(9))
def test_a_snils_passes_only_if_it_agrees_with_the_book(start):
    right = valid_snils(start)
    assert check_snils(right) is None
    for wrong in misprints(right):
        is_checked = int(wrong[:9]) > 1001998
        expected = wrong == valid_snils(wrong[:9]) or not is_checked
        assert (check_snils(wrong) is None) == (expected and wrong.strip("0") != "")


@pytest.mark.parametrize(
    ("snils", "told"),
    [("1122334459", "11 цифр"), ("11223344594", "должна быть 5, указана 4"), ("00000000000", "одни нули"), ("", "0")],
)
def test_a_wrong_snils_is_explained(snils, told):
    fault = check_snils(snils)
    assert fault is not None
    assert told in fault


def test_an_old_snils_has_no_check_digits():
    assert check_snils("00100199801") is None
    assert check_snils("00100199901") is not None


@pytest.mark.parametrize(
    "pasted", ["4070 2810 9381 2006 1991", "\u00a040702810938120061991\n", "40702\u202f810938\u200b120061991\ufeff"]
)
def test_spaces_of_every_kind_are_dropped(pasted):
    assert normalise(pasted) == "40702810938120061991"
