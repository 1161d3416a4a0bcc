"""The client's signature as the command line tells it: what is not told stays as it was recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.facts import Attorney, Authority
from tracker.house import Work
from tracker.papers.stored import find_paper
from tracker.recording import sign_by_client
from web.settings import SettingError

if TYPE_CHECKING:
    from sqlalchemy import RowMapping


def sign(work: Work, document_id: int, on: date | None, authority: str | None, **attorney: Any) -> None:
    """Records the signature, or mends its day, right or power of attorney (fields of ``Attorney`` that were told).

    Without a right a contract is signed by the head, any other paper by nobody knows whom, as in a deals file.
    Raises SettingError where nothing was signed yet and no day is told.
    """
    paper = find_paper(work.connection, document_id)
    day = on or paper["signed_by_client_on"]
    if day is None:
        raise SettingError("Документ клиентом ещё не подписан: укажите и день, --signed-by-client-on.")
    told = {name: value for name, value in attorney.items() if value is not None}
    right = Authority(authority) if authority else Authority.POWER_OF_ATTORNEY if told else _recorded_right(paper)
    known = replace(_recorded_attorney(paper, right), **told)
    sign_by_client(work, document_id, day, right, known if known != Attorney() else None)


def _recorded_right(paper: RowMapping) -> Authority:
    usual = Authority.HEAD if paper["is_contract"] else Authority.UNKNOWN
    return Authority(paper["signer_authority"]) if paper["signer_authority"] else usual


def _recorded_attorney(paper: RowMapping, right: Authority) -> Attorney:
    if right is not Authority.POWER_OF_ATTORNEY:
        return Attorney()
    return Attorney(
        number=paper["attorney_number"], valid_from=paper["attorney_from"], valid_until=paper["attorney_until"]
    )
