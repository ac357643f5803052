"""Imports every kind of event, and so enters them all in the registry."""

from __future__ import annotations

from ledger.facts import exchange, ledger_stream
from ledger.facts.connection import events as connections
from ledger.facts.meeting import events as meetings
from ledger.facts.person import events as people

__all__ = ["connections", "exchange", "ledger_stream", "meetings", "people"]
