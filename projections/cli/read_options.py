"""The options that readings share: those of every list, the owner on whose behalf they are asked, and days."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import click

from ledger.cli.options import period
from ledger.cli.session import Session
from ledger.errors import Usage
from ledger.language import N_
from ledger.language.console import option, shared
from ledger.named_tuple import NamedTuple

_OPTIONS: Final = shared(
    option(
        "--tag",
        "list_tags",
        multiple=True,
        metavar="TAG",
        help=N_("With this tag; repeatable, to match all of them."),
    ),
    option(
        "--organisation",
        "list_organisations",
        multiple=True,
        metavar="TEXT",
        help=N_("At this organisation; repeatable, to match any of them."),
    ),
    option(
        "--place",
        "list_places",
        multiple=True,
        metavar="PLACE",
        help=N_("In this place; repeatable, to match any of them."),
    ),
    option(
        "--with",
        "list_companions",
        multiple=True,
        metavar="PERSON",
        help=N_("Met together with this person; repeatable, to match all of them."),
    ),
    option(
        "--form",
        "list_forms",
        multiple=True,
        metavar="FORM",
        help=N_("Met for coffee, lunch, ...; repeatable, to match any of them."),
    ),
    option(
        "--since",
        metavar="PERIOD",
        help=N_("From this day on: 2026-11-20, march, 2026-Q3, last week."),
    ),
    option("--until", metavar="PERIOD", help=N_("Up to this day, included.")),
    option(
        "--limit",
        "--top",
        type=click.IntRange(min=1),
        metavar="N",
        help=N_("The first N only."),
    ),
    option(
        "--last", type=click.IntRange(min=1), metavar="N", help=N_("The last N only.")
    ),
    option(
        "--sort",
        metavar="KEY",
        help=N_("By name, trust, day, place or organisation; -KEY reverses."),
    ),
    option("--csv", "as_csv", is_flag=True, help=N_("Print the list as CSV.")),
    option("--ids", "as_ids", is_flag=True, help=N_("Print only the ids.")),
)


class ListChoice(NamedTuple):
    """The options of a list, as they were typed."""

    list_tags: tuple[str, ...] = ()
    list_organisations: tuple[str, ...] = ()
    list_places: tuple[str, ...] = ()
    list_companions: tuple[str, ...] = ()
    list_forms: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    limit: int | None = None
    last: int | None = None
    sort: str | None = None
    as_csv: bool = False
    as_ids: bool = False

    @property
    def narrows(self) -> bool:
        """Whether an option was typed that may leave rows out."""
        return any(
            (
                self.list_tags,
                self.list_organisations,
                self.list_places,
                self.list_companions,
                self.list_forms,
                self.since,
                self.until,
            )
        )


def lists(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command every option of lists, as its parameter `choice`."""

    @functools.wraps(function)
    def run(session: Session, **options: Any) -> None:
        values = {name: options.pop(name) for name in ListChoice._fields}
        function(session, choice=ListChoice(**values), **options)

    return _OPTIONS(run)


_OF_OWNERS: Final = shared(
    option(
        "--owner",
        "owner_name",
        metavar="NAME",
        help=N_("As another owner of a shared ledger."),
    ),
    option(
        "--all",
        "all_owners",
        is_flag=True,
        help=N_("For all owners together, each meeting once."),
    ),
)


def of_owners(function: Callable[..., None]) -> Callable[..., None]:
    """Give a reading command --owner and --all; `ReadSession.open` heeds them."""

    def run(
        session: Session,
        /,
        *,
        owner_name: str | None,
        all_owners: bool,
        **options: Any,
    ) -> None:
        if owner_name is not None and all_owners:
            raise Usage("Use either --owner or --all.")
        session.owner_name = owner_name
        session.all_owners = all_owners
        function(session, **options)

    decorated: Any = functools.update_wrapper(run, function)
    with_options: Callable[..., None] = _OF_OWNERS(decorated)
    return with_options


# ---------------------------------------------------------------- the days of --as-of, --since and --until


def first_day(session: Session, text: str | None) -> date | None:
    """The first day of the stretch of time that a text names, such as `--since "last week"`."""
    if not text:
        return None
    return period(session, text).first


def last_day(
    session: Session, text: str | None, *, future: bool = False
) -> date | None:
    """The last day of the stretch of time that a text names, such as `--until 2027-02`."""
    if not text:
        return None
    return period(session, text, future=future).last


def day_shown(session: Session, as_of: str | None) -> date:
    """The day of `--as-of`, at the end of a stretch of time; today without one."""
    if not as_of:
        return session.today
    return period(session, as_of).last
