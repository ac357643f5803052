"""Options and arguments that write commands share."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import click

from ledger.cli.session import Session, Written
from ledger.errors import Ambiguous, Usage
from ledger.language import N_, _
from ledger.language.console import Command, argument, option
from ledger.named_tuple import NamedTuple

if TYPE_CHECKING:
    from ledger.facts.event import Precision
    from ledger.facts.meeting.events import Form
    from ledger.language.dates import Period

_WEEK: Final = 6
"""The days from the first to the last of a week."""


def writing_command(
    name: str,
    help: str,  # noqa: A002 - click's word
    cls: type[Command] = Command,
) -> Callable[[Callable[..., Written | None]], click.Command]:
    """A command that records: gets the session first, and --json and --dry-run."""

    def make(function: Callable[..., Written | None]) -> click.Command:
        def run(
            session: Session, /, *, as_json: bool, dry_run: bool, **options: object
        ) -> Written | None:
            session.as_json, session.dry_run = as_json, dry_run
            try:
                return function(session, **options)
            finally:
                if session.left_unasked:
                    _say_unasked()

        decorated: Any = functools.update_wrapper(click.pass_obj(run), function)
        for common_option in (DRY_RUN, JSON):
            decorated = common_option(decorated)
        return click.command(name, cls=cls, help=help)(decorated)

    return make


def _say_unasked() -> None:
    """Say that a question was left out: the sentence after this one tells about what."""
    from ledger.cli.menu import hanging

    sentence = _("A dry run asks nothing; without --dry-run you would be asked.")
    for line in hanging("", sentence):
        click.echo(line, err=True)


class Length(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.3 only
    """Minutes, or a length in words: `90`, `1h30`, `1:30`, `an hour and a half`."""

    name = "length"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """The minutes; fails for what is no length."""
        try:
            return int(value)
        except ValueError:
            pass
        from ledger.language.sentences.hours import minutes_of

        minutes = minutes_of(re.sub("^([0-9]+):([0-5][0-9])$", r"\1h\2", str(value)))
        if minutes is None:
            message = _(
                'Length not understood: "{text}"; write it like 90, 1h30 or 45 min.'
            )
            self.fail(message.format(text=value), param, ctx)
        return minutes


class TextOrInput(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.3 only
    """A text as it stands; `-` reads it from standard input, or on a terminal from an editor."""

    name = "text"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The text."""
        if value != "-":
            return str(value)
        if ctx is not None and ctx.resilient_parsing:
            return str(value)
        from ledger.cli.typed_text import typed_text

        return typed_text(str(param and param.name)).strip()


TEXT = TextOrInput()

JSON = option("--json", "as_json", is_flag=True, help=N_("Print the result as JSON."))
DRY_RUN = option(
    "--dry-run",
    is_flag=True,
    help=N_("Show what would be recorded, without recording it."),
)
ON = option(
    "--on",
    metavar="DATE",
    help=N_("The day: 2026-11-20, yesterday, -3d, 2009; today if not given."),
)
NOTE = option(
    "--note",
    metavar="TEXT",
    type=TEXT,
    help=N_("A note; - reads it from standard input, or opens your editor."),
)
PLACE = option("--at", "place", metavar="PLACE", type=TEXT, help=N_("The place."))
MINUTES = option(
    "--minutes",
    metavar="LENGTH",
    type=Length(),
    help=N_("How long it lasted: 90, 1h30, 45 min."),
)
TAGS = option(
    "--tag", "tags", multiple=True, metavar="TAG", help=N_("A tag; repeatable.")
)
NEW = option(
    "--new", is_flag=True, help=N_("Add people who are not in the ledger yet.")
)
NETWORK = option(
    "--network",
    default="linkedin",
    show_default=True,
    metavar="NAME",
    help=N_("The network."),
)
OUTPUT = option(
    "-o",
    "--output",
    default="-",
    metavar="FILE",
    help=N_("The file to write; standard output if not given."),
)
PERSON = argument("person", metavar="PERSON")
PEOPLE = argument("people", metavar="PERSON...", nargs=-1, required=True)


def day(
    session: Session, text: str | None, *, future: bool = False
) -> tuple[date, Precision]:
    """The day that a text names and its precision; today without. `future` prefers a day to come.

    A past week is kept as its month, as in `log`, with a word about it.
    """
    if text is None:
        return session.today, "day"
    found, precision, is_week = _day_or_week(session, text, future=future)
    if is_week:
        from ledger.cli.meeting_in_words import kept_as_month

        click.echo(kept_as_month(text, found), err=True)
    return found, precision


def _day_or_week(
    session: Session, text: str, *, future: bool
) -> tuple[date, Precision, bool]:
    """The day that a text names, its precision, and whether it is the month of a week that is past."""
    from ledger.language.dates import read_date

    try:
        found = read_date(text, session.today, **_viewpoint(session), future=future)
    except Ambiguous:
        month = None if future else _month_of_week(session, text)
        if month is None:
            raise
        return month, "month", True
    if found.precision == "day":
        _settle_year(session, text, found.day)
    return *found, False


def _month_of_week(session: Session, text: str) -> date | None:
    """The month of a week that is past and lies in one month; None for any other stretch of time."""
    week = period(session, text)
    is_week = (week.last - week.first).days == _WEEK
    in_one_month = week.first.month == week.last.month
    is_past_week = is_week and in_one_month and week.last <= session.today
    if not is_past_week:
        return None
    return week.first.replace(day=1)


def _settle_year(session: Session, text: str, day_read: date) -> None:
    """Say or ask which year is meant by a day that lies far off, if its text leaves it out."""
    from ledger.language.dates import NEAR

    is_near = abs((day_read - session.today).days) <= NEAR
    if not is_near and f"{day_read.year}" not in text:
        from ledger.cli.far_days import settle

        settle(session, text, day_read)


def _viewpoint(session: Session) -> dict[str, Any]:
    """How the days of an option are read, besides today."""
    from ledger.language.dates import day_comes_first

    return {"day_first": day_comes_first(os.environ), "clock": session.now.time()}


def exact_day(session: Session, text: str | None, *, future: bool = False) -> date:
    """The day that a text names; refuses a month or a year, which a plan cannot have. Today without."""
    if text is None:
        return session.today
    found, precision, _is_week = _day_or_week(session, text, future=future)
    if precision != "day":
        raise Usage('"{text}" is not a single day; give one.', text=text)
    return found


_NOON: Final = 12
_OF_EVENINGS: Final = frozenset({"dinner", "drinks"})


class PlannedTime(NamedTuple):
    """When a meeting is planned: its day, the time of day like `12:30`, and how many minutes; None if not given.

    `is_either_half` if nothing tells the half of the day, as in "at 8".
    """

    day: date
    at: str | None = None
    minutes: int | None = None
    is_either_half: bool = False

    def at_for(self, form: Form) -> str | None:
        """The time of day for a form: dinner at 8 is in the evening, breakfast at 6 in the morning."""
        if self.at is None or not self.is_either_half:
            return self.at
        hour, _colon, minute = self.at.partition(":")
        if form in _OF_EVENINGS and int(hour) < _NOON:
            return f"{int(hour) + _NOON}:{minute}"
        if form == "breakfast" and int(hour) > _NOON:
            return f"{int(hour) - _NOON:02}:{minute}"
        return self.at


def planned_time(
    session: Session, text: str, standing: date | None = None
) -> PlannedTime:
    """The day to come that a text names, and the time of day beside it; alone, it is one of the day `standing`."""
    from ledger.language.dates import read_moment

    named = read_moment(text, session.today, **_viewpoint(session), standing=standing)
    if named.day.precision != "day":
        raise Usage('"{text}" is not a single day; give one.', text=text)
    _settle_year(session, text, named.day.day)
    at = None
    if named.at:
        at = f"{named.at:%H:%M}"
    return PlannedTime(named.day.day, at, named.minutes, named.is_either_half)


def past_day(session: Session, text: str | None) -> date:
    """The day that a text names, refused where it is still to come; today without."""
    from ledger.facts.rules import past

    found = exact_day(session, text)
    past(found, session.today)
    return found


def period(session: Session, text: str, *, future: bool = False) -> Period:
    """The stretch of time that a text names, such as `last week` or `2027-02`."""
    from ledger.language.dates import read_period

    return read_period(text, session.today, **_viewpoint(session), future=future)


def form_of(text: str) -> Form:
    """The form of meeting that a word names, in English or French: `lunch`, `déjeuner`, `rendez-vous`.

    Raises Usage with all forms if it names none.
    """
    from ledger.facts.meeting.events import forms
    from ledger.facts.rules import unknown_form
    from ledger.language.meeting_words import form_named

    form = form_named(text)
    if form is not None:
        return form
    from ledger.language.meeting_words import plain
    from ledger.language.sentences.forms import noun_of

    meaning = noun_of(plain(text))
    if meaning is None or len(meaning.forms) > 1:
        raise unknown_form(text, forms())
    return meaning.forms[0]


def separated(tags: Iterable[str]) -> tuple[str, ...]:
    """The tags of options; commas part several, an empty text stays."""
    parts: list[str] = []
    for text in tags:
        several = filter(None, map(str.strip, text.split(",")))
        parts += list(several) or [text]
    return tuple(parts)
