from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.importers.formats.ics.recurrence import expand
from ledger.importers.formats.ics.recurrence_rules import parse_rule

START = datetime(2020, 1, 29, 10, 30)  # noqa: DTZ001  a time on the wall
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def days(text: str, start: datetime = START, years: int = 3) -> list[str]:
    last = start + timedelta(days=366 * years)
    return [f"{each:%Y-%m-%d}" for each in expand(parse_rule(text), start, last)]


def listed(
    values: st.SearchStrategy[int] | st.SearchStrategy[str],
) -> st.SearchStrategy[str]:
    return st.lists(values, min_size=1, max_size=3, unique=True).map(
        lambda some: ",".join(map(str, some))
    )


def optional(name: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.one_of(st.just([]), values.map(lambda text: [f"{name}={text}"]))


@st.composite
def rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    is_long = frequency in {"MONTHLY", "YEARLY"}
    # dateutil takes `SA,1TU` for Saturdays that are the first Tuesday; the text of the standard does not.
    which = ["1", "2", "5", "-1", "-2"] if is_long and draw(st.booleans()) else [""]
    nth = st.tuples(st.sampled_from(which), st.sampled_from(WEEKDAYS))
    parts = [f"FREQ={frequency}"]
    parts += draw(optional("INTERVAL", st.integers(1, 6).map(str)))
    parts += draw(optional("COUNT", st.integers(1, 40).map(str)))
    parts += draw(optional("BYMONTH", listed(st.integers(1, 12))))
    parts += draw(optional("BYHOUR", listed(st.integers(0, 23))))
    parts += draw(optional("BYDAY", listed(nth.map("".join))))
    if frequency != "WEEKLY":
        parts += draw(
            optional(
                "BYMONTHDAY", listed(st.sampled_from([*range(1, 32), -1, -2, -31]))
            )
        )
        parts += (
            draw(optional("BYSETPOS", listed(st.sampled_from([1, 2, -1]))))
            if len(parts) > 1
            else []
        )
    if frequency == "YEARLY":
        parts += draw(
            optional("BYYEARDAY", listed(st.sampled_from([1, 60, 200, 366, -1, -366])))
        )
    return ";".join([*parts, f"WKST={draw(st.sampled_from(WEEKDAYS))}"])


@given(rules(), st.datetimes(datetime(1999, 1, 1), datetime(2005, 12, 31)))  # noqa: DTZ001
def test_a_rule_names_the_times_that_dateutil_finds(text: str, start: datetime) -> None:
    start = start.replace(second=0, microsecond=0)
    last = datetime(2012, 1, 1)  # noqa: DTZ001
    bare = ";".join(part for part in text.split(";") if not part.startswith("COUNT"))
    first = next(islice(expand(parse_rule(bare), start, last), 1, None), None)
    assume(first is not None)
    assert first is not None
    found = list(expand(parse_rule(text), first, last))
    assert found == list(islice(rrulestr(text, dtstart=first), len(found)))


def test_a_rule_without_days_takes_them_from_the_first_time() -> None:
    assert days("FREQ=MONTHLY;COUNT=3", START.replace(day=31)) == [
        "2020-01-31",
        "2020-03-31",
        "2020-05-31",
    ]
    assert days("FREQ=YEARLY;COUNT=2") == ["2020-01-29", "2021-01-29"]
    assert days("FREQ=YEARLY;BYWEEKNO=5;COUNT=2") == ["2020-01-29", "2021-02-03"]


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=WEEKLY;COUNT=2;WKST=",
        "RRULE:FREQ=WEEKLY;COUNT=2",
        "freq=weekly; count=2;",
        "FREQ=WEEKLY;INTERVAL=;COUNT=2;X-A=1",
    ],
)
def test_a_rule_is_read_as_anybody_understands_it(text: str) -> None:
    assert days(text) == ["2020-01-29", "2020-02-05"]


def test_the_first_time_counts_even_if_the_rule_does_not_name_it() -> None:
    assert days("FREQ=WEEKLY;BYDAY=MO;COUNT=2") == ["2020-01-29", "2020-02-03"]


def test_a_rule_ends_where_it_says_so() -> None:
    last = START + timedelta(days=60)
    until = START + timedelta(days=14)
    assert len(list(expand(parse_rule("FREQ=WEEKLY"), START, last, until))) == 3


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=3;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
        "FREQ=DAILY;INTERVAL=999999999",
        "FREQ=YEARLY;INTERVAL=999999999",
        "FREQ=WEEKLY;BYSETPOS=300",
    ],
)
def test_a_rule_that_names_nothing_ends(text: str) -> None:
    assert days(text, years=100) == ["2020-01-29"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=90",
        "FREQ=HOURLY;COUNT=3",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=-1",
        "FREQ=WEEKLY;COUNT=many",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;BYMINUTE=" + ",".join(map(str, range(60))),
        "FREQ=MONTHLY;BYMONTHDAY=99",
        "FREQ=YEARLY;RSCALE=CHINESE",
        "FREQ=DAILY;COUNT=" + "9" * 5_000,
        "D1 #10",
        "X" * 100_000,
    ],
)
def test_what_no_meeting_follows_is_no_rule(text: str) -> None:
    with pytest.raises(ValueError, match="no rule of a meeting"):
        parse_rule(text)
