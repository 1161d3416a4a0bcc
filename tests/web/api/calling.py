"""The API as programs use it: a token for each person, JSON sent and read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from tests.web.desk import TODAY, Desk
from tracker.accounts.tokens import Scope, create_token

PREFIX = "/api/v1"


@dataclass
class Caller:
    """Calls of one desk by the tokens of its people."""

    desk: Desk
    tokens: dict[tuple[str, frozenset[Scope]], str] = field(default_factory=dict)

    def token(self, login: str, *scopes: Scope) -> str:
        """A token of the person: with these scopes, or with all."""
        key = login, frozenset(scopes or Scope)
        if key not in self.tokens:
            with self.desk.house.work(login, TODAY) as work:
                self.tokens[key] = create_token(work, login, "tests", key[1], None)
        return self.tokens[key]

    def __call__(
        self,
        login: str | None,
        method: str,
        path: str,
        body: Any = None,
        *,
        scopes: tuple[Scope, ...] = (),
        **more: Any,
    ) -> TestResponse:
        """An answer of the API to the person, None for a stranger."""
        headers = dict(more.pop("headers", {}))
        if login is not None:
            headers["Authorization"] = f"Bearer {self.token(login, *scopes)}"
        if body is not None:
            more |= {"data": json.dumps(body), "content_type": "application/json"}
        client = self.desk.app.test_client(use_cookies=False)
        answer = client.open(PREFIX + path, method=method, headers=headers, buffered=True, **more)
        answer.request.environ["wsgi.input"].close()  # a large form lies in a file of the test client's own
        return answer


def told(answer: TestResponse) -> Any:
    """The JSON of an answer that was done."""
    assert answer.status_code < 300, answer.get_data(as_text=True)
    return answer.get_json()


def refused(answer: TestResponse, code: int) -> Any:
    """The reason of a refusal."""
    assert answer.status_code == code, answer.get_data(as_text=True)
    error = answer.get_json()["error"]
    assert error["code"] == code
    return error
