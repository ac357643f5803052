"""The kinds of errors, each with the exit code of the program."""

from __future__ import annotations

from typing import ClassVar


class Word(str):
    """A detail of an error that is a message id itself, such as how a plan stands.

    The sentence shows it translated; every other detail is shown as it is.
    """

    __slots__ = ()


class LedgerError(Exception):
    """A refusal in one sentence: an English message id with `{fields}`, and their values.

    A day is passed as a date, several texts as a tuple, a failure of the system as its exception. The command
    line translates the sentence, fills it in (`ledger.language.phrases.sentence`) and exits with `exit_code`.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, /, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    def __str__(self) -> str:
        return self.message.format(
            **{name: _plain(value) for name, value in self.details.items()}
        )


def _plain(value: object) -> object:
    match value:
        case tuple():
            return ", ".join(map(str, value))
        case OSError():
            return value.strerror
        case _:
            return value


class Usage(LedgerError):
    """The words of the command are wrong."""

    exit_code = 2


class NotFound(LedgerError):
    """There is nobody and nothing by this name."""

    exit_code = 3


class Ambiguous(LedgerError):
    """Several people or things have this name; `details["candidates"]` lists them."""

    exit_code = 4


class Refused(LedgerError):
    """A rule of the ledger says no."""

    exit_code = 5


class BadInput(LedgerError):
    """A file to import cannot be used."""

    exit_code = 6


class Damaged(LedgerError):
    """The ledger is not one, is damaged, or failed its verification."""

    exit_code = 7


class Busy(LedgerError):
    """Another process holds the ledger; try again later."""

    exit_code = 75
