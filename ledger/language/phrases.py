"""Lists, numbers and refusals as each language writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.errors import LedgerError
from ledger.language import Language, _, current
from ledger.language.safe import visible

TRANSLATED: Final = frozenset({"standing", "status", "what"})
"""Fields of refusals whose value is a word of ours, a message id."""


def show_list(items: Sequence[str], language: Language | None = None) -> str:
    """`A, B and C`, or `A, B et C`."""
    *before, last = items or ("",)
    if not before:
        return last
    word = "et" if (language or current()) == "fr" else "and"
    return f"{', '.join(before)} {word} {last}"


def show_choice(items: Sequence[str], language: Language | None = None) -> str:
    """`A, B or C`, or `A, B ou C`."""
    *before, last = items or ("",)
    if not before:
        return last
    word = "ou" if (language or current()) == "fr" else "or"
    return f"{', '.join(before)} {word} {last}"


def show_number(value: float, decimals: int = 0, language: Language | None = None) -> str:
    """`1,234.568`, or `1 234,568` with a no-break space; never a minus before zero."""
    text = f"{value:z,.{decimals}f}"
    if (language or current()) == "fr":
        return text.translate({ord(","): "\N{NO-BREAK SPACE}", ord("."): ","})
    return text


def sentence(error: LedgerError) -> str:
    """What went wrong, in the current language, with whatever came from outside made visible."""
    return _(error.message).format(**{name: _shown(name, value) for name, value in error.details.items()})


def _shown(name: str, value: object) -> object:
    if isinstance(value, str):
        return _(value) if name in TRANSLATED else visible(value)
    return value
