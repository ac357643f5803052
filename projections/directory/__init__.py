"""The directory: names, aliases, addresses and merges."""

from __future__ import annotations

from typing import Final

VERSION: Final = 7
"""Raise it when the read model keeps other rows: views of another version are made again."""
