"""`python -m data <command>`: the house without a screen."""

from __future__ import annotations

import signal
import sys

from data.commands import run

if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `export … | head` ends quietly
    sys.exit(run(sys.argv[1:]))
