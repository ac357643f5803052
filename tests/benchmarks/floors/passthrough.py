"""Writes the topic and state of every event of a ledger to a file, a line each: `passthrough.py FILE OUT`."""

from __future__ import annotations

import sqlite3
import sys

found = sqlite3.connect(sys.argv[1]).execute("SELECT topic, state FROM stored_events")
with open(sys.argv[2], "wb") as out:  # noqa: PTH123 - as bare as can be
    out.writelines(b"%b %b\n" % (topic.encode(), state) for topic, state in found)
