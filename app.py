"""Ayurlahi Operations: the server for gunicorn (`gunicorn app:server`)."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from dash import Dash
from flask import Flask
from flask_compress import Compress

import data.resources  # noqa: F401 - declares the nouns
from callbacks import answers, attachments, auth, displays, documents, downloads, imports, live, registration
from components import routes, shell
from data.core.settings import Settings, from_env
from data.store import start
from data.store.unit_of_work import connect

HERE = Path(__file__).parent
ASSETS = HERE / "components" / "assets"


def create_app(settings: Settings) -> Dash:
    """The whole application on one database; NotReady with a sentence when the site is not fit to run."""
    connect(settings)
    start.check(settings)
    server = Flask("ayurlahi", template_folder=str(HERE / "components" / "templates"), static_folder=None)
    server.config.update(COMPRESS_REGISTER=True, COMPRESS_ALGORITHM=["br", "gzip"])
    Compress(server)
    auth.guard(server, settings)
    app = Dash(
        "ayurlahi",
        server=server,
        use_pages=True,
        pages_folder="",
        assets_folder=str(ASSETS),
        assets_path_ignore=["lazy"],
        suppress_callback_exceptions=True,
        title="Ayurlahi Operations",
        update_title="",
        index_string=shell.DOCUMENT,
        meta_tags=[{"name": "viewport", "content": "width=device-width,initial-scale=1"}],
        on_error=answers.say,
        serve_locally=True,
        eager_loading=False,
    )
    routes.ask(auth.actor)
    _import_all("pages")
    _import_all("callbacks")
    app.layout = auth.frame
    live.serve(server)
    downloads.serve(server)
    documents.serve(server)
    attachments.serve(server)
    imports.serve(server)
    displays.serve(server, settings)
    registration.serve(server, settings)
    answers.check_bodies(server, app)
    answers.add_headers(server, app)
    server.jinja_env.globals["styles"] = sorted(p.name for p in ASSETS.glob("*.css"))
    # Dash finishes itself at its first request; two first ones at once found it half made, and one got a 500.
    server.test_client().get("/healthz")
    return app


def _import_all(package: str) -> None:
    for module in pkgutil.iter_modules([str(HERE / package)]):
        importlib.import_module(f"{package}.{module.name}")


def __getattr__(name: str) -> Flask:
    """Build the server when gunicorn asks for it, not when a test imports `create_app`."""
    if name == "server":
        globals()["server"] = create_app(from_env()).server
        return globals()["server"]  # type: ignore[no-any-return]
    raise AttributeError(name)
