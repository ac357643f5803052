"""The queue: connected but never met, requests and plans."""

from __future__ import annotations

from typing import Final

VERSION: Final = 6
"""Raise it when the read model keeps other rows: views of another version are made again."""
