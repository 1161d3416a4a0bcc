"""The call from outside: a signature goes through the limited process and comes back as facts."""

from __future__ import annotations

import pytest

from docgen.errors import TemplateError
from docgen.sandbox import Answer, CrashedError, TooLongError, UnavailableError
from docgen.signatures import UnreadableSignatureError, parse, parsing
from docgen.signatures.cms import take_apart
from docgen.signatures.digests import Comparer
from tests.docgen.signatures.making import SIGNED_AT, lines, signature, signed, signer


def test_what_comes_back_is_what_was_found_inside() -> None:
    made = signature(signer(b"act", stamped_at=SIGNED_AT), inside=b"act")
    assert parse(lines(made), [b"act", b"b"]) == take_apart(made, [b"act", b"b"], Comparer())


def test_a_refusal_is_told_as_it_was() -> None:
    with pytest.raises(UnreadableSignatureError, match="Это PDF, а не подпись"):
        parse(b"%PDF-1.7")
    with pytest.raises(UnreadableSignatureError, match="обрезан или испорчен"):
        parse(signed(b"act")[:-1])


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (TooLongError("Шаблон считался слишком долго"), "разбирается слишком долго"),
        (CrashedError("Шаблон"), "испорчен так"),
        (TemplateError("Шаблон: значение не подходит тегу"), "не разобран"),
    ],
)
def test_failures_of_the_process_speak_of_a_signature_not_of_a_template(
    monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(parsing, "run", fail)
    with pytest.raises(UnreadableSignatureError, match=told) as refused:
        parse(signed(b"act"))
    assert "Шаблон" not in str(refused.value)


@pytest.mark.parametrize("facts", [{}, {"parsed": {"signatures": "rubbish"}, "is_attached": False}])
def test_rubbish_for_an_answer_is_refused_like_rubbish_for_a_signature(monkeypatch: pytest.MonkeyPatch, facts) -> None:
    monkeypatch.setattr(parsing, "run", lambda *_: Answer(facts=facts))
    with pytest.raises(UnreadableSignatureError, match="испорчен так"):
        parse(signed(b"act"))


def test_a_system_without_limits_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise UnavailableError("нельзя")

    monkeypatch.setattr(parsing, "run", refuse)
    with pytest.raises(UnavailableError):
        parse(signed(b"act"))


def test_a_file_too_large_for_a_signature_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MOST_BYTES", 10)
    with pytest.raises(UnreadableSignatureError, match="проверьте, тот ли он"):
        parse(signed(b"act"))
