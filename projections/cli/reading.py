"""What read commands work with: a ledger that is only read, its views caught up."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from ledger.cli.options import JSON
from ledger.cli.session import Session
from ledger.language.console import Command
from ledger.store.store import Ledger


def reading_command(name: str, help: str) -> Callable[[Callable[..., None]], click.Command]:  # noqa: A002 - click's word
    """A command that reads: gets the session first, and --json."""

    def make(function: Callable[..., None]) -> click.Command:
        def run(session: Session, /, *, as_json: bool, **given: Any) -> None:
            session.as_json = as_json
            function(session, **given)

        decorated: Any = functools.update_wrapper(click.pass_obj(run), function)
        return click.command(name, cls=Command, help=help)(JSON(decorated))

    return make


@contextmanager
def opened(session: Session) -> Iterator[Ledger]:
    """The ledger, for reading. Raises NotFound where there is none yet."""
    with Ledger.open(session.path) as ledger:
        yield ledger
