"""A signature taken apart: signers, their certificates, times, digests; broken ones refused, whatever is broken."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from asn1crypto import cms
from hypothesis import example, given
from hypothesis import strategies as st

from docgen.signatures.cms import take_apart
from docgen.signatures.digests import Comparer
from docgen.signatures.errors import UnreadableSignatureError
from docgen.signatures.facts import Parsed, Signature
from tests.docgen.signatures.making import (
    GOST_94,
    GOST_512,
    HEAD,
    SHA_256,
    SIGNED_AT,
    signature,
    signed,
    signer,
)

ACT = b"%PDF the act"
OTHER = b"%PDF another act"
EMPLOYEE = {"2.5.4.3": "Белов Илья Игоревич", "2.5.4.4": "Белов", "2.5.4.42": "Илья Игоревич"}


def parsed(content: bytes, *files: bytes) -> Parsed:
    return take_apart(content, files, Comparer())


def only(content: bytes, *files: bytes) -> Signature:
    (one,) = parsed(content, *files).signatures
    return one


def test_a_signature_names_its_signer_and_the_file_it_signs() -> None:
    one = only(signed(ACT), OTHER, ACT)
    assert (one.person.name, one.person.title, one.person.inn) == (
        "Лебедева Мария Олеговна",
        "Директор",
        "500123456750",
    )
    assert (one.person.organization, one.person.organization_inn) == ('ООО "Ромашка"', "7712345671")
    assert (one.person.ogrn, one.person.snils) == ("1107746123451", "11223344595")
    assert (one.issuer, one.serial) == ("Удостоверяющий центр", "1234ABCD")
    assert (one.valid_from, one.valid_until) == (datetime(2026, 1, 12, tzinfo=UTC), datetime(2027, 4, 12, tzinfo=UTC))
    assert (one.signed_at, one.stamped_at) == (SIGNED_AT, None)
    assert (one.is_equal, one.algorithm, one.note) == ((False, True), "ГОСТ Р 34.11-2012, 256 бит", None)


def test_each_of_several_signers_has_a_certificate_of_its_own() -> None:
    first, second = (signer(ACT), signer(ACT, EMPLOYEE, serial=7, oid=SHA_256))
    found = parsed(signature(second, first), ACT).signatures
    by_serial = {one.serial: one for one in found}
    assert [one.position for one in found] == [0, 1]
    assert by_serial["7"].person.name == "Белов Илья Игоревич"
    assert by_serial["1234ABCD"].person.organization_inn == "7712345671"
    assert all(one.is_equal == (True,) for one in found)


def test_a_certificate_is_found_by_its_key_identifier_too() -> None:
    first = signer(ACT, EMPLOYEE, serial=1, key_identifier=b"\x01" * 20)
    second = signer(ACT, HEAD, serial=1, key_identifier=b"\x02" * 20)
    names = {one.person.name for one in parsed(signature(first, second), ACT).signatures}
    assert names == {"Белов Илья Игоревич", "Лебедева Мария Олеговна"}


def test_a_signature_without_certificates_still_names_issuer_and_serial_number() -> None:
    one = only(signature(signer(ACT), has_certificates=False), ACT)
    assert (one.has_certificate, one.person.name, one.issuer) == (False, None, "Удостоверяющий центр")
    assert (one.serial, one.valid_until, one.is_equal) == ("1234ABCD", None, (True,))


@pytest.mark.parametrize(
    ("changes", "inns"),
    [
        ({"1.2.643.3.131.1.1": "007712345671", "1.2.643.100.4": ""}, (None, "7712345671")),
        ({"1.2.643.3.131.1.1": "7712345671", "1.2.643.100.4": ""}, (None, "7712345671")),
        ({"1.2.643.3.131.1.1": "500123456750", "1.2.643.100.4": ""}, ("500123456750", None)),
        ({"1.2.643.3.131.1.1": "", "1.2.643.100.4": ""}, (None, None)),
    ],
)
def test_an_inn_is_a_persons_or_an_organisations_by_its_length(
    changes: dict[str, str], inns: tuple[str | None, str | None]
) -> None:
    subject = {oid: value for oid, value in (HEAD | changes).items() if value}
    person = only(signed(ACT, subject)).person
    assert (person.inn, person.organization_inn) == inns


def test_a_subject_with_a_common_name_alone_is_a_person() -> None:
    person = only(signed(ACT, {"2.5.4.3": "Белов Илья Игоревич"})).person
    assert (person.name, person.organization) == ("Белов Илья Игоревич", None)


def test_names_are_made_fit_for_a_database_and_a_line() -> None:
    person = only(signed(ACT, {"2.5.4.3": "Белов\x00\n\u202eИлья " + "й" * 500})).person
    assert person.name is not None
    assert (person.name.startswith("Белов Илья"), len(person.name)) == (True, 300)


def test_the_time_of_a_time_stamping_service_stands_apart() -> None:
    at = datetime(2026, 11, 24, 9, 16, 5, tzinfo=UTC)
    one = only(signed(ACT, stamped_at=at), ACT)
    assert (one.signed_at, one.stamped_at) == (SIGNED_AT, at)
    assert only(signed(ACT, signed_at=None)).signed_at is None


def test_a_signature_without_attributes_cannot_be_compared() -> None:
    one = only(signed(ACT, has_attributes=False), ACT)
    assert one.is_equal == (None,)
    assert one.note is not None
    assert "сравнить его с файлом нельзя" in one.note


def test_a_digest_that_is_not_computed_is_unknown_not_wrong() -> None:
    one = only(signed(ACT, oid=GOST_94), ACT)
    assert (one.is_equal, one.algorithm) == ((None,), "ГОСТ Р 34.11-94")
    assert one.note == "хеш по ГОСТ Р 34.11-94 программа не считает"
    assert only(signed(ACT, oid=GOST_512), ACT).is_equal == (True,)


def test_an_attached_signature_carries_its_file() -> None:
    found = parsed(signature(signer(ACT), inside=ACT), OTHER, ACT)
    assert found.content == ACT
    assert (found.signatures[0].is_equal, found.signatures[0].matches_content) == ((False, True), True)
    wrong = parsed(signature(signer(OTHER), inside=ACT)).signatures[0]
    assert wrong.matches_content is False


def test_a_file_without_signers_or_of_another_kind_is_refused() -> None:
    with pytest.raises(UnreadableSignatureError, match="только сертификаты"):
        parsed(signature())
    data = cms.ContentInfo({"content_type": "data", "content": b"x"}).dump()
    with pytest.raises(UnreadableSignatureError, match="Это не подпись"):
        parsed(data)
    enveloped = b"\x30\x0f\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x02\x30\x00"
    with pytest.raises(UnreadableSignatureError, match="зашифрован"):
        parsed(enveloped)
    with pytest.raises(UnreadableSignatureError, match="больше 50 подписей"):
        parsed(signature(*[signer(ACT, EMPLOYEE, serial=serial, oid=SHA_256) for serial in range(1, 52)]))


def test_a_truncated_signature_is_refused_at_every_byte() -> None:
    whole = signed(ACT, stamped_at=SIGNED_AT)
    for length in range(len(whole)):
        with pytest.raises(UnreadableSignatureError):
            parsed(whole[:length])


def refused_or_read(content: bytes) -> None:
    """Foreign bytes bring facts or one refusal, never anything else."""
    try:
        found = parsed(content, ACT)
    except UnreadableSignatureError:
        return
    for one in found.signatures:
        texts = (one.person.name, one.person.organization, one.person.inn, one.issuer, one.serial)
        assert all(value is None or value.isprintable() for value in texts)


@given(st.binary(max_size=300))
@example(b"\x30\x80" * 5000)
@example(b"\x30\x84\xff\xff\xff\xff")
def test_random_bytes_are_refused(content: bytes) -> None:
    refused_or_read(content)
    refused_or_read(b"\x30" + content)


WHOLE = signed(ACT, oid=SHA_256, stamped_at=SIGNED_AT)


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_signature_is_read_as_far_as_it_goes_or_refused(damages: list[tuple[int, int]]) -> None:
    damaged = bytearray(WHOLE)
    for place, byte in damages:
        damaged[place] = byte
    refused_or_read(bytes(damaged))


def test_nesting_without_end_is_refused() -> None:
    deep = b""
    for _ in range(3000):
        size = len(deep)
        length = bytes([size]) if size < 128 else b"\x83" + size.to_bytes(3)
        deep = b"\x30" + length + deep
    with pytest.raises(UnreadableSignatureError):
        parsed(deep)
