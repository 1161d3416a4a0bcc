"""The API as a blueprint: a route for each call, the guard of tokens before it, errors as JSON."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response

from web.api.calls import PREFIX
from web.api.doing import runner
from web.api.door import check
from web.api.problems import CallError
from web.api.rooms import listed
from web.errors import answer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("api", __name__, url_prefix=PREFIX)


def _add_routes() -> None:
    for one in listed():
        blueprint.add_url_rule(one.path, one.name, runner(one), methods=[one.method], provide_automatic_options=False)


def _finish(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="pervichka"'
    return response


@blueprint.errorhandler(CallError)
def _refused(error: CallError) -> ResponseReturnValue:
    return answer(error.code, str(error), error.faults)


blueprint.before_request(check)
blueprint.after_request(_finish)
_add_routes()
