"""The words of the program: English where they are written, French in the catalogue beside this file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import date

Language: TypeAlias = Literal["en", "fr"]

# Without pathlib, whose import takes longer than all else here together.
_HERE: Final = os.path.dirname(__file__)  # noqa: PTH120
CATALOGUE: Final = f"{_HERE}/locale/fr/LC_MESSAGES/handshake.mo"

LANGUAGES: Final[tuple[Language, ...]] = ("en", "fr")

_current: Language | None = None
_today: date | None = None


def preferred(environment: Mapping[str, str]) -> Language:
    """The language an environment asks for: the first variable that is set decides.

    English for every language that there is no catalogue of.
    """
    for variable in ("HANDSHAKE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if wish := environment.get(variable, "").strip().lower():
            code = wish.replace("-", "_").partition(".")[0].partition("_")[0]
            if code in {"fr", "fra", "fre", "french"}:
                return "fr"
            return "en"
    return "en"


def use(language: Language | None = None) -> Language:
    """Speak `language` from now on, or without it what the environment asks for; gives the one chosen."""
    global _current  # noqa: PLW0603  a process speaks one language, as it has one environment
    _current = language or preferred(os.environ)
    return _current


def see_days_from(today: date | None) -> None:
    """Show days from now on as near to this one, or far from it; without one, in full."""
    global _today  # noqa: PLW0603  a command runs on one day, as it speaks one language
    _today = today


@contextmanager
def days_in_full() -> Iterator[None]:
    """Show days with their year for a while: what is printed is read in another."""
    today = today_here()
    see_days_from(None)
    try:
        yield
    finally:
        see_days_from(today)


def today_here() -> date | None:
    """The day that days are shown from, if there is one."""
    return _today


def current() -> Language:
    """The language spoken now."""
    return _current or use()


def _(message: str) -> str:
    """The message in the current language; what the catalogue does not know stays in English."""
    # gettext answers the empty message with the header of the catalogue.
    if current() == "en" or not message:
        return message
    return _french().gettext(message)


def _n(singular: str, plural: str, n: int) -> str:
    """The message for `n` things in the current language, its fields not yet filled in."""
    if current() == "en":
        if n == 1:
            return singular
        return plural
    return _french().ngettext(singular, plural, n)


def _p(context: str, message: str) -> str:
    """The message in the current language, where one English word is two French ones: the context tells which."""
    if current() == "en":
        return message
    return _french().gettext(f"{context}\x04{message}").rpartition("\x04")[2]


def N_(message: str) -> str:  # noqa: N802  the name that gettext's users know
    """The message itself: marks what is translated later, where it is shown."""
    return message


def _french() -> Catalogue:
    return catalogue(CATALOGUE)


class Catalogue:
    """The messages of a compiled catalogue, as `gettext.GNUTranslations` gives them, but one at a time.

    gettext's own reader parses all of its messages, and the rule of plurals, before it gives the first: 5 ms of
    every command in French, where a command says ten sentences. The format is
    https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html; its messages are sorted.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        _magic, _revision, self._count, self._messages, self._translations = map(
            self._number, range(0, 20, 4)
        )

    def gettext(self, message: str) -> str:
        """The translation of a message; the message itself if it has none."""
        return (self._forms(message) or (message,))[0]

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The translation for `n` things: in French, none is one."""
        if forms := self._forms(singular):
            return forms[n > 1]
        if n == 1:
            return singular
        return plural

    def _forms(self, message: str) -> list[str] | None:
        wanted = message.encode(errors="surrogatepass")
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            # A message with a plural stands with it, parted by a zero.
            found = self._text(self._messages, middle).partition(b"\0")[0]
            if found == wanted:
                return self._text(self._translations, middle).decode().split("\0")
            low, high = (middle + 1, high) if found < wanted else (low, middle)
        return None

    def _text(self, table: int, place: int) -> bytes:
        length, start = (
            self._number(table + 8 * place),
            self._number(table + 8 * place + 4),
        )
        return self._data[start : start + length]

    def _number(self, place: int) -> int:
        return int.from_bytes(self._data[place : place + 4], "little")


@cache
def catalogue(file: str) -> Catalogue:
    """The catalogue in a file."""
    with open(file, "rb") as opened:  # noqa: PTH123 - as in the package
        return Catalogue(opened.read())
