"""The lines that say what came of each test."""

import subprocess
import time

from machine import CommandFailed
from play import Wrong
from qmp import MonitorError
from tools import Missing

# What makes a test fail. Anything else is a mistake in the tests themselves.
FAILURES = (Wrong, CommandFailed, MonitorError, Missing, ValueError, subprocess.CalledProcessError)


def report(name: str, test) -> bool:
    """Runs one test, prints what came of it, returns whether all was right."""
    start = time.monotonic()
    try:
        found, passed = test(), True
    except FAILURES as error:
        found, passed = str(error), False
    seconds = time.monotonic() - start
    print(f"{name:<12} {'ok' if passed else 'FAILED'} ({seconds:.0f} s): {found}", flush=True)
    return passed
