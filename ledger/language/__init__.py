"""The words of the program: English where they are written, French in the catalogue beside this file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from ledger.language.catalogue import Catalogue

Language: TypeAlias = Literal["en", "fr"]

# Without pathlib, whose import takes longer than all else here together.
_HERE: Final = os.path.dirname(__file__)  # noqa: PTH120
CATALOGUE: Final = f"{_HERE}/locale/fr/LC_MESSAGES/handshake.mo"

LANGUAGES: Final[tuple[Language, ...]] = ("en", "fr")

_current: Language | None = None


def preferred(environment: Mapping[str, str]) -> Language:
    """The language an environment asks for: the first variable that is set decides.

    English for every language that there is no catalogue of.
    """
    for variable in ("HANDSHAKE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if wish := environment.get(variable, "").strip().lower():
            code = wish.replace("-", "_").partition(".")[0].partition("_")[0]
            return "fr" if code in {"fr", "fra", "fre", "french"} else "en"
    return "en"


def use(language: Language | None = None) -> Language:
    """Speak `language` from now on, or without it what the environment asks for; gives the one chosen."""
    global _current  # noqa: PLW0603  a process speaks one language, as it has one environment
    _current = language or preferred(os.environ)
    return _current


def current() -> Language:
    """The language spoken now."""
    return _current or use()


def _(message: str) -> str:
    """The message in the current language; what the catalogue does not know stays in English."""
    # gettext answers the empty message with the header of the catalogue.
    return message if current() == "en" or not message else _french().gettext(message)


def _n(singular: str, plural: str, n: int) -> str:
    """The message for `n` things in the current language, its fields not yet filled in."""
    if current() == "en":
        return singular if n == 1 else plural
    return _french().ngettext(singular, plural, n)


def N_(message: str) -> str:  # noqa: N802  the name that gettext's users know
    """The message itself: marks what is translated later, where it is shown."""
    return message


def _french() -> Catalogue:
    from ledger.language.catalogue import catalogue

    return catalogue(CATALOGUE)
