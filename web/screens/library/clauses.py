"""Texts of contracts: what the files say, clause by clause, and what a sample deal prints under chosen settings."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import render_template, request
from werkzeug.exceptions import NotFound

from docgen.clause_catalogue import catalogue, contract_kinds, example, variants_of
from docgen.errors import DocgenError
from docgen.library import Kind
from web.forms.library import VARIANTS, ExampleAsk
from web.screens.library.blueprint import blueprint
from web.screens.library.words import PROTECTIONS, condition, is_unchecked, pieces

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/clauses", endpoint="clauses")
def list_contracts() -> ResponseReturnValue:
    """Contracts whose text is data, each with its shapes."""
    shown = [(kind, variants_of(kind) or ("",)) for kind in contract_kinds()]
    return render_template("library/contracts.html", contracts=shown, variants=VARIANTS)


@blueprint.get("/clauses/<name>", endpoint="contract")
@blueprint.get("/clauses/<name>/<variant>", endpoint="contract")
def show_contract(name: str, variant: str = "") -> ResponseReturnValue:
    """Every clause as written, with its condition, protections and basis."""
    kind = _contract(name, variant)
    return render_template(
        "library/contract.html",
        kind=kind,
        variant=variant,
        variants=VARIANTS,
        sections=catalogue(kind, variant or None),
        protections=PROTECTIONS,
        condition=condition,
        pieces=pieces,
        is_unchecked=is_unchecked,
    )


@blueprint.get("/examples/<name>", endpoint="example")
@blueprint.get("/examples/<name>/<variant>", endpoint="example")
def show_example(name: str, variant: str = "") -> ResponseReturnValue:
    """What the sample deal prints under the settings of the address."""
    kind, form = _contract(name, variant), ExampleAsk(request.args)
    made, problem = None, ""
    if form.validate():
        try:
            made = example(kind, variant or None, form.composition.data)
        except DocgenError as error:
            problem = str(error)
    page = render_template(
        "library/example.html",
        kind=kind,
        variant=variant,
        variants=VARIANTS,
        form=form,
        made=made,
        problem=problem,
        protections=PROTECTIONS,
    )
    return page, HTTPStatus.OK if made else HTTPStatus.UNPROCESSABLE_ENTITY


def _contract(name: str, variant: str) -> Kind:
    kind = next((one for one in contract_kinds() if one.name == name), None)
    if kind is None or variant not in (variants_of(kind) or ("",)):
        raise NotFound
    return kind
