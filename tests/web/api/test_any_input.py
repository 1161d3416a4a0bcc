"""Any call with any input, right and wrong: no 5xx, no undocumented answer, and every answer fits the description.

Each call is made by somebody who may, so what is judged is the call itself. Half of the examples name things that are
there. HYPOTHESIS_PROFILE=search looks at many more.
"""

from __future__ import annotations

import os
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.api.calling import PREFIX, Caller
from tests.web.api.things import somebody_who_may, things
from web.api.calls import CALLS
from web.api.specification import document

_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
_IS_SEARCH = os.environ.get("HYPOTHESIS_PROFILE") == "search"
_STARTS_A_PROCESS = {"add_stack", "attach_file", "claim_draft", "doctor", "dossier", "take_exchange"}
_LIMITS = settings(
    deadline=None,
    database=None,
    derandomize=not _IS_SEARCH,
    phases=[Phase.generate, Phase.shrink] if _IS_SEARCH else [Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def described(shared: Caller) -> Any:
    """The description, as the tests ask by it."""
    schema = schemathesis.openapi.from_dict(deepcopy(document()))
    schema.app = shared.desk.app
    return schema


def _examples(name: str) -> int:
    """Nothing can be said wrongly to a call that takes nothing; the twins by a deal run the same code."""
    call = CALLS[name]
    if call.body is call.query is None and "<" not in call.path:
        return 1
    if _IS_SEARCH:
        return 300
    return 3 if name in _STARTS_A_PROCESS or name.endswith("_of_deal") else 8


@pytest.mark.parametrize("name", list(CALLS))
def test_any_input_is_answered_by_the_description(shared: Caller, described: Any, name: str) -> None:
    operation = described.find_operation_by_id(name)
    known = things(shared.desk)
    headers = {"Authorization": f"Bearer {shared.token(somebody_who_may(name))}"}
    modes = st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    cases = modes.flatmap(lambda mode: operation.as_strategy(generation_mode=mode))

    @settings(_LIMITS, max_examples=_examples(name))
    @given(case=cases, is_known=st.booleans())
    def judge(case: Any, is_known: bool) -> None:
        if is_known and case.path_parameters:
            case.path_parameters |= {part: known[part] for part in case.path_parameters if part in known}
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=_CHECKS)

    judge()


def test_the_desk_is_called_in_process(described: Any) -> None:
    assert described.base_path.rstrip("/") == PREFIX
