"""`export NOUN --clinic CODE`: CSV on standard output."""

from __future__ import annotations

import csv
import sys
from argparse import Namespace

from data.commands.imports import actor_for
from data.core.errors import Invalid
from data.interop import csv_rows


def run(args: Namespace) -> None:
    """Every row of a noun, as `import` takes it."""
    if args.noun == "synthea":
        raise Invalid({"noun": "Synthea is a source, not a noun of this house."})
    actor = actor_for(args.noun, args.clinic)
    csv.writer(sys.stdout, lineterminator="\n").writerows(csv_rows.write_rows(args.noun, actor))
