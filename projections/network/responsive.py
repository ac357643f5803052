"""A responsive network: how quickly invitations and requests are answered, and how many wait."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate, islice
from typing import Final, NamedTuple

from projections.queue.tables import Request

SOON: Final = 3
"""The most days that a quick answer takes."""


class Answered(NamedTuple):
    """How quickly invitations of one sort are answered, and how many wait."""

    asked: int
    answered_in_3_days: float | None
    median_days: float | None
    open: int


class Responsive(NamedTuple):
    """Responsive: invitations to meet and requests to connect, sent (they answer) and received (you do)."""

    invitations: Answered
    received: Answered
    requests_sent: Answered
    requests_received: Answered


def responsive(
    invitations: Mapping[Request, int],
    requests: Mapping[Request, int],
    days: Sequence[date],
) -> list[Responsive]:
    """How the invitations to meet and the requests to connect were answered by each of some days in order.

    Each comes with the number of those that went just like it.
    """
    answered = [
        _answered(_of_direction(courses, sent), days)
        for courses in (invitations, requests)
        for sent in (1, 0)
    ]
    return [Responsive(*of_day) for of_day in zip(*answered, strict=True)]


def _of_direction(courses: Mapping[Request, int], sent: int) -> dict[Request, int]:
    return {course: number for course, number in courses.items() if course.sent == sent}


def _answered(courses: Mapping[Request, int], days: Sequence[date]) -> list[Answered]:
    """The figures of each day: the courses that begin and end from one day to the next, summed up."""
    ends = [day.isoformat() for day in days]
    long_ago = [(day - timedelta(days=SOON)).isoformat() for day in days]
    asked = [0] * (len(days) + 1)
    waiting = [0] * (len(days) + 1)
    long_waiting = [0] * (len(days) + 1)
    times = [Counter[int]() for _day in asked]
    for course, number in courses.items():
        start = bisect_left(ends, course.asked)
        end = _end(course, ends)
        asked[start] += number
        if course.days is not None and course.answered is not None:
            known = max(start, bisect_left(ends, course.answered))
            times[known][course.days] += number
        if start < end:
            waiting[start] += number
            waiting[end] -= number
        late = max(start, bisect_right(long_ago, course.asked))
        if course.asked and late < end:
            long_waiting[late] += number
            long_waiting[end] -= number
    sums = map(accumulate, (asked, waiting, long_waiting))
    so_far = zip(*sums, accumulate(times), strict=True)
    return [_figures(*of_day) for of_day in islice(so_far, len(days))]


def _end(course: Request, ends: Sequence[str]) -> int:
    """The place of the first of some days on which an invitation no longer waits for an answer."""
    places = [
        bisect_left(ends, end)
        for end in (course.answered, course.over)
        if end is not None
    ]
    return min(places, default=len(ends))


def _figures(
    asked: int, waiting: int, long_waiting: int, times: Mapping[int, int]
) -> Answered:
    """The figures of a day; `times` counts after how many days the answers came."""
    quick = sum(number for time, number in times.items() if time <= SOON)
    decided = sum(times.values()) + long_waiting
    quick_share = None
    if decided:
        quick_share = quick / decided
    return Answered(
        asked=asked,
        answered_in_3_days=quick_share,
        median_days=_median(times),
        open=waiting,
    )


def _median(numbers: Mapping[int, int]) -> float | None:
    """The median of values that come with their numbers."""
    if not numbers:
        return None
    values = sorted(numbers)
    ends = list(accumulate(numbers[value] for value in values))
    total = ends[-1]
    lower = values[bisect_right(ends, (total - 1) // 2)]
    upper = values[bisect_right(ends, total // 2)]
    return (lower + upper) / 2


def by(day: str | None, until: str) -> bool:
    """Whether something happened by a day; an unknown day counts as early."""
    return day is not None and day <= until
