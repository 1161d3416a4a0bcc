"""Links show chosen papers to whoever has the secret, as papers stand at that moment, and nothing else to anybody."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.audience import InternalKindError
from tests.tracker.making import events
from tests.tracker.scans.quick import TODAY, change, make_paper, rows
from tests.tracker.sharing.conftest import EXPIRES
from tracker.accounts.digests import digest_of
from tracker.errors import NotFoundError, RefusedError
from tracker.letters.papers import AttachmentError
from tracker.models import ShareLinkRow, ShareOpeningRow
from tracker.sharing.choosing import shareable, shared_deal
from tracker.sharing.links import LONGEST_DAYS, create_link, revoke_link
from tracker.sharing.listing import links_of_deal, openings_of
from tracker.sharing.opening import MOST_OPENINGS, SharedState, open_link, record_opening, shared_file
from tracker.sharing.states import LinkState, new_secret, state_of_secret

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def opened(shared, secret, today=TODAY):
    with shared.house.database.read() as connection:
        return open_link(connection, secret, today)


def file_of(shared, secret, paper, today=TODAY):
    with shared.house.database.read() as connection:
        return shared_file(connection, shared.house.vault, secret, paper.key, today)


def test_a_link_shows_the_chosen_papers_and_their_files(shared) -> None:
    view, secret = shared.link()
    kit = opened(shared, secret)
    assert (kit.link_id, kit.client, kit.seller) == (view.id, "ООО «Ромашка»", "ООО «Светотехника»")
    assert [(paper.document_id, paper.state, paper.has_file) for paper in kit.papers] == [
        (shared.act.key, SharedState.IN_FORCE, True),
        (shared.bill.key, SharedState.IN_FORCE, True),
    ]
    assert file_of(shared, secret, shared.act).content.startswith(b"%PDF")
    alone, its_secret = shared.link(shared.bill)
    assert [paper.document_id for paper in opened(shared, its_secret).papers] == [shared.bill.key]
    assert file_of(shared, its_secret, shared.act) is None
    with shared.house.database.read() as connection:
        listed = links_of_deal(connection, shared.deals["d1"], TODAY)
        assert links_of_deal(connection, shared.deals["d2"], TODAY) == []
    assert [(one.id, one.deal, one.note, one.state, len(one.papers)) for one in listed] == [
        (alone.id, "d1", "для Ольги", LinkState.OPEN, 1),
        (view.id, "d1", "для Ольги", LinkState.OPEN, 2),
    ]


@on_sqlite
def test_the_secret_is_kept_nowhere(shared) -> None:
    _, secret = shared.link()
    assert rows(shared.house, ShareLinkRow)[0]["sha256"] == digest_of(secret)
    for row in (*rows(shared.house, ShareLinkRow), *events(shared.house)):
        assert secret not in str(dict(row))
    (noted,) = events(shared.house, "share.created")
    assert digest_of(secret) not in noted["details"]
    assert json.loads(noted["details"])["deal"] == "d1"


@on_sqlite
def test_unknown_expired_and_revoked_are_one_to_the_client_and_three_to_staff(shared) -> None:
    view, secret = shared.link()
    later = EXPIRES + timedelta(1)
    assert opened(shared, secret, EXPIRES) is not None
    assert opened(shared, secret, later) is None
    assert file_of(shared, secret, shared.act, later) is None
    with shared.house.work("oleg", TODAY) as work:
        revoked = revoke_link(work, view.id)
    assert (revoked.state, revoked.revoked_by) == (LinkState.REVOKED, "oleg")
    assert opened(shared, secret) is None
    assert file_of(shared, secret, shared.act) is None
    assert opened(shared, new_secret()) is None
    _, other = shared.link()
    with shared.house.database.read() as connection:
        states = [state_of_secret(connection, one, later) for one in (secret, other, new_secret())]
    assert states == [LinkState.REVOKED, LinkState.EXPIRED, None]
    assert len(events(shared.house, "share.revoked")) == 1
    with shared.house.work("oleg", TODAY) as work, pytest.raises(RefusedError, match="уже отозвана"):
        revoke_link(work, view.id)
    with shared.house.work("oleg", TODAY) as work, pytest.raises(NotFoundError):
        revoke_link(work, 999)


@on_sqlite
def test_a_paper_that_ended_after_sharing_is_shown_as_such_without_its_file(shared) -> None:
    _, secret = shared.link()
    change(shared.house, shared.act, annulled_on=TODAY)
    change(shared.house, shared.bill, superseded_on=TODAY)
    papers = opened(shared, secret).papers
    assert [(paper.state.value, paper.has_file) for paper in papers] == [("annulled", False), ("superseded", False)]
    assert "не подписывайте" in papers[0].state.label
    assert file_of(shared, secret, shared.act) is None
    assert file_of(shared, secret, shared.bill) is None


@on_sqlite
def test_what_may_not_go_to_a_client_is_not_shared(shared) -> None:
    house, deal = shared.house, shared.deals["d1"]
    internal = make_paper(house, shared.owner, 1, deal_id=deal, kind="internal_price_list", number="9")
    ended = make_paper(house, shared.owner, 1, deal_id=deal, number="10", annulled_on=TODAY)
    draft = make_paper(house, shared.owner, 0, deal_id=deal, number="11", date=TODAY + timedelta(3))
    without_file = make_paper(house, shared.owner, 0, deal_id=deal, number="12")
    foreign = make_paper(house, shared.owner, 1, deal_id=shared.deals["d2"], number="13")
    for paper, error, told in (
        (internal, InternalKindError, "внутренний документ"),
        (ended, RefusedError, "аннулирован"),
        (draft, RefusedError, "ещё не выпущен"),
        (without_file, AttachmentError, "PDF нет"),
        (foreign, RefusedError, "другой сделки"),
    ):
        with pytest.raises(error, match=told):
            shared.link(shared.act, paper)
    assert rows(house, ShareLinkRow) == []
    _, secret = shared.link()
    change(house, shared.act, kind="internal_price_list")
    assert [paper.document_id for paper in opened(shared, secret).papers] == [shared.bill.key]
    assert file_of(shared, secret, shared.act) is None


@on_sqlite
def test_terms_and_numbers_of_papers_have_bounds(shared) -> None:
    for expires_on in (TODAY - timedelta(1), TODAY + timedelta(LONGEST_DAYS + 1)):
        with pytest.raises(RefusedError, match="другой срок"):
            shared.link(expires_on=expires_on)
    with shared.house.work("anna", TODAY) as work:
        for wrong in ([], list(range(1, 60))):
            with pytest.raises(RefusedError, match="от 1 до 50"):
                create_link(work, shared.deals["d1"], wrong, expires_on=EXPIRES)
        with pytest.raises(RefusedError, match="Пометка"):
            create_link(work, shared.deals["d1"], [shared.act.key], expires_on=EXPIRES, note="я" * 301)
    view, _ = shared.link(shared.act, shared.act)
    assert len(view.papers) == 1


def test_openings_are_told_apart_and_counted_without_a_flood(shared) -> None:
    view, _ = shared.link()

    def look(document=None, address="10.0.0.1", agent="Mozilla"):
        with shared.house.work("client", TODAY) as work:  # the clock of tests goes on by a second each time
            record_opening(work, view.id, document, address=address, agent=agent)

    for _ in range(5):
        look()
    look(shared.act.key)
    look(address="10.0.0.2", agent="x\n" * 300)
    with shared.house.database.read() as connection:
        page = openings_of(connection, view.id)
        (listed,) = links_of_deal(connection, shared.deals["d1"], TODAY)
    assert [(one.times, one.address, one.paper is None) for one in page.rows] == [
        (1, "10.0.0.2", True),
        (1, "10.0.0.1", False),
        (5, "10.0.0.1", True),
    ]
    assert page.rows[0].agent == ("x " * 100).strip()
    assert page.rows[2].last_at > page.rows[2].first_at
    assert (listed.openings, listed.last_opened_at) == (7, page.rows[0].last_at)
    assert len(events(shared.house, "share.opened")) == 2


@on_sqlite
def test_after_a_minute_an_opening_is_another_one(shared, monkeypatch) -> None:
    view, _ = shared.link()
    now = shared.house.clock()
    for seconds, count in ((0, 1), (60, 1), (119, 1), (180, 2)):
        shared.house.clock = lambda at=now + timedelta(seconds=seconds): at
        with shared.house.work("client", TODAY) as work:
            record_opening(work, view.id, None, address="a", agent="")
        assert len(rows(shared.house, ShareOpeningRow)) == count


@on_sqlite
def test_a_log_from_many_addresses_stops_growing(shared) -> None:
    view, _ = shared.link()
    with shared.house.work("client", TODAY) as work:
        for number in range(MOST_OPENINGS + 30):
            record_opening(work, view.id, None, address=f"10.0.{number}.1", agent="")
    kept = rows(shared.house, ShareOpeningRow)
    assert len(kept) == MOST_OPENINGS
    assert sum(row["count"] for row in kept) == MOST_OPENINGS + 30


@given(st.sets(st.integers(0, 10**6), min_size=2, max_size=50))
def test_secrets_are_long_differ_and_fit_into_an_address(numbers: set[int]) -> None:
    secrets = {new_secret() for _ in numbers}
    assert len(secrets) == len(numbers)
    assert all(len(one) == 22 and one.replace("-", "").replace("_", "").isalnum() for one in secrets)


@on_sqlite
def test_whatever_is_guessed_opens_nothing(shared) -> None:
    _, secret = shared.link()
    with shared.house.database.read() as connection:

        @given(st.text(max_size=100) | st.sampled_from([secret.lower(), secret[:-1], secret + "=", f" {secret}"]))
        def guess(text: str) -> None:
            if text != secret:
                assert open_link(connection, text, TODAY) is None

        guess()
        assert open_link(connection, "x" * 10**6, TODAY) is None
        assert open_link(connection, digest_of(secret), TODAY) is None


@on_sqlite
def test_what_is_offered_to_be_shared_can_be_shared(shared) -> None:
    make_paper(shared.house, shared.owner, 1, deal_id=shared.deals["d1"], kind="internal_price_list", number="И-1")
    ended = make_paper(shared.house, shared.owner, 1, deal_id=shared.deals["d1"], number="11")
    change(shared.house, ended, annulled_on=TODAY)
    with shared.house.database.read() as connection:
        deal = shared_deal(connection, "d1")
        assert shared_deal(connection, "d\0") is None
        offered = shareable(connection, shared.deals["d1"], TODAY)
    assert deal is not None
    assert deal.id == shared.deals["d1"]
    assert {paper.id for paper in offered} == {shared.act.key, shared.bill.key}
    with shared.house.work("anna", TODAY) as work:
        view, _ = create_link(work, deal.id, [paper.id for paper in offered], expires_on=TODAY)
    assert len(view.papers) == len(offered)
