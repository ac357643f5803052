"""Calendars: the only exports that tell of meetings, and they never tell who came."""

from __future__ import annotations

from ledger.importers.formats.ics.read import SUFFIXES, CalendarFile, read

__all__ = ["SUFFIXES", "CalendarFile", "read"]
