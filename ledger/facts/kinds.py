"""Every kind of event there is: importing this enters them all in the registry."""

from __future__ import annotations

from ledger.facts import book, connections, exchanges, meetings, people

__all__ = ["book", "connections", "exchanges", "meetings", "people"]
