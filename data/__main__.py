"""`python -m data <command>`: the house without a screen."""

from __future__ import annotations

import sys

from data.commands import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
