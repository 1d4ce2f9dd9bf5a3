"""`import KIND PATH --clinic CODE [--dry-run]`."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from data.commands.clinic import program_in
from data.core.actor import Actor
from data.core.errors import Invalid
from data.core.resource import resources
from data.interop import csv_rows, incoming, synthea

SITE_WIDE = frozenset({"clinics", "manufacturers", "products"})


def actor_for(noun: str, clinic: str | None) -> Actor:
    """The program inside the named clinic; Invalid when a clinic's noun comes without one."""
    known = {r.name for r in resources()} | {"synthea"}
    if noun not in known:
        raise Invalid({"kind": f"There is no {noun}. Known: {', '.join(sorted(known))}."})
    if clinic is None and noun not in SITE_WIDE:
        raise Invalid({"clinic": f"Whose {noun}? Add --clinic and the clinic's code."})
    return program_in(clinic)


def run(args: Namespace) -> int:
    """Import a file or a Synthea folder; 1 when any row was refused."""
    actor, path = actor_for(args.kind, args.clinic), Path(args.path)
    rows = synthea.read_folder(path, actor.zone) if args.kind == "synthea" else csv_rows.read_file(args.kind, path)
    report = incoming.take_in(actor, rows, dry_run=args.dry_run)
    _print(report, list(dict.fromkeys(noun for row in rows for noun in (row.noun, row.of) if noun)) or [args.kind])
    if args.dry_run:
        print("This was a dry run; nothing was kept.")
    return 1 if report.refusals else 0


def _print(report: incoming.Report, nouns: list[str]) -> None:
    for noun in nouns:
        print(f"{noun}: imported {report.imported[noun]}, unchanged {report.unchanged[noun]}, refused {report.refused[noun]}")
        for refusal in report.refusals:
            if refusal.noun == noun:
                where = f", {refusal.field}" if refusal.field else ""
                print(f"  row {refusal.number}{where}: {refusal.sentence}")
