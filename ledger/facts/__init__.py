"""The pure core: what can be said, and what is accepted of it. Standard library only.

`base` and `canonical` state the format; `book`, `people`, `connections`, `meetings` and
`exchanges` declare the events of each kind of stream; `streams` lists how each is decided.
"""

from __future__ import annotations

# Importing a kind of stream enters its events in the registry.
from ledger.facts import book, connections, exchanges, meetings, people

__all__ = ["book", "connections", "exchanges", "meetings", "people"]
