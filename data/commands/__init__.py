"""The commands of `python -m data`: exit 0, or one sentence on standard error and another code."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from data.core.errors import Invalid, Refused
from data.core.settings import from_env


@dataclass(frozen=True, slots=True)
class Command:
    """Words after `python -m data`, what follows them ("?" may be left out, "!" is a switch), the function that
    does it as "module:function", and what must be there first: tables, an open database, or nothing.
    """

    words: str
    does: str
    help: str
    asks: tuple[str, ...] = ()
    needs: str = "tables"


COMMANDS = (
    Command("migrate", "database:migrate", "make or update the tables", needs="database"),
    Command("demo", "demo:load", "load the small demo (mode demo only)", needs="database"),
    Command("clinic create", "clinic:create", "a new clinic with its key", ("name", "--code")),
    Command("tick", "tick:once", "do the scheduled work once"),
    Command("import", "imports:run", "rows from a file", ("kind", "path", "--clinic?", "--dry-run!")),
    Command("export", "exports:run", "the rows of a noun as CSV", ("noun", "--clinic?")),
    Command("user create", "users:create", "an account with a temporary password", ("--name", "--email", "--roles", "--clinic?")),
    Command("user reset-password", "users:reset_password", "a new temporary password", ("email",)),
    Command("backup", "database:backup", "a copy of the database, checked", ("file",)),
    Command("restore", "database:restore", "put a checked copy in the place of the database", ("file",), needs="nothing"),
    Command("audit verify", "audit_trail:verify", "walk every chain of the trail", ("--anchor?",)),
    Command("audit anchor", "audit_trail:anchor", "write the heads of the chains down", ("--to?",)),
    Command("keys rotate", "keys:rotate", "a new key per clinic; goes on after a stop"),
)


def run(argv: Sequence[str]) -> int:
    """Do one command; the exit code."""
    args = parser().parse_args(argv)
    try:
        return int(_do(args) or 0)
    except Invalid as refused:
        return _say(" ".join(refused.errors.values()))
    except Refused as refused:
        return _say(refused.message)
    except KeyboardInterrupt:
        return _say("Stopped. Start the same command again to go on.")


def _do(args: Namespace) -> int | None:
    command: Command = args.command
    module, name = command.does.split(":")
    args.settings = from_env()
    if command.needs != "nothing":
        _open(args, command.needs)
    act = getattr(import_module(f"data.commands.{module}"), name)
    result: int | None = act(args)
    return result


def _open(args: Namespace, needs: str) -> None:
    import_module("data.resources")
    import_module("data.store.unit_of_work").connect(args.settings)
    if needs == "tables":
        import_module("data.store.start").has_tables_and_key()


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def parser() -> ArgumentParser:
    """The command line as the table above has it."""
    top = ArgumentParser(prog="python -m data", description="Ayurlahi Operations without a screen.")
    below = top.add_subparsers(required=True, metavar="command")
    groups: dict[str, object] = {}
    for command in COMMANDS:
        first, _, second = command.words.partition(" ")
        if second and first not in groups:
            groups[first] = below.add_parser(first).add_subparsers(required=True, metavar="what")
        place = groups[first] if second else below
        _add(place.add_parser(second or first, help=command.help), command)  # type: ignore[attr-defined]
    return top


def _add(place: ArgumentParser, command: Command) -> None:
    place.set_defaults(command=command)
    for word in command.asks:
        name = word.rstrip("?!")
        if word.endswith("!"):
            place.add_argument(name, action="store_true")
        elif name.startswith("--"):
            place.add_argument(name, required=not word.endswith("?"))
        else:
            place.add_argument(name)
