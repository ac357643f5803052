"""Days, lists, numbers and plurals are written as CLDR says, asked of Babel."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import language
from ledger.language import LANGUAGES, Language, _n, cldr
from ledger.language.phrases import (
    show_change,
    show_choice,
    show_date,
    show_full_date,
    show_list,
    show_number,
    show_percent,
)
from tests.cldr import LOCALES, MODULE, generated, plain, version

NEWER = f"{version()} is not what ledger/language/cldr.py was made from: run `make catalogues`"
pytestmark = [
    pytest.mark.parametrize("spoken", LANGUAGES),
    pytest.mark.skipif(version() not in (cldr.__doc__ or ""), reason=NEWER),
]
DAYS = [
    date(2027, 1, 1) + timedelta(days=each) for each in range(2 * 365 + 1)
]  # 2028 is a leap year
NAMES = st.lists(
    st.text(st.characters(exclude_characters="{}"), min_size=1), max_size=6
)
FLOATS = st.floats(-1e12, 1e12)
many = settings(max_examples=10 * settings().max_examples)


def first_of_month(text: str, day: date, spoken: Language) -> str:
    """French readers expect `1er`, which is not in CLDR."""
    return text.replace("1 ", "1er ", 1) if spoken == "fr" and day.day == 1 else text


def test_the_module_is_what_the_data_gives(spoken: Language) -> None:
    made = generated().splitlines()[1:]
    assert MODULE.read_text(encoding="utf-8").splitlines()[1:] == made
    assert LOCALES[spoken].language == spoken


@pytest.mark.parametrize("style", ["long", "full"])
def test_every_day_of_two_years(spoken: Language, style: str) -> None:
    for day in DAYS:
        right = first_of_month(format_date(day, style, LOCALES[spoken]), day, spoken)
        shown = (
            show_full_date(day, spoken)
            if style == "full"
            else show_date(day, "day", spoken)
        )
        assert shown == right


@pytest.mark.parametrize(("precision", "skeleton"), [("month", "yMMMM"), ("year", "y")])
def test_every_month_and_year(spoken: Language, precision: str, skeleton: str) -> None:
    for year, month in itertools.product((1900, 2009, 2026), range(1, 13)):
        day = date(year, month, 1)
        right = format_skeleton(skeleton, day, locale=LOCALES[spoken])
        assert show_date(day, precision, spoken) == right


@given(names=NAMES)
def test_lists_of_none_to_six(spoken: Language, names: list[str]) -> None:
    assert show_list(names, spoken) == format_list(names, "standard", LOCALES[spoken])
    assert show_choice(names, spoken) == format_list(names, "or", LOCALES[spoken])


@many
@given(value=FLOATS, decimals=st.integers(0, 6))
def test_numbers(spoken: Language, value: float, decimals: int) -> None:
    right = decimal(value, decimals, spoken)
    assert show_number(value, decimals, spoken) == right
    signed = show_change(value, decimals, spoken)
    assert signed == (f"+{right}" if round(value, decimals) > 0 else right)


@many
@given(share=st.floats(0, 10))
def test_percentages(spoken: Language, share: float) -> None:
    exact = Decimal(100 * share).to_integral_value() / 100
    assert show_percent(share, spoken) == plain(
        format_percent(exact, locale=LOCALES[spoken])
    )


@many
@given(n=st.integers(0, 10**9))
def test_plurals(spoken: Language, n: int) -> None:
    """The form for one where CLDR has it, else the other; its third, of whole millions, is said as the other."""
    language.use(spoken)
    one, other = PLURALS[spoken]
    right = one if LOCALES[spoken].plural_form(n) == "one" else other
    assert (
        _n(
            "{count} pair of possible duplicates to review:",
            "{count} pairs of possible duplicates to review:",
            n,
        )
        == right
    )


PLURALS: dict[Language, tuple[str, str]] = {
    "en": (
        "{count} pair of possible duplicates to review:",
        "{count} pairs of possible duplicates to review:",
    ),
    "fr": (
        "{count} paire de doublons possibles à examiner :",
        "{count} paires de doublons possibles à examiner :",
    ),
}


def decimal(value: float, decimals: int, spoken: Language) -> str:
    """A number as Babel writes its exact value; without the minus that it leaves before a zero."""
    exact = Decimal(value)
    form = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    rounded = round(exact, decimals) if exact else exact
    return plain(
        format_decimal(
            abs(exact) if not rounded else exact, form, locale=LOCALES[spoken]
        )
    )
