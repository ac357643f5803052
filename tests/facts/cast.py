"""Who and when the tests of the facts speak of."""

from __future__ import annotations

from datetime import date

ME = "0e2a6c1d-5b7f-4a3e-9c48-1f6d2b7a9e01"
ADA = "1a4c7e2f-8d3b-4f6a-8e15-2c9b5d7f3a02"
BOB = "2b5d8f3a-9e4c-4a7b-9f26-3dac6e8a4b03"
CLEO = "3c6e9a4b-af5d-4b8c-a037-4ebd7f9b5c04"
DORA = "4d7fab5c-b06e-4c9d-b148-5fce8aac6d05"

TODAY = date(2026, 11, 23)
YESTERDAY = date(2026, 11, 22)
TOMORROW = date(2026, 11, 24)
LAST_WEEK = date(2026, 11, 16)
LONG_AGO = date(1899, 12, 31)

BROKEN = "half a \ud83d face"
