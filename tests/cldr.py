"""How languages write days, lists and numbers, taken from CLDR as Babel has it: the text of ledger/language/cldr.py."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import babel
from babel import Locale
from babel.core import get_cldr_version

MODULE: Final = Path(__file__).parents[1] / "ledger" / "language" / "cldr.py"

LOCALES: Final = {"en": Locale.parse("en_GB"), "fr": Locale.parse("fr_FR")}
"""English as in most of the world, the day before the month: `20 November 2026`, `A, B and C`."""

FIELDS: Final = {"EEEE": "{weekday}", "d": "{day}", "MMMM": "{month}", "y": "{year}"}

HEADER: Final = '''\
"""How each language writes days, lists and numbers. Made by `make catalogues`: CLDR {cldr}, Babel {babel}."""

from typing import Final

# fmt: off
'''


def version() -> str:
    """The version of the data that is installed."""
    return f"CLDR {get_cldr_version()}"


def generated() -> str:
    """The module, as the data that is installed has it."""
    said: dict[str, Mapping[str, Any]] = {
        "MONTHS": _names("months"),
        "SHORT_MONTHS": _names("months", "abbreviated"),
        "WEEKDAYS": _names("days"),
        "SHORT_WEEKDAYS": _names("days", "abbreviated"),
        "WITH_WEEKDAY": {
            name: _pattern(each.date_formats["full"].pattern)
            for name, each in LOCALES.items()
        },
        "DAY": {
            name: _pattern(each.date_formats["long"].pattern)
            for name, each in LOCALES.items()
        },
        "MONTH": {
            name: _pattern(each.datetime_skeletons["yMMMM"].pattern)
            for name, each in LOCALES.items()
        },
        "AND": {
            name: _list(each.list_patterns["standard"])
            for name, each in LOCALES.items()
        },
        "OR": {name: _list(each.list_patterns["or"]) for name, each in LOCALES.items()},
        "SIGNS": {name: _signs(each) for name, each in LOCALES.items()},
        "PERCENT": {name: _percent(each) for name, each in LOCALES.items()},
    }
    lines = [
        line for constant, values in said.items() for line in _lines(constant, values)
    ]
    return (
        HEADER.format(cldr=get_cldr_version(), babel=babel.__version__)
        + "\n".join(lines)
        + "\n"
    )


def plain(text: str) -> str:
    """The text with the no-break space of every terminal (U+00A0) for the narrow one (U+202F)."""
    return text.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")


def _names(kind: str, width: str = "wide") -> dict[str, tuple[str, ...]]:
    """The names of months or weekdays in a date, in order."""
    wide = {
        name: getattr(each, kind)["format"][width] for name, each in LOCALES.items()
    }
    return {
        name: tuple(names[number] for number in sorted(names))
        for name, names in wide.items()
    }


def _pattern(pattern: str) -> str:
    """A pattern of days (Unicode TR 35, part 4) with our fields."""
    parts = re.findall(r"[A-Za-z]+|[^A-Za-z']+", pattern)
    return "".join(FIELDS[part] if part.isalpha() else part for part in parts)


def _list(patterns: Mapping[str, str]) -> tuple[str, str]:
    """What stands between two of a list, and before the last (part 2, list patterns)."""
    between, last = (
        {patterns[one], patterns[other]}
        for one, other in (("start", "middle"), ("2", "end"))
    )
    ((comma,), (word,)) = between, last
    return _between(comma), _between(word)


def _between(pattern: str) -> str:
    before, middle, after = re.split(r"\{[01]\}", pattern)
    if before or after:
        raise ValueError(pattern)
    return middle


def _signs(locale: Locale) -> tuple[str, str, str, str]:
    """What parts thousands, what begins decimals, plus and minus; every third digit is parted."""
    if locale.decimal_formats[None].pattern != "#,##0.###":
        raise ValueError(locale.decimal_formats[None].pattern)
    signs = locale.number_symbols["latn"]
    group, decimal, plus, minus = (
        plain(signs[each]) for each in ("group", "decimal", "plusSign", "minusSign")
    )
    return group, decimal, plus, minus


def _percent(locale: Locale) -> str:
    return plain(locale.percent_formats[None].pattern.replace("#,##0", "{number}"))


def _lines(constant: str, values: Mapping[str, Any]) -> Iterable[str]:
    yield f"{constant}: Final = {{"
    yield from (f'    "{name}": {_literal(value)},' for name, value in values.items())
    yield "}"


def _literal(value: str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_literal, value))})"
    return f'"{value}"'.replace("\N{NO-BREAK SPACE}", r"\N{NO-BREAK SPACE}")
