"""Whatever has no address of its own; the routes answer "Not found"."""

from __future__ import annotations

import dash

from components import routes

dash.register_page(__name__, path="/not-found", title="Not found · " + routes.SITE, layout=routes.serve)
