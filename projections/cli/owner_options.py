"""The options of readings that are asked as another owner, or for all of them together."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final

from ledger.cli.options import shared
from ledger.cli.session import Session
from ledger.errors import Usage
from ledger.language import N_
from ledger.language.console import option

_OPTIONS: Final = shared(
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
    with_options: Callable[..., None] = _OPTIONS(decorated)
    return with_options
