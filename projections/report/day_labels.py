"""Days where there is little room: `12 Oct`, `Oct`, `Mon`."""

from __future__ import annotations

from datetime import date

from ledger.language import cldr, current


def short_day(day: date) -> str:
    """`12 Oct`, `12 oct.`."""
    return f"{day.day} {short_month(day)}"


def short_month(day: date) -> str:
    """`Oct`, `oct.`."""
    return cldr.SHORT_MONTHS[current()][day.month - 1]


def short_weekdays() -> tuple[str, ...]:
    """`Mon`, `lun.`, from Monday on."""
    return cldr.SHORT_WEEKDAYS[current()]


def axis_day(day: date, *, yearly: bool) -> str:
    """`2026` on an axis of years; `Oct` on one of months, with the year in January."""
    if yearly:
        return str(day.year)
    if day.month == 1:
        return f"{short_month(day)} {day.year}"
    return short_month(day)
