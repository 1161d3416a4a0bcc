"""The web application, put together: settings, guard, headers, errors, language, screens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from flask import Flask
from flask_wtf.csrf import CSRFProtect, generate_csrf
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from web import access, desk, errors, formats, guard, headers, language, limits, menu, settings
from web.api import blueprint as api
from web.api import reference
from web.config import LARGEST_FORM, LARGEST_UPLOAD, MOST_FIELDS, DeskConfig
from web.screens import BLUEPRINTS
from web.statics import static_url

if TYPE_CHECKING:
    from tracker.house import House

COOKIE = "pervichka"


class Key(IntegerConverter):
    """A number in an address: with more digits it is no key of ours, and no database could be asked for it."""

    regex = r"\d{1,18}"


def create_app(house: House, config: DeskConfig, today: Callable[[], date] = settings.today) -> Flask:
    """The desk over a house. ``today``: answers the business day of each request."""
    app = Flask("web")
    app.config.update(
        SECRET_KEY=config.secret_key,
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.is_https,
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_FORM_PARTS=MOST_FIELDS,
        TRUSTED_HOSTS=list(config.hosts) or None,
        WTF_CSRF_TIME_LIMIT=None,  # it lives as long as the session
        WTF_CSRF_SSL_STRICT=config.is_https,
    )
    app.extensions[desk.EXTENSION] = desk.Desk(house=house, today=today)
    if config.proxies:
        hops = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    _set_up_templates(app)
    limits.register(app)
    _protect(app)
    app.before_request(guard.check)
    app.after_request(headers.add)
    app.teardown_request(desk.stop_reading)
    app.after_request(_after)
    errors.register(app)
    app.url_map.converters["int"] = Key
    for blueprint in (*BLUEPRINTS, api.blueprint, reference.blueprint):
        app.register_blueprint(blueprint)
    return app


def _protect(app: Flask) -> None:
    """Against forged forms. A client's page tells no referrer, which the check over HTTPS asks for: its form is checked
    by itself.
    """
    protect = CSRFProtect(app)
    protect.exempt("web.screens.sharing.returning.give_back")
    protect.exempt(api.blueprint)  # it opens by tokens alone, which no browser sends by itself


def _after(response: object) -> object:
    guard.after()
    return response


def _set_up_templates(app: Flask) -> None:
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(
        money=formats.money, day=formats.day, month=formats.month, instant=formats.instant, size=formats.size
    )
    environment.globals.update(
        _=language.gettext,
        counted=language.counted,
        noun=language.noun,
        language=language.language,
        languages=language.LANGUAGES,
        static=static_url,
        visitor=desk.visitor_or_none,
        today=desk.today,
        may=_may,
        menu=menu.menu,
        csrf_token=generate_csrf,
    )


def _may(endpoint: str) -> bool:
    """Whether the visitor may use an address at all."""
    who = desk.visitor_or_none()
    if who is None:
        return False
    return access.may(endpoint, who.role, sees_internal_prices=who.sees_internal_prices)
