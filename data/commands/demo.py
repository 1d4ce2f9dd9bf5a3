"""`demo`: tables, keys and the small demo, ready to look at."""

from __future__ import annotations

from argparse import Namespace

from data.commands import database
from data.core.errors import NotAllowed
from data.demo import accounts, small


def load(args: Namespace) -> None:
    """Make the tables and fill an empty site; a second run changes nothing."""
    if not args.settings.is_demo:
        raise NotAllowed("Demo accounts are made in mode demo only. Set AYURLAHI_MODE=demo on a machine without patients.")
    database.migrate(args)
    made = small.load()
    print("The demo is loaded." if made else "The demo is here already; nothing was changed.")
    print(f"Start the server, then open http://{args.settings.host}:{args.settings.port}")
    for email, name, roles in accounts.listed():
        print(f"  {email:<32} {roles:<16} {name}")
    print(f"  password of all of them: {accounts.PASSWORD}")
