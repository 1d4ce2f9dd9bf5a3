"""The browser of the tests: the system's, else Debian's, else Playwright's own download."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The shell without windows comes first: it opens pages for half the work.
NAMES = ("chromium-headless-shell", "chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")
PACKAGES = NAMES[:2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--process-per-site",
    "--disable-quic",
    "--force-prefers-reduced-motion",
]


def path() -> str | None:
    """Where a browser is, if there is one."""
    return next((found for found in map(shutil.which, NAMES) if found), None) or _playwrights()


def _playwrights() -> str | None:
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    return next((str(p) for p in folder.glob("chromium-*/chrome-linux*/chrome")), None)


def _install() -> None:
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        for package in PACKAGES:
            wanted = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
            if subprocess.run(wanted, check=False, stdout=subprocess.DEVNULL).returncode == 0:
                break
    if path() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if path() is None:
        _install()
    if path() is None:
        sys.exit("There is no browser for the tests. Run: sudo apt-get install chromium")
