"""The names of the people of the work; by itself, so that the runner knows them without loading a ledger."""

from __future__ import annotations

from typing import Final

GIVEN: Final = (
    "Aline",
    "Bruno",
    "Chloé",
    "Denis",
    "Élise",
    "Farid",
    "Gaëlle",
    "Hugo",
    "Inès",
    "Jonas",
)
FAMILY: Final = (
    "Aubrac",
    "Besson",
    "Carmona",
    "Duval",
    "Esnault",
    "Fabre",
    "Guérin",
    "Hamel",
    "Izard",
    "Joly",
)
SYLLABLES: Final = ("ba", "de", "fi", "go", "lu", "ma", "ne", "ri", "so", "tu")


def name(number: int) -> str:
    """A name that nobody else of the work bears."""
    digits = f"{number // 100:04d}"
    last = "".join(SYLLABLES[int(digit)] for digit in digits).capitalize()
    return f"{GIVEN[number % 10]} {FAMILY[number // 10 % 10]} {last}"
