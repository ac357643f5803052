"""The dates of LinkedIn's files: one way to read them for each file, nothing tried in turn.

None where a text is no date of its file, which is then a problem of its row. A date that is only
numbers with slashes has the month first where AM or PM stands behind it, as LinkedIn wrote it until
2018 and still writes it in Invitations.csv; any other was written by some other program, and which
number is the month is not known.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final

from ledger.importers.api import Diagnostic
from ledger.language import N_
from ledger.language.dates.table_dates import MONTHS
from ledger.language.text import fold

_DAY_MONTH: Final = re.compile(
    r"([0-9]{1,2})(?:er)?[ -]([^\W\d_]+)\.?[ -]([0-9]{4}|[0-9]{2})"
)
_MONTH_DAY: Final = re.compile(r"([^\W\d_]+)\.? ([0-9]{1,2}), ([0-9]{4})")
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ISO_TIME: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?UTC|Z)?"
)
_AMERICAN: Final = re.compile(
    r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2}),? [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})? ?[AP]M",
    re.IGNORECASE,
)
_NUMBERS: Final = re.compile(r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}.*")


@lru_cache(maxsize=5_000)
def connected_on(text: str) -> date | None:
    """The day of Connections.csv: `08 Feb 2026`, saved again `4-Apr-21`, `12 févr. 2023`, `2026-02-08`.

    Until 2018 it was `8/8/18, 11:22 AM`.
    """
    words = " ".join(text.split())
    match = _DAY_MONTH.fullmatch(words)
    if match:
        day, month_name, year = match.groups()
        return _day(year, _month(month_name), day)
    match = _MONTH_DAY.fullmatch(words)
    if match:
        month_name, day, year = match.groups()
        return _day(year, _month(month_name), day)
    match = _AMERICAN.fullmatch(words)
    if match:
        month, day, year = match.groups()
        return _day(year, month, day)
    match = _ISO.fullmatch(words)
    if match:
        return _day(*match.groups())
    return None


def sent_on(text: str) -> date | None:
    """The day of Invitations.csv: `3/5/26, 1:45 AM` is in March. The file tells no time zone."""
    words = " ".join(text.split())
    match = _AMERICAN.fullmatch(words)
    if match:
        month, day, year = match.groups()
        return _day(year, month, day)
    return written_on(words)


def written_on(text: str) -> date | None:
    """The day of messages.csv, in universal time: `2026-08-01 02:00:00 UTC`."""
    words = " ".join(text.split())
    match = _ISO_TIME.fullmatch(words)
    if match is None:
        return None
    return _day(*match.groups())


def not_a_date(file: str, line: int, text: str, example: str) -> Diagnostic:
    """The problem of a row whose date is not understood."""
    reason = N_(
        '"{text}" is not in the date format of this file; expected something like {example}.'
    )
    if _NUMBERS.fullmatch(" ".join(text.split())):
        reason = N_(
            '"{text}" could be day-month or month-day; use the file exactly as LinkedIn exported it, like {example}.'
        )
    return Diagnostic(
        file=file, line=line, reason=reason, details={"text": text, "example": example}
    )


@lru_cache(maxsize=500)
def _month(name: str) -> int | None:
    return MONTHS.get(fold(name))


def _day(year: str, month: str | int | None, day: str) -> date | None:
    """The day, or None. Years of two digits are of this century: LinkedIn began in 2003."""
    try:
        return date(int(year) + 2000 * (len(year) == 2), int(month or 0), int(day))
    except ValueError:
        return None
