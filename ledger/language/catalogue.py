"""The compiled catalogue of French, asked for one message at a time.

gettext's own reader parses all of its messages, and the rule of plurals, before it gives the first: 5 ms of
every command in French, where a command says ten sentences. The format is
https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html; its messages are sorted.
"""

from __future__ import annotations

from functools import cache


class Catalogue:
    """The messages of a compiled catalogue, as `gettext.GNUTranslations` gives them."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        _magic, _revision, self._count, self._messages, self._translations = (
            self._number(place) for place in range(0, 20, 4)
        )

    def gettext(self, message: str) -> str:
        """The translation of a message; the message itself where there is none."""
        return (self._forms(message) or (message,))[0]

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The translation for `n` things: in French, none is one."""
        if forms := self._forms(singular):
            return forms[n > 1]
        return singular if n == 1 else plural

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
