"""Reads the topic and state of every event of a ledger and throws them away: `raw_read.py FILE`."""

from __future__ import annotations

import sqlite3
import sys

for _topic, _state in sqlite3.connect(sys.argv[1]).execute(
    "SELECT topic, state FROM stored_events"
):
    pass
